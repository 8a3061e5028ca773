/** Writes samples into every carrier that fits their rule. */

import type { RuleSpec } from '../model/rule.ts';
import { expandBraces } from '../util/path-globs.ts';
import { type Carrier, carriers, type Slot } from './carriers.ts';
import { type FilledSample, fillSample, variants } from './samples.ts';

export const lineEnds = { LF: '\n', CRLF: '\r\n' } as const;
export type LineEnd = keyof typeof lineEnds;

type SampleList = 'samples' | 'nearMisses';

/** A text that holds a sample, and what must be found in it. */
export interface Placement {
  /** Which carrier, for messages: `json, CRLF`. */
  readonly carrier: string;
  readonly path: string;
  readonly text: string;
  /** The value as it stands in the text. */
  readonly value: string;
}

/** The carriers in which a rule must find a sample. A whole text goes into none. */
export function carriersFor(rule: RuleSpec, sample: FilledSample): readonly Carrier[] {
  return sample.whole
    ? []
    : carriers.filter(carrier => suitsRule(carrier, rule) && suitsValue(carrier, sample.written));
}

function suitsRule(carrier: Carrier, { anchor, kinds, boundary }: RuleSpec): boolean {
  if (kinds.length > 0 && !kinds.includes(carrier.kind)) return false;
  if (boundary === 'quoted' && !carrier.quoted) return false;
  if (anchor.words.length === 0) return true;
  const needed = { name: 'name', line: 'line', host: 'second', file: 'second' } as const;
  return carrier.holds.includes(needed[anchor.place]);
}

function suitsValue({ lines, fits }: Carrier, written: string): boolean {
  const several = written.includes('\n');
  if (lines === 'raw') return several;
  if (several && lines === 'none') return false;
  return fits.test(written.replaceAll('\n', ''));
}

/** Writes a sample into a carrier. A near miss gets no context but the name that it brings along. */
export function carry(
  rule: RuleSpec,
  sample: FilledSample,
  carrier: Carrier,
  lineEnd: LineEnd,
  list: SampleList = 'samples',
): Placement {
  const write = (part: string): string => (carrier.lines === 'escaped' ? part.replaceAll('\n', '\\n') : part);
  const end = (text: string): string => text.replaceAll('\n', lineEnds[lineEnd]);
  const context = list === 'samples' ? makeContext(rule) : { provider: 'Acme', host: 'api.acme.com' };
  const name = sample.name ?? (rule.anchor.words.length === 0 ? 'API_KEY' : nameWith(rule.anchor.words[0]!));
  const text = end(carrier.write({ ...context, name, value: write(sample.written) }));
  return { carrier: `${carrier.id}, ${lineEnd}`, path: carrier.path, text, value: end(write(sample.secret)) };
}

/** The words of a rule as they stand around a value. */
function makeContext({ anchor }: RuleSpec): Omit<Slot, 'name' | 'value'> {
  const word = anchor.words[0] ?? 'acme';
  const parts = word.split(/[._\- ]/).filter(part => part !== 'api' && part !== 'com');
  const provider = word.includes('.') ? (parts[0] ?? word) : parts.join('');
  const context = { provider: provider.slice(0, 1).toUpperCase() + provider.slice(1), host: hostWith(word) };
  const beside = anchor.words.length > 0 && (anchor.place === 'host' || anchor.place === 'file');
  return beside ? { ...context, beside: `https://${hostWith(word)}/v1` } : context;
}

const nameWith = (word: string): string => {
  const upper = word.toUpperCase().replace(/[.\- ]/g, '_');
  return /(?:KEY|TOKEN|SECRET|PASSWORD)$/.test(upper) ? upper : `${upper}_API_KEY`;
};

const hostWith = (word: string): string => (word.includes('.') ? word : `api.${word.replaceAll(' ', '-')}.com`);

/** Everywhere a rule's samples (or near misses) are written to, in all variants. */
export function* placeSamples(rule: RuleSpec, list: SampleList): Generator<Placement & { readonly index: number }> {
  for (let index = 0; index < rule[list].length; index++) {
    for (const variant of variants) {
      const sample = fillSample(rule, list, index, variant);
      for (const placement of placeSample(rule, sample, list)) yield { ...placement, index };
    }
  }
}

/** A path of a file that the rule looks at. */
function pathOf({ paths, kinds }: RuleSpec): string {
  const [glob] = paths?.flatMap(expandBraces) ?? [];
  if (glob !== undefined) return glob.replace(/[*?]+/g, 'a');
  return carriers.find(({ kind }) => kind === kinds[0])?.path ?? 'notes.txt';
}

function* placeSample(rule: RuleSpec, sample: FilledSample, list: SampleList): Generator<Placement> {
  const ends = Object.keys(lineEnds) as LineEnd[];
  if (sample.whole) {
    const path = pathOf(rule);
    for (const lineEnd of ends) {
      const end = (text: string): string => text.replaceAll('\n', lineEnds[lineEnd]);
      yield { carrier: `text, ${lineEnd}`, path, text: end(`${sample.written}\n`), value: end(sample.secret) };
    }
    return;
  }
  for (const carrier of carriersFor(rule, sample)) {
    for (const lineEnd of ends) yield carry(rule, sample, carrier, lineEnd, list);
  }
}
