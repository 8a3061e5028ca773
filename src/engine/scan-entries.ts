/** Scans ranges of a file list: the loop that the main thread and every worker run. */

import { ReadFailure } from '../model/errors.ts';
import type { Unit } from '../model/unit.ts';
import type { FileEntry } from '../sources/files.ts';
import { createReader } from '../sources/read.ts';
import { unfoldContent } from '../unfold/unfold.ts';
import { scanUnit, type UnitContext, type UnitResult } from './scan-unit.ts';
import type { Batch, Outcome } from './wire.ts';

/** Entries a batch: small enough to share the work out, large enough to make its cost vanish. */
export const BATCH_ENTRIES = 32;

export interface EntryScanner {
  /** Scans entries [number * BATCH_ENTRIES, …). */
  scanBatch(number: number): Batch;
  close(): void;
}

/** @param deadline `performance.timeOrigin`-based milliseconds after which nothing more is read */
export function createEntryScanner(
  entries: readonly FileEntry[],
  context: UnitContext,
  deadline: number,
): EntryScanner {
  const reader = createReader(unfoldContent);

  const scanEntry = (index: number): { outcome?: Outcome; bytes: number } => {
    const entry = entries[index]!;
    if (isPast(deadline)) return { outcome: { index, failed: 'not scanned: the time limit was reached' }, bytes: 0 };
    const read = reader.read(entry);
    if ('skipped' in read) return { outcome: { index, skipped: read.skipped }, bytes: 0 };
    if ('failed' in read) return { outcome: { index, failed: read.failed }, bytes: 0 };
    const bytes = read.unit.content.size;
    const result = scanSafely(read.unit, context, deadline);
    if (typeof result === 'string') return { outcome: { index, failed: result }, bytes };
    return isEmpty(result) ? { bytes } : { outcome: { index, result }, bytes };
  };

  return {
    scanBatch(number) {
      const outcomes: Outcome[] = [];
      let bytes = 0;
      const end = Math.min(entries.length, (number + 1) * BATCH_ENTRIES);
      for (let index = number * BATCH_ENTRIES; index < end; index++) {
        const scanned = scanEntry(index);
        bytes += scanned.bytes;
        if (scanned.outcome) outcomes.push(scanned.outcome);
      }
      return { number, files: end - number * BATCH_ENTRIES, bytes, outcomes };
    },
    close: () => reader.close(),
  };
}

const isPast = (deadline: number): boolean => performance.timeOrigin + performance.now() > deadline;

const isEmpty = (result: UnitResult): boolean =>
  result.drafts.length === 0 &&
  result.failures.length === 0 &&
  result.drops.length === 0 &&
  Object.keys(result.dropped).length === 0;

/** A unit's result, or why it could not be read to its end. */
export function scanSafely(unit: Unit, context: UnitContext, deadline: number): UnitResult | string {
  try {
    return scanUnit(limitTime(unit, deadline), context);
  } catch (error) {
    if (error instanceof ReadFailure) return error.message;
    throw error;
  }
}

/** A large content is read in windows; each asks whether there is time left. */
function limitTime(unit: Unit, deadline: number): Unit {
  if (deadline === Number.POSITIVE_INFINITY) return unit;
  const { content } = unit;
  const window = (offset: number, length: number): Uint8Array => {
    if (isPast(deadline)) throw new ReadFailure('not scanned to its end: the time limit was reached');
    return content.window(offset, length);
  };
  return { ...unit, content: { ...content, size: content.size, window } };
}
