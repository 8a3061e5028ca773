/** Archives made by hand: such as no honest tool makes. */

import { crc32, deflateRawSync } from 'node:zlib';
import type { ArchiveLimits } from '../../../src/unfold/archive/budget.ts';
import { defaultLimits } from '../../../src/unfold/archive/budget.ts';
import { type Opened, openArchive } from '../../../src/unfold/archive/open.ts';
import { holdBytes } from '../../../src/unfold/archive/stream.ts';
import { unfoldContent } from '../../../src/unfold/unfold.ts';

export interface ZipMember {
  readonly name: string | Buffer;
  readonly bytes?: Buffer | string;
  /** 8, deflated, unless told. */
  readonly method?: number;
  readonly flags?: number;
  /** What is told where it is not the truth. */
  readonly crc?: number;
  readonly told?: number;
  readonly toldPacked?: number;
  /** What stands there, already packed. */
  readonly packed?: Buffer;
  /** Points to the header of the member of this index instead of having one. */
  readonly sharedWith?: number;
  /** Sizes behind the member, as who writes to a pipe has it. */
  readonly descriptor?: boolean;
  readonly zip64?: boolean;
}

const u16 = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

export function makeZip(members: readonly ZipMember[], end: { comment?: string; zip64?: boolean } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const member of members) {
    const { method = 8, descriptor = false, zip64 = false } = member;
    const name = Buffer.from(member.name);
    const bytes = Buffer.from(member.bytes ?? '');
    const packed = member.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes);
    const crc = member.crc ?? crc32(bytes);
    const size = member.told ?? bytes.length;
    const packedSize = member.toldPacked ?? packed.length;
    const flags = (member.flags ?? 0) | (descriptor ? 8 : 0);
    const own = member.sharedWith === undefined ? at : offsets[member.sharedWith]!;
    offsets.push(own);
    const big = zip64 ? Buffer.concat([u16(1), u16(24), u64(size), u64(packedSize), u64(own)]) : Buffer.alloc(0);
    const sizes = zip64 ? [u32(0xffffffff), u32(0xffffffff)] : [u32(packedSize), u32(size)];
    if (member.sharedWith === undefined) {
      const hidden = [u32(0), u32(0), u32(0)];
      const known = [u32(crc), ...sizes];
      const head = Buffer.concat([
        Buffer.from('PK\x03\x04'),
        u16(20),
        u16(flags),
        u16(method),
        u32(0),
        ...(descriptor ? hidden : known),
        u16(name.length),
        u16(big.length === 0 ? 0 : 20),
        name,
        big.length === 0 ? big : Buffer.concat([u16(1), u16(16), u64(size), u64(packedSize)]),
      ]);
      const tail = descriptor ? Buffer.concat([Buffer.from('PK\x07\x08'), u32(crc), ...sizes]) : Buffer.alloc(0);
      parts.push(head, packed, tail);
      at += head.length + packed.length + tail.length;
    }
    directory.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02'),
        u16(20),
        u16(20),
        u16(flags),
        u16(method),
        u32(0),
        u32(crc),
        ...sizes,
        u16(name.length),
        u16(big.length),
        u16(0),
        u16(0),
        u16(0),
        u32(0),
        u32(zip64 ? 0xffffffff : own),
        name,
        big,
      ]),
    );
  }
  const entries = Buffer.concat(directory);
  const count = Math.min(members.length, 0xffff);
  const large = end.zip64
    ? Buffer.concat([
        Buffer.from('PK\x06\x06'),
        u64(44),
        u16(45),
        u16(45),
        u32(0),
        u32(0),
        u64(members.length),
        u64(members.length),
        u64(entries.length),
        u64(at),
        Buffer.from('PK\x06\x07'),
        u32(0),
        u64(at + entries.length),
        u32(1),
      ])
    : Buffer.alloc(0);
  const comment = Buffer.from(end.comment ?? '');
  const last = Buffer.concat([
    Buffer.from('PK\x05\x06'),
    u32(0),
    u16(count),
    u16(count),
    u32(end.zip64 ? 0xffffffff : entries.length),
    u32(end.zip64 ? 0xffffffff : at),
    u16(comment.length),
    comment,
  ]);
  return Buffer.concat([...parts, entries, large, last]);
}

export interface TarEntry {
  readonly name: string | Buffer;
  readonly bytes?: Buffer | string;
  readonly type?: string;
  /** What is told where it is not the truth. */
  readonly size?: number;
}

const padTo = (bytes: Buffer, size: number): Buffer => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);

export function tarHeader(name: Buffer, size: number, type: string): Buffer {
  const block = Buffer.alloc(512);
  name.copy(block, 0, 0, 100);
  block.write('0000644\0', 100);
  if (size < 8 ** 11) block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  }
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

export function makeTar(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ name, bytes = '', type = '0', size }) => {
    const content = Buffer.from(bytes);
    const padded = padTo(content, Math.ceil(content.length / 512) * 512);
    return [tarHeader(Buffer.from(name), size ?? content.length, type), padded];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** What came of an archive: texts of its members by path, and what was told of others. */
export interface Contents {
  readonly texts: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly layers: Readonly<Record<string, string>>;
  readonly skipped: readonly string[];
  readonly failed: readonly string[];
  readonly steps: number;
}

/** Opens bytes as the scan does. */
export function openAll(bytes: Uint8Array, path = 'a', limits: Partial<ArchiveLimits> = {}): Contents {
  const unfolded = unfoldContent({ kind: 'stdin' }, path, holdBytes(bytes));
  if (!('archive' in unfolded)) throw new Error(`no archive: ${JSON.stringify(unfolded)}`);
  const all: Opened[] = [];
  const texts: Record<string, string> = {};
  const kinds: Record<string, string> = {};
  const layers: Record<string, string> = {};
  let steps = 0;
  for (const opened of openArchive(unfolded.archive, { ...defaultLimits, ...limits })) {
    steps++;
    if (opened === undefined) continue;
    all.push(opened);
    if (!('unit' in opened)) continue;
    const { unit } = opened;
    // Read in pieces, so that a window that is not where it should be shows.
    let text = '';
    for (let at = 0; at < unit.content.size; at += 1000)
      text += Buffer.from(unit.content.window(at, 1000)).toString('latin1');
    texts[unit.path] = Buffer.from(text, 'latin1').toString();
    kinds[unit.path] = unit.kind;
    layers[unit.path] = unit.layers.map(layer => layer.name).join(' ');
  }
  const tell = (key: 'skipped' | 'failed'): string[] =>
    all.flatMap(it => (key in it ? [`${(it as { path: string }).path}: ${(it as Record<string, unknown>)[key]}`] : []));
  return { texts, kinds, layers, skipped: tell('skipped'), failed: tell('failed'), steps };
}
