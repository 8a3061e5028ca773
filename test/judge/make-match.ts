/** Hand-made matches for the judge's tests: a rule, a value, and the place it stands in. */

import type { Assignment, Match } from '../../src/model/match.ts';
import type { Rule } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Content, Kind, Label, Unit } from '../../src/model/unit.ts';

export const contentOf = (text: string): Content => {
  const bytes = Buffer.from(text);
  return { size: bytes.length, window: (offset, length) => bytes.subarray(offset, offset + length) };
};

export function makeUnit(path = 'src/app.js', kind: Kind = 'javascript', labels: readonly Label[] = []): Unit {
  return { origin: { kind: 'file', path }, path, kind, layers: [], labels, content: contentOf('') };
}

const anchor: Rule['anchor'] = { prefix: [], marker: [], offset: 0, words: [], place: 'name', distance: 128 };

/** A rule for values with a vendor's prefix, unless told otherwise. */
export function makeRule(fields: Partial<Rule> = {}): Rule {
  return {
    id: 'acme-key',
    provider: 'Acme',
    title: 'Acme key',
    severity: 'high',
    confidence: 'high',
    why: 'It opens doors.',
    fix: 'Revoke it.',
    cwe: [798],
    anchor: { ...anchor, prefix: ['acme_'] },
    pattern: 'x',
    flags: '',
    minLength: 1,
    maxLength: 100,
    solid: 'no',
    tail: 0,
    boundary: 'token',
    public: false,
    generic: false,
    beats: [],
    parts: [],
    aliases: [],
    kinds: [],
    examples: [],
    source: { url: 'https://acme.example/docs', date: '2026-01-01' },
    samples: [],
    nearMisses: [],
    custom: false,
    index: 0,
    regex: /x/y,
    ...fields,
  };
}

/** The rule for whatever is assigned to a credential's name. */
export const genericRule = makeRule({
  id: 'generic-secret',
  generic: true,
  confidence: 'medium',
  anchor: { ...anchor, words: ['secret', 'password', 'token', 'key'] },
});

/** A rule for random-looking values near a vendor's word. */
export const contextRule = makeRule({
  id: 'acme-context-key',
  confidence: 'medium',
  anchor: { ...anchor, words: ['acme'], place: 'line' },
});

export interface MatchFields {
  readonly rule?: Rule;
  readonly path?: string;
  readonly kind?: Kind;
  readonly labels?: readonly Label[];
  readonly before?: string;
  readonly after?: string;
  readonly start?: number;
  readonly assignment?: Assignment;
  readonly context?: Match['context'];
}

export function makeMatch(value: string, fields: MatchFields = {}): Match {
  const { rule = makeRule(), path, kind, labels, before = '', after = '', start = 0, assignment, context } = fields;
  return {
    rule,
    unit: makeUnit(path, kind, labels),
    span: { start, end: start + Buffer.byteLength(value) },
    secret: new Secret(value),
    before,
    after,
    ...(assignment && { assignment }),
    ...(context && { context }),
  };
}

/** `name = "value"` in a code file, or as told; the text around it is what would really stand there. */
export function assigned(name: string, value: string, fields: MatchFields & Partial<Assignment> = {}): Match {
  const { operator = '=', quote = '"', rule = genericRule, ...rest } = fields;
  return makeMatch(value, {
    rule,
    before: `${name} ${operator} ${quote}`,
    after: `${quote}\n`,
    context: 'name',
    ...rest,
    assignment: { name, operator, quote },
  });
}

const alphabets = {
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  hex: '0123456789abcdef',
  lowalnum: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upalnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  digit: '0123456789',
} as const;

/** A generator of random text that gives the same texts in every run. */
export function makeRandom(seed: number): (alphabet: keyof typeof alphabets, length: number) => string {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return (alphabet, length) => {
    const letters = alphabets[alphabet];
    return Array.from({ length }, () => letters[next() % letters.length]).join('');
  };
}
