/** Scans ranges of a file list: the loop that the main thread and every worker run. */

import { HIT_NUMBERS, type Hits } from '../match/prefilter.ts';
import type { Archive } from '../model/unit.ts';
import { holdBytes } from '../sources/content.ts';
import type { FileEntry } from '../sources/files.ts';
import { type Filled, fillBuffer } from '../sources/fill.ts';
import { createReader, type Reader } from '../sources/read.ts';
import { unfoldContent } from '../unfold/unfold.ts';
import { archiveSkipped, scanArchive } from './scan-archive.ts';
import { isEmpty, isPast, scanSafely } from './scan-safely.ts';
import type { UnitContext, UnitResult } from './scan-unit.ts';
import type { Batch, Outcome } from './wire.ts';

/** Entries a batch: small enough to share the work out, large enough to make its cost vanish. */
export const BATCH_ENTRIES = 32;

export interface EntryScanner {
  /** Scans entries [number * BATCH_ENTRIES, …), in steps. */
  scanBatch(number: number): Generator<unknown, Batch>;
  close(): void;
}

/** @param deadline `performance.timeOrigin`-based milliseconds after which nothing more is read */
export function createEntryScanner(
  entries: readonly FileEntry[],
  context: UnitContext,
  deadline: number,
): EntryScanner {
  const job: Job = { entries, context, deadline, reader: createReader(unfoldContent) };
  return {
    *scanBatch(number) {
      const tally: Tally = { outcomes: [], members: 0, bytes: 0 };
      const start = number * BATCH_ENTRIES;
      const end = Math.min(entries.length, start + BATCH_ENTRIES);
      for (let next = start; next < end; ) {
        if (isPast(deadline)) yield* scanApart(job, next++, tally);
        else next = yield* scanRange(job, next, end, tally);
        yield;
      }
      tally.outcomes.sort((a, b) => a.index - b.index);
      return { number, files: end - start, ...tally };
    },
    close: () => job.reader.close(),
  };
}

interface Job {
  readonly entries: readonly FileEntry[];
  readonly context: UnitContext;
  readonly deadline: number;
  readonly reader: Reader;
}

/** Reads as many small files as there is room for, searches them all at once, and looks closer at those with hits. */
function* scanRange(job: Job, from: number, to: number, tally: Tally): Generator<unknown, number> {
  const { arena, search, looksAt } = job.context.matcher;
  const fill = fillBuffer(job.entries, from, to, arena);
  const filled = fill.files.filter(({ start, end }) => isPlain(arena, start, end));
  const hitsOf = divideHits(search(fill.usedBytes), filled);
  const plain = new Set(filled);
  for (const [position, file] of filled.entries()) {
    const hits = hitsOf[position] ?? (looksAt(job.entries[file.index]!.shown) ? noHits : undefined);
    if (hits !== undefined && !(yield* scanFilled(job, file, hits, tally))) plain.delete(file);
    else tally.bytes += file.end - file.start;
  }
  for (const file of fill.files) if (!plain.has(file)) yield* scanApart(job, file.index, tally);
  for (const index of fill.apart) yield* scanApart(job, index, tally);
  return fill.next;
}

const noHits: Hits = new Uint32Array(0);

/** A file whose hits are known; its bytes stand in the arena. False where it is no text for all that, and to be looked at by itself. */
function* scanFilled(
  { entries, context, deadline }: Job,
  file: Filled,
  hits: Hits,
  tally: Tally,
): Generator<unknown, boolean> {
  const { index, start, end } = file;
  const { path, shown } = entries[index]!;
  const bytes = context.matcher.arena.subarray(start, end);
  const unfolded = unfoldContent({ kind: 'file', path }, shown, holdBytes(bytes));
  if (!('unit' in unfolded)) return false;
  tellResult(tally, index, yield* scanSafely(unfolded.unit, context, deadline, hits));
  return true;
}

/** A file by itself: large, special, or not plain text. */
function* scanApart({ entries, context, deadline, reader }: Job, index: number, tally: Tally): Generator<unknown> {
  if (isPast(deadline)) {
    tally.outcomes.push({ index, failed: 'not scanned: the time limit was reached' });
    return;
  }
  const read = reader.read(entries[index]!);
  if ('unit' in read) {
    tally.bytes += read.unit.content.size;
    tellResult(tally, index, yield* scanSafely(read.unit, context, deadline));
  } else if ('archive' in read) yield* scanMembers(read.archive, context, deadline, index, tally);
  else tally.outcomes.push({ index, ...read });
}

/** An archive, or that it is none of ours to open. */
function* scanMembers(
  archive: Archive,
  context: UnitContext,
  deadline: number,
  index: number,
  tally: Tally,
): Generator<unknown> {
  if (!context.archives) {
    tally.outcomes.push({ index, skipped: archiveSkipped });
    return;
  }
  const { outcomes, members, bytes } = yield* scanArchive(archive, context, deadline);
  for (const outcome of outcomes) tally.outcomes.push({ index, ...outcome });
  tally.members += members;
  tally.bytes += bytes;
}

interface Tally {
  readonly outcomes: Outcome[];
  members: number;
  bytes: number;
}

function tellResult(tally: Tally, index: number, result: UnitResult | string): void {
  if (typeof result === 'string') tally.outcomes.push({ index, failed: result });
  else if (!isEmpty(result)) tally.outcomes.push({ index, result });
}

/** Whether bytes are surely text of one byte a character or UTF-8: no zero, and no start that compressed or wide text has. */
function isPlain(arena: Uint8Array, start: number, end: number): boolean {
  const first = arena[start]!;
  const usual = (first >= 0x20 && first < 0x7f && first !== 0x42) || first === 0x0a || first === 0x0d || first === 0x09;
  return usual && Buffer.prototype.indexOf.call(arena.subarray(start, end), 0) < 0;
}

/** The hits of each file, by offsets in it; nothing for a file without any. Hits come in order of offsets, once a pass. */
function divideHits(hits: Hits, files: readonly Filled[]): (Hits | undefined)[] {
  const divided: (number[] | undefined)[] = Array.from({ length: files.length });
  let position = 0;
  let last = 0;
  for (let i = 0; i < hits.length; i += HIT_NUMBERS) {
    const start = hits[i + 2]!;
    if (start < last) position = 0;
    last = start;
    while (position < files.length && files[position]!.end <= start) position++;
    const file = files[position];
    if (file === undefined || start < file.start) continue;
    const own = divided[position] ?? [];
    own.push(hits[i]!, hits[i + 1]!, start - file.start, hits[i + 3]! - file.start);
    divided[position] = own;
  }
  return divided.map(own => own && Uint32Array.from(own));
}
