/** The byte-level search for candidates: owns the WebAssembly instance and turns its hits into calls. */

import type { Rule, Rules } from '../model/rule.ts';
import { HITS, INPUT, layOut, unpackTables } from './layout.ts';
import { type Known, openOwners } from './owners.ts';
import { prefilterWasm } from './prefilter-wasm.ts';

/** Passes may read a little beyond the end. */
const SLACK_BYTES = 4096;
/** The most bytes that one scan takes. */
export const WINDOW_BYTES = 4 << 20;

export const hitKinds = { prefix: 0, literal: 1, name: 2, value: 3, file: 4, base64: 5, hex: 6, escape: 7 } as const;
/** Id of a value hit that no word stands near. */
export const NO_WORD = 0xffffffff;

/** Four numbers a hit: kind, id, start, end. Offsets are of the literal, the word or the value in the window; ids are those of Prefilter.known. */
export type Hits = Uint32Array;
export const HIT_NUMBERS = 4;

export interface Prefilter {
  readonly known: Known;
  /** Memory for bytes that are searched where they stand, WINDOW_BYTES long. */
  readonly arena: Uint8Array;
  /** As `scan`, of the arena's first bytes; they stay as they are, whatever is scanned in between. */
  search(length: number): Hits;
  /**
   * Every candidate of a window of at most WINDOW_BYTES, by pass, in order of offsets.
   * @param everyValue report random-looking values without a context word, too
   */
  scan(window: Uint8Array, everyValue: boolean): Hits;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  open(from: number, to: number, everyValue: number): void;
  hitCount(): number;
  scanTokens(at: number): number;
  scanLiterals(at: number): number;
}

let compiled: WebAssembly.Module | undefined;

/** The module, compiled once a process; threads may share it. */
export function compiledPrefilter(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(prefilterWasm, 'base64'));
  return compiled;
}

/** Takes the module of another thread. */
export function useCompiledPrefilter(module: WebAssembly.Module): void {
  compiled = module;
}

/** Rules, and the tables that a pack with all of them has been laid out in; or rules for which that is still to be done. */
export type Lookup = { readonly rules: Rules; readonly tables: Buffer } | { readonly rules: readonly Rule[] };

export function createPrefilter(lookup: Lookup): Prefilter {
  const instance = new WebAssembly.Instance(compiledPrefilter());
  const wasm = instance.exports as unknown as Exports;
  const { buffer } = wasm.memory;
  const owners = 'tables' in lookup ? unpackTables(lookup.tables, buffer) : layOut(lookup.rules, buffer).owners;
  const known = openOwners(owners, lookup.rules);
  const arena = new Uint8Array(wasm.memory.buffer, INPUT, WINDOW_BYTES);
  // What stands in the arena stays there while a part of it is searched in another way.
  const copyAt = INPUT + WINDOW_BYTES + SLACK_BYTES;
  const copy = new Uint8Array(wasm.memory.buffer, copyAt, WINDOW_BYTES);
  const hits = new Uint32Array(wasm.memory.buffer, HITS);

  const run = (pass: (at: number) => number, start: number, end: number, found: Uint32Array[]): void => {
    for (let at = start; at < end; ) {
      at = pass(at);
      const count = wasm.hitCount();
      if (count > 0) found.push(hits.slice(0, count * HIT_NUMBERS));
    }
  };

  const searchAt = (start: number, length: number, everyValue: boolean): Hits => {
    const end = start + length;
    const found: Uint32Array[] = [];
    wasm.open(start, end, Number(everyValue));
    run(wasm.scanTokens, start, end, found);
    run(wasm.scanLiterals, start, end, found);
    return found.length === 0 ? noHits : found.length === 1 ? found[0]! : join(found);
  };

  return {
    known,
    arena,
    search: length => searchAt(INPUT, length, false),
    scan(window, everyValue) {
      copy.set(window);
      return searchAt(copyAt, window.length, everyValue);
    },
  };
}

const noHits: Hits = new Uint32Array(0);

function join(parts: readonly Uint32Array[]): Hits {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
