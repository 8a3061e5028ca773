/**
 * Names as the file system has them: bytes. Inside the sources a path is a string of its bytes, one character a byte, which for
 * nearly every path is the path itself; it becomes text to be shown, and a string or Buffer to be opened, only at the end.
 */

import { isUtf8 } from 'node:buffer';
import { showBytes } from '../util/show-bytes.ts';

/** A path as its bytes, one character (U+0000 to U+00FF) a byte. */
export type BytePath = string;

const notAscii = /[^\0-\x7f]/;

/** Whether bytes are all ASCII: what is opened and what is shown are the bytes themselves. */
export const isAscii = (bytes: BytePath): boolean => !notAscii.test(bytes);

/** The bytes of a path that was given as text or as a Buffer. */
export function toBytes(path: string | Buffer): BytePath {
  if (typeof path !== 'string') return path.toString('latin1');
  return /[^\0-\x7f]/.test(path) ? Buffer.from(path).toString('latin1') : path;
}

/** What `node:fs` opens: text where the bytes are UTF-8, else a Buffer. */
export function toOpenable(bytes: BytePath): string | Buffer {
  if (!notAscii.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString() : buffer;
}

/** What a report shows: the text, with bytes that are not UTF-8 as `\xNN`. */
export const toShown = (bytes: BytePath): string =>
  notAscii.test(bytes) ? showBytes(Buffer.from(bytes, 'latin1')) : bytes;

/** The folder that a path lies in; the root is its own. */
export const parentOf = (path: BytePath): BytePath => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
