/** DEFLATE (RFC 1951), unpacked as far as it is asked for: what Node can do without waiting unpacks everything at once or nothing. */

import type { Content } from '../../model/unit.ts';
import { createCode, FAST_MASK, fillCode, findLong, type PrefixCode } from './prefix-code.ts';
import { corrupt, endsEarly, type Pull } from './stream.ts';

const INPUT_BYTES = 1 << 16;
/** How far back a copy may reach. */
const HISTORY_BYTES = 1 << 15;
const OUTPUT_BYTES = HISTORY_BYTES + (1 << 16);
const LONGEST_COPY = 258;
const END_OF_BLOCK = 256;

/** How many bits follow the symbol of a length, and of a distance. */
const lengthBits = Uint8Array.from({ length: 29 }, (_, i) => (i < 8 || i === 28 ? 0 : (i >> 2) - 1));
const distanceBits = Uint8Array.from({ length: 30 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
/** What each symbol stands for without them. The last length is the longest and not what would come next. */
const lengthBase = sumUp(lengthBits, 3).fill(LONGEST_COPY, 28);
const distanceBase = sumUp(distanceBits, 1);
/** The order in which the lengths of the lengths' own code are written. */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function sumUp(bits: Uint8Array, first: number): Uint16Array {
  let base = first;
  return Uint16Array.from(bits, count => {
    base += 1 << count;
    return base - (1 << count);
  });
}

interface State {
  readonly content: Content;
  readonly limit: number;
  readonly input: Uint8Array;
  /** Offset in the content behind what stands in `input`. */
  offset: number;
  at: number;
  end: number;
  hold: number;
  bits: number;
  readonly output: Uint8Array;
  /** Bytes that stand in `output`. */
  made: number;
  phase: 'header' | 'stored' | 'coded' | 'done';
  last: boolean;
  /** Bytes left of a stored block. */
  stored: number;
  readonly literals: PrefixCode;
  readonly distances: PrefixCode;
}

export interface Inflater {
  readonly pull: Pull;
  /** Offset of the first byte behind the compressed data; known when there is nothing left to pull. */
  end(): number;
}

/** Unpacks bytes [start, limit) of a content, or as many of them as the data takes. Data that is cut off or wrong throws when all before it was read. */
export function inflate(content: Content, start: number, limit: number): Inflater {
  const state: State = {
    content,
    limit,
    input: new Uint8Array(Math.min(INPUT_BYTES, limit - start)),
    offset: start,
    at: 0,
    end: 0,
    hold: 0,
    bits: 0,
    output: new Uint8Array(OUTPUT_BYTES),
    made: 0,
    phase: 'header',
    last: false,
    stored: 0,
    literals: createCode(),
    distances: createCode(),
  };
  let failure: unknown;
  const pull = (): Uint8Array | undefined => {
    if (failure !== undefined) throw failure;
    if (state.phase === 'done') return undefined;
    const from = makeRoom(state);
    try {
      produce(state);
    } catch (error) {
      failure = error;
    }
    return state.output.subarray(from, state.made);
  };
  return { pull, end: () => state.offset - (state.end - state.at) - (state.bits >> 3) };
}

/** Keeps the output that copies may reach back to; where the next will stand. */
function makeRoom(state: State): number {
  if (state.made > HISTORY_BYTES) {
    state.output.copyWithin(0, state.made - HISTORY_BYTES, state.made);
    state.made = HISTORY_BYTES;
  }
  return state.made;
}

/** Makes as much output as there is room for. */
function produce(state: State): void {
  while (state.phase !== 'done' && state.made <= OUTPUT_BYTES - LONGEST_COPY) {
    if (state.phase === 'header') readHeader(state);
    else if (state.phase === 'stored') copyStored(state);
    else decode(state);
  }
}

/** Reads on in the content; whether there was something. */
function load(state: State): boolean {
  const { content, input, limit } = state;
  const bytes = content.window(state.offset, Math.min(input.length, limit - state.offset));
  input.set(bytes);
  state.offset += bytes.length;
  state.at = 0;
  state.end = bytes.length;
  return bytes.length > 0;
}

function takeBits(state: State, count: number): number {
  while (state.bits < count) {
    if (state.at === state.end && !load(state)) throw endsEarly();
    state.hold |= state.input[state.at++]! << state.bits;
    state.bits += 8;
  }
  const value = state.hold & ((1 << count) - 1);
  state.hold >>>= count;
  state.bits -= count;
  return value;
}

function readHeader(state: State): void {
  if (state.last) {
    state.phase = 'done';
    return;
  }
  state.last = takeBits(state, 1) === 1;
  const type = takeBits(state, 2);
  if (type === 3) throw corrupt();
  if (type === 0) {
    takeBits(state, state.bits & 7);
    state.stored = takeBits(state, 16);
    if ((takeBits(state, 16) ^ 0xffff) !== state.stored) throw corrupt();
    state.phase = 'stored';
    return;
  }
  if (type === 1) readFixedCodes(state);
  else readCodes(state);
  state.phase = 'coded';
}

const fixedLengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);

function readFixedCodes({ literals, distances }: State): void {
  fillCode(literals, fixedLengths);
  fillCode(distances, new Uint8Array(32).fill(5));
}

function readCodes(state: State): void {
  const literals = takeBits(state, 5) + 257;
  const distances = takeBits(state, 5) + 1;
  const own = takeBits(state, 4) + 4;
  if (literals > 286 || distances > 30) throw corrupt();
  const lengths = new Uint8Array(19);
  for (let i = 0; i < own; i++) lengths[lengthOrder[i]!] = takeBits(state, 3);
  fillCode(state.literals, lengths);
  const all = readLengths(state, literals + distances);
  if (all[256] === 0) throw corrupt();
  fillCode(state.literals, all.subarray(0, literals));
  fillCode(state.distances, all.subarray(literals));
}

/** The lengths of both codes, written in a code of their own with runs. */
function readLengths(state: State, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  for (let at = 0; at < count; ) {
    const symbol = takeSymbol(state, state.literals);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw corrupt();
    const value = symbol === 16 ? lengths[at - 1]! : 0;
    const run =
      symbol === 16 ? 3 + takeBits(state, 2) : symbol === 17 ? 3 + takeBits(state, 3) : 11 + takeBits(state, 7);
    if (at + run > count) throw corrupt();
    lengths.fill(value, at, at + run);
    at += run;
  }
  return lengths;
}

/** One symbol where speed does not count. */
function takeSymbol(state: State, code: PrefixCode): number {
  while (state.bits < 15) {
    if (state.at === state.end && !load(state)) break;
    state.hold |= state.input[state.at++]! << state.bits;
    state.bits += 8;
  }
  const entry = code.fast[state.hold & FAST_MASK]! || findLong(code, state.hold);
  const length = entry & 15;
  if (length > state.bits) throw endsEarly();
  if (length === 0) throw corrupt();
  state.hold >>>= length;
  state.bits -= length;
  return entry >> 4;
}

function copyStored(state: State): void {
  const { output, input } = state;
  while (state.stored > 0 && state.made < OUTPUT_BYTES) {
    if (state.bits > 0) {
      output[state.made++] = takeBits(state, 8);
      state.stored--;
      continue;
    }
    if (state.at === state.end && !load(state)) throw endsEarly();
    const bytes = Math.min(state.stored, OUTPUT_BYTES - state.made, state.end - state.at);
    output.set(input.subarray(state.at, state.at + bytes), state.made);
    state.made += bytes;
    state.at += bytes;
    state.stored -= bytes;
  }
  if (state.stored === 0) state.phase = 'header';
}

/** Unpacks a coded block until it ends or there is no room for the longest copy. */
function decode(state: State): void {
  const { output, literals } = state;
  while (state.made <= OUTPUT_BYTES - LONGEST_COPY) {
    const symbol = takeSymbol(state, literals);
    if (symbol < END_OF_BLOCK) output[state.made++] = symbol;
    else if (symbol > END_OF_BLOCK) copyBack(state, symbol - END_OF_BLOCK - 1);
    else {
      state.phase = 'header';
      return;
    }
  }
}

function copyBack(state: State, lengthSymbol: number): void {
  if (lengthSymbol >= lengthBase.length) throw corrupt();
  const length = lengthBase[lengthSymbol]! + takeBits(state, lengthBits[lengthSymbol]!);
  const symbol = takeSymbol(state, state.distances);
  if (symbol >= distanceBase.length) throw corrupt();
  const distance = distanceBase[symbol]! + takeBits(state, distanceBits[symbol]!);
  const { output, made } = state;
  if (distance > made) throw corrupt();
  const end = made + length;
  for (let at = made; at < end; at++) output[at] = output[at - distance]!;
  state.made = end;
}
