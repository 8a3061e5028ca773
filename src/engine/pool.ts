/** Shares a file list out over this thread and workers: everyone takes the next batch, results come back in the list's order. */

import { setImmediate } from 'node:timers/promises';
import type { Rules } from '../model/rule.ts';
import type { Origin } from '../model/unit.ts';
import type { FileEntry } from '../sources/files.ts';
import { finish, finishWith } from '../util/steps.ts';
import type { Crew, WorkerTask } from './crew.ts';
import { BATCH_ENTRIES, createEntryScanner } from './scan-entries.ts';
import type { UnitContext } from './scan-unit.ts';
import { type Batch, packBatch, unpackBatch } from './wire.ts';

export interface PoolRequest {
  readonly entries: readonly FileEntry[];
  readonly rules: Rules;
  readonly context: UnitContext;
  readonly crew: Crew;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly deadline: number;
  readonly onProgress?: (filesDone: number) => void;
  /** Ends the workers and the scan; what is thrown then is its reason. */
  readonly signal?: AbortSignal;
}

const YIELD_MS = 20;

/** A pause now and then for what else goes on in the thread: signals, messages, progress. Throws the signal's reason. */
export function createBreath(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let last = performance.now();
  const breathe = async (): Promise<void> => {
    await setImmediate();
    signal?.throwIfAborted();
    last = performance.now();
  };
  return () => (performance.now() - last < YIELD_MS ? undefined : breathe());
}

/** Every batch of the list, in order. */
export async function scanPool(request: PoolRequest): Promise<Batch[]> {
  const total = Math.ceil(request.entries.length / BATCH_ENTRIES);
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const batches: (Batch | undefined)[] = Array.from({ length: total });
  let filesDone = 0;
  const take = (batch: Batch): void => {
    batches[batch.number] = batch;
    filesDone += batch.files;
    request.onProgress?.(filesDone);
  };
  const { entries, rules, crew, signal } = request;
  const others = Math.min(request.threads, total) - 1;
  if (others > 0) crew.call(others);
  const place = (index: number): { origin: Origin; path: string } => {
    const { path, shown } = entries[index]!;
    return { origin: { kind: 'file', path }, path: shown };
  };
  const working = crew.work(describeTask(request, counter), buffer => take(unpackBatch(buffer, rules, place)));
  const scanner = createEntryScanner(entries, request.context, request.deadline);
  const breathe = createBreath(signal);
  try {
    for (let number = Atomics.add(counter, 0, 1); number < total; number = Atomics.add(counter, 0, 1)) {
      take(await finishWith(scanner.scanBatch(number), breathe));
    }
    await working;
    signal?.throwIfAborted();
    // A worker that died leaves its batch behind: nothing is lost, it is done here.
    for (let number = 0; number < total; number++)
      if (batches[number] === undefined) take(await finishWith(scanner.scanBatch(number), breathe));
  } finally {
    scanner.close();
  }
  return batches.filter(batch => batch !== undefined);
}

function describeTask({ entries, deadline }: PoolRequest, counter: Int32Array): WorkerTask {
  return {
    paths: entries.map(entry => (typeof entry.path === 'string' ? entry.path : '')).join('\0'),
    shown: entries.map(entry => entry.shown).join('\0'),
    rawPaths: entries.flatMap((entry, index): [number, Uint8Array][] =>
      typeof entry.path === 'string' ? [] : [[index, entry.path]],
    ),
    explicit: entries.flatMap((entry, index) => (entry.explicit ? [index] : [])),
    deadline,
    counter,
  };
}

/** The worker's side. */
export function serve(task: WorkerTask, context: UnitContext, send: (buffer: ArrayBuffer) => void): void {
  const entries = entriesOf(task);
  const total = Math.ceil(entries.length / BATCH_ENTRIES);
  const scanner = createEntryScanner(entries, context, task.deadline);
  for (let number = Atomics.add(task.counter, 0, 1); number < total; number = Atomics.add(task.counter, 0, 1)) {
    send(packBatch(finish(scanner.scanBatch(number))));
  }
  scanner.close();
}

function entriesOf(task: WorkerTask): FileEntry[] {
  const shown = task.shown.split('\0');
  const raw = new Map(task.rawPaths);
  const explicit = new Set(task.explicit);
  return task.paths.split('\0').map((path, index) => {
    const bytes = raw.get(index);
    return { path: bytes ? Buffer.from(bytes) : path, shown: shown[index] ?? path, explicit: explicit.has(index) };
  });
}
