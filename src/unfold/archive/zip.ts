/** ZIP and what is made of it: jar, wheel, office documents, apps, extensions. */

import { ReadFailure } from '../../model/errors.ts';
import type { Content } from '../../model/unit.ts';
import { lazyZlib } from '../../util/lazy-zlib.ts';
import { showBytes } from '../../util/show-bytes.ts';
import type { Budget } from './budget.ts';
import { unpackDeflate } from './deflate.ts';
import { inflate } from './inflate.ts';
import type { Member, Members } from './member.ts';
import {
  corrupt,
  createMemory,
  endsEarly,
  type Loaded,
  load,
  type Memory,
  sliceContent,
  streamOf,
  TOO_LARGE,
} from './stream.ts';
import { findDirectory, LOCAL_MAGIC, readDirectory, widen, type ZipEntry } from './zip-directory.ts';

const LOCAL_BYTES = 30;
const CHECK_BYTES = 1 << 20;
const isEncrypted = 1;
const hasDescriptor = 8;
const stored = 0;
const deflated = 8;
/** The compression that stands for strong encryption. */
const aes = 99;

interface Reading {
  readonly content: Content;
  readonly budget: Budget;
  readonly memory: Memory;
}

/** The members that the archive's directory lists; without one, those whose headers stand in a row from its start. */
export function* readZip(content: Content, budget: Budget): Members {
  const reading: Reading = { content, budget, memory: createMemory(budget.limits.maxMemberBytes) };
  const directory = findDirectory(content);
  if (directory === undefined) {
    yield* readInARow(reading);
    throw new ReadFailure('has no directory at its end: only what stands before was scanned');
  }
  let packedBytes = 0;
  for (const entry of readDirectory(content, directory)) {
    packedBytes += entry.packedBytes;
    // Members that share their bytes are there to be unpacked over and over; others lie about their size.
    if (packedBytes > content.size) throw new ReadFailure('tells of more bytes than it has: the rest was not scanned');
    yield* readMember(reading, entry);
  }
}

function* readMember(reading: Reading, entry: ZipEntry): Members {
  const name = showBytes(entry.name);
  if (entry.bytes === 0 && entry.packedBytes === 0) yield { name };
  else yield whyNotOpened(entry, name) ?? (yield* readBytes(reading, entry, name));
}

function whyNotOpened({ flags, method }: ZipEntry, name: string): Member | undefined {
  if (flags & isEncrypted || method === aes) return { name, skipped: 'an encrypted member, not opened' };
  if (method === stored || method === deflated) return undefined;
  return { name, skipped: `a member compressed by method ${method}, not opened` };
}

function* readBytes(reading: Reading, entry: ZipEntry, name: string): Generator<undefined, Member> {
  try {
    const start = findBytes(reading.content, entry.at);
    const { content, cut, failure } = yield* entry.method === stored
      ? takeStored(reading, entry, start)
      : takeDeflated(reading, entry, start);
    if (failure !== undefined) return { name, content, failed: failure.message };
    if (cut) return { name, content, failed: TOO_LARGE };
    if (content.size !== entry.bytes) return { name, content, failed: 'has another size than its archive says' };
    const fits = (yield* sumUp(content)) === entry.crc;
    return fits ? { name, content } : { name, content, failed: 'does not fit its checksum' };
  } catch (error) {
    if (error instanceof ReadFailure) return { name, failed: error.message };
    throw error;
  }
}

/** Offset of a member's bytes, behind its own header. */
function findBytes(content: Content, at: number): number {
  const header = Buffer.from(content.window(at, LOCAL_BYTES));
  if (header.length < LOCAL_BYTES || header.readUInt32LE() !== LOCAL_MAGIC) throw corrupt();
  return at + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function* takeStored({ content }: Reading, { packedBytes }: ZipEntry, start: number): Generator<undefined, Loaded> {
  const slice = sliceContent(content, start, packedBytes);
  yield;
  return slice.size < packedBytes
    ? { content: slice, cut: false, failure: endsEarly() }
    : { content: slice, cut: false };
}

function* takeDeflated(
  { content, budget, memory }: Reading,
  { packedBytes, bytes }: ZipEntry,
  start: number,
): Generator<undefined, Loaded> {
  const limit = Math.min(start + packedBytes, content.size);
  if (start > limit) throw endsEarly();
  const { pull } = unpackDeflate(content, start, limit, bytes);
  return yield* load(budget.meter(streamOf(pull)), memory);
}

function* sumUp(content: Content): Generator<undefined, number> {
  let sum = 0;
  for (let at = 0; at < content.size; at += CHECK_BYTES) {
    sum = lazyZlib().crc32(content.window(at, CHECK_BYTES), sum);
    yield;
  }
  return sum;
}

/** What can be had of an archive whose end is missing. */
function* readInARow(reading: Reading): Members {
  const { content } = reading;
  for (let at = 0; ; ) {
    const entry = readLocal(content, at);
    if (entry === undefined) return;
    const name = showBytes(entry.name);
    const why = whyNotOpened(entry, name);
    const start = findBytes(content, at);
    const isOpen = (entry.flags & hasDescriptor) !== 0 && entry.packedBytes === 0;
    if (start > content.size) return;
    // Without a size, a member's end is known only when it is unpacked.
    if (isOpen && (why !== undefined || entry.method === stored)) return;
    if (why !== undefined) yield why;
    else if (!isOpen) yield* readMember(reading, entry);
    else {
      const inflater = inflate(content, start, content.size);
      const stream = reading.budget.meter(streamOf(inflater.pull));
      const { content: bytes, cut, failure } = yield* load(stream, reading.memory);
      yield { name, content: bytes };
      if (cut || failure !== undefined) return;
      at = findNext(content, inflater.end());
      continue;
    }
    at = start + entry.packedBytes;
  }
}

/** Behind the sizes that follow a member: twelve bytes or twenty, with a mark before them or without. */
const findNext = (content: Content, end: number): number =>
  [16, 12, 24, 20].map(bytes => end + bytes).find(at => readLocal(content, at) !== undefined) ?? content.size;

function readLocal(content: Content, at: number): ZipEntry | undefined {
  const header = Buffer.from(content.window(at, LOCAL_BYTES));
  if (header.length < LOCAL_BYTES || header.readUInt32LE() !== LOCAL_MAGIC) return undefined;
  const nameBytes = header.readUInt16LE(26);
  const rest = Buffer.from(content.window(at + LOCAL_BYTES, nameBytes + header.readUInt16LE(28)));
  const sizes = [header.readUInt32LE(22), header.readUInt32LE(18)];
  const [bytes, packedBytes] = widen(sizes, rest.subarray(nameBytes)) as [number, number];
  return {
    name: rest.subarray(0, nameBytes),
    flags: header.readUInt16LE(6),
    method: header.readUInt16LE(8),
    crc: header.readUInt32LE(14),
    packedBytes,
    bytes,
    at,
  };
}
