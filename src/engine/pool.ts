/** Shares a file list out over this thread and workers: everyone takes the next batch, results come back in the list's order. */

import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Rule } from '../model/rule.ts';
import type { FileEntry } from '../sources/files.ts';
import { type ContextRequest, createContext } from './context.ts';
import { BATCH_ENTRIES, createEntryScanner } from './scan-entries.ts';
import { type Batch, packBatch, unpackBatch } from './wire.ts';

export interface PoolRequest {
  readonly entries: readonly FileEntry[];
  readonly rules: readonly Rule[];
  readonly context: ContextRequest;
  /** Threads in all, this one included. */
  readonly threads: number;
  readonly deadline: number;
  readonly onProgress?: (filesDone: number) => void;
  /** Ends the workers and the scan; what is thrown then is its reason. */
  readonly signal?: AbortSignal;
}

/** What a worker is started with. */
export interface WorkerTask {
  /** Paths and shown paths, NUL-separated; those that are not UTF-8 are listed by index. */
  readonly paths: string;
  readonly shown: string;
  readonly rawPaths: readonly (readonly [number, Uint8Array])[];
  /** Indices of the entries that the user named. */
  readonly explicit: readonly number[];
  readonly context: ContextRequest;
  readonly deadline: number;
  readonly counter: Int32Array;
}

const YIELD_MS = 20;

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
  const workers = Array.from({ length: Math.min(request.threads, total) - 1 }, () => runWorker(request, counter, take));
  const scanner = createEntryScanner(request.entries, createContext(request.context, request.rules), request.deadline);
  let yielded = performance.now();
  const breathe = async (): Promise<void> => {
    if (performance.now() - yielded < YIELD_MS) return;
    await setImmediate();
    request.signal?.throwIfAborted();
    yielded = performance.now();
  };
  for (let number = Atomics.add(counter, 0, 1); number < total; number = Atomics.add(counter, 0, 1)) {
    take(scanner.scanBatch(number));
    await breathe();
  }
  await Promise.all(workers);
  request.signal?.throwIfAborted();
  // A worker that died leaves its batch behind: nothing is lost, it is done here.
  for (let number = 0; number < total; number++) if (batches[number] === undefined) take(scanner.scanBatch(number));
  scanner.close();
  return batches.filter(batch => batch !== undefined);
}

/** Resolves when the worker has ended, however it did. */
function runWorker(request: PoolRequest, counter: Int32Array, take: (batch: Batch) => void): Promise<void> {
  const { entries, rules } = request;
  const rawPaths = entries.flatMap((entry, index): [number, Uint8Array][] =>
    typeof entry.path === 'string' ? [] : [[index, entry.path]],
  );
  const workerData: WorkerTask = {
    paths: entries.map(entry => (typeof entry.path === 'string' ? entry.path : '')).join('\0'),
    shown: entries.map(entry => entry.shown).join('\0'),
    rawPaths,
    explicit: entries.flatMap((entry, index) => (entry.explicit ? [index] : [])),
    context: request.context,
    deadline: request.deadline,
    counter,
  };
  return new Promise(resolve => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, stdout: false, stderr: false });
    worker.on('message', (buffer: ArrayBuffer) => {
      take(
        unpackBatch(buffer, rules, index => ({
          origin: { kind: 'file', path: entries[index]!.path },
          path: entries[index]!.shown,
        })),
      );
    });
    const stop = (): void => void worker.terminate();
    request.signal?.addEventListener('abort', stop, { once: true });
    const end = (): void => {
      request.signal?.removeEventListener('abort', stop);
      resolve();
    };
    worker.on('error', end);
    worker.on('exit', end);
  });
}

/** The worker's side. */
export function serve(task: WorkerTask, send: (buffer: ArrayBuffer) => void): void {
  const entries = entriesOf(task);
  const total = Math.ceil(entries.length / BATCH_ENTRIES);
  const scanner = createEntryScanner(entries, createContext(task.context), task.deadline);
  for (let number = Atomics.add(task.counter, 0, 1); number < total; number = Atomics.add(task.counter, 0, 1)) {
    send(packBatch(scanner.scanBatch(number)));
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
