/** The byte-level search for candidates: owns the WebAssembly instance and turns its hits into calls. */

import type { Rule } from '../model/rule.ts';
import { HITS, INPUT, type Literals, layOut } from './layout.ts';
import { prefilterWasm } from './prefilter-wasm.ts';

/** The most bytes that one scan takes. */
export const WINDOW_BYTES = 4 << 20;

export const hitKinds = { prefix: 0, literal: 1, name: 2, value: 3, file: 4 } as const;
/** Id of a value hit that no word stands near. */
export const NO_WORD = 0xffffffff;

/** `start` and `end` are offsets in the window: of the literal, of the word, or of the value; `id` indexes Prefilter.known. */
export type OnHit = (kind: number, id: number, start: number, end: number) => void;

export interface Prefilter {
  readonly known: Literals;
  /**
   * Reports every candidate of a window of at most WINDOW_BYTES.
   * @param bare bare words without a digit count as assigned values (data files)
   * @param everyValue report random-looking values without a context word, too
   */
  scan(window: Uint8Array, bare: boolean, everyValue: boolean, onHit: OnHit): void;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  open(from: number, to: number, bare: number, everyValue: number): void;
  hitCount(): number;
  scanTokens(at: number): number;
  scanLiterals(at: number): number;
}

export function createPrefilter(rules: readonly Rule[]): Prefilter {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(prefilterWasm, 'base64')));
  const wasm = instance.exports as unknown as Exports;
  const known = layOut(rules, wasm.memory.buffer);
  const input = new Uint8Array(wasm.memory.buffer, INPUT, WINDOW_BYTES + 64);
  const hits = new Uint32Array(wasm.memory.buffer, HITS);

  /** Copied out before any call back, which may scan by itself. */
  const report = (onHit: OnHit): void => {
    const count = wasm.hitCount();
    if (count === 0) return;
    const found = hits.slice(0, count * 4);
    for (let i = 0; i < found.length; i += 4) onHit(found[i]!, found[i + 1]!, found[i + 2]!, found[i + 3]!);
  };

  return {
    known,
    scan(window, bare, everyValue, onHit) {
      const end = INPUT + window.length;
      input.set(window);
      for (const pass of [wasm.scanTokens, wasm.scanLiterals]) {
        wasm.open(INPUT, end, Number(bare), Number(everyValue));
        for (let at: number = INPUT; at < end; ) {
          at = pass(at);
          report(onHit);
        }
      }
    },
  };
}
