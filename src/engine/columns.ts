/** Columns in text that was narrowed to one byte a unit: counted in its original. */

import type { Content } from '../model/unit.ts';
import { decodeSpan, isNarrowed, type NarrowedContent } from '../unfold/text.ts';
import { byteColumns, type Columns } from '../util/lines.ts';

const CHUNK_UNITS = 1 << 18;

/** How columns of a content are counted; nothing for bytes that stand as they were. */
export function columnsOf(content: Content): Columns | undefined {
  if (!isNarrowed(content)) return undefined;
  const mark = content.size > 0 && decodeSpan(content, { start: 0, end: 1 }) === '\ufeff' ? 1 : 0;
  // A code point beyond the basic plane is two of UTF-16's units, which is what editors count.
  if (content.unitBytes === 2) return { ...byteColumns, mark };
  return { mark, count: (from, to) => to - from + countAstral(content, from, to) };
}

function countAstral({ original, encoding }: NarrowedContent, from: number, to: number): number {
  const [high, higher] = encoding === 'utf-32le' ? [2, 3] : [1, 0];
  let count = 0;
  for (let at = from; at < to; at += CHUNK_UNITS) {
    const bytes = original.window(at * 4, Math.min(CHUNK_UNITS, to - at) * 4);
    for (let unit = 0; unit < bytes.length; unit += 4)
      if (bytes[unit + high]! > 0 || bytes[unit + higher]! > 0) count++;
  }
  return count;
}
