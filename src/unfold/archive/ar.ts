/** Archives of `ar`: Debian packages and static libraries, with the long names of GNU and BSD. */

import { showBytes } from '../../util/show-bytes.ts';
import type { Members } from './member.ts';
import type { Source } from './source.ts';
import { corrupt, endsEarly, TOO_LARGE } from './stream.ts';

const HEADER_BYTES = 60;
const MAX_NAMES_BYTES = 16 << 20;

export const AR_MAGIC = '!<arch>\n';

/** The members of an archive. */
export function* readAr(source: Source): Members {
  const header = Buffer.alloc(HEADER_BYTES);
  if (source.read(header.subarray(0, AR_MAGIC.length)) < AR_MAGIC.length) throw endsEarly();
  let names = Buffer.alloc(0);
  for (let read = source.read(header); read > 0; read = source.read(header)) {
    // Some writers leave a newline, or nothing, behind a last member of odd size.
    if (read < HEADER_BYTES) throw endsEarly();
    if (header.toString('latin1', 58) !== '`\n') throw corrupt();
    const told = header.toString('latin1', 0, 16).trimEnd();
    const size = Number(header.toString('latin1', 48, 58));
    if (!Number.isSafeInteger(size)) throw corrupt();
    if (told === '//') names = yield* takeNames(source, size);
    else yield* readMember(source, told, size, names);
    if (size % 2 === 1) yield* source.skip(1);
  }
}

function* takeNames(source: Source, size: number): Generator<undefined, Buffer<ArrayBuffer>> {
  if (size > MAX_NAMES_BYTES) throw corrupt();
  const names = Buffer.alloc(size);
  if (source.read(names) < size) throw endsEarly();
  yield;
  return names;
}

function* readMember(source: Source, told: string, size: number, names: Buffer): Members {
  const own = Number(/^#1\/(\d+)$/.exec(told)?.[1] ?? 0);
  if (own > size || own > MAX_NAMES_BYTES) throw corrupt();
  const ownName = Buffer.alloc(own);
  if (source.read(ownName) < own) throw endsEarly();
  const name = own > 0 ? showUntil(ownName, 0, '\0') : findName(told, names);
  const { content, cut, failure } = yield* source.take(size - own);
  yield cut ? { name, content, failed: TOO_LARGE } : { name, content };
  if (failure !== undefined) throw failure;
  if (cut) yield* source.skip(size - own - content.size);
}

/** A name, or where it stands among the long ones. */
function findName(told: string, names: Buffer): string {
  const at = /^\/(\d+)$/.exec(told)?.[1];
  if (at !== undefined) return showUntil(names, Number(at), '\n').replace(/\/$/, '');
  return showBytes(Buffer.from(told.replace(/(?<=.)\/$/, ''), 'latin1'));
}

function showUntil(bytes: Buffer, start: number, last: string): string {
  const end = bytes.indexOf(last, start);
  return showBytes(bytes.subarray(start, end < 0 ? bytes.length : end));
}
