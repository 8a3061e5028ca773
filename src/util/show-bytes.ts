/** Names that are bytes, as text that a report can show. */

import { isUtf8 } from 'node:buffer';

/** The text of UTF-8, with bytes that are none as `\xNN`. */
export function showBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let shown = '';
  for (let at = 0; at < bytes.length; ) {
    const length = measureSequence(bytes, at);
    shown += length === 0 ? `\\x${bytes[at]!.toString(16).padStart(2, '0')}` : bytes.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return shown;
}

/** The length of the UTF-8 sequence at `at`, or 0 when the bytes are none. */
function measureSequence(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}
