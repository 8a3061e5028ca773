/** Small rules for tests of the matcher, made by hand so that nothing depends on the pack. */

import type { Anchor, Rule } from '../../src/model/rule.ts';

type Given = { readonly [Field in keyof Rule]?: Rule[Field] | undefined } & { readonly pattern: string };

let nextIndex = 0;

export function makeRule(id: string, anchor: Partial<Anchor>, given: Given): Rule {
  const { pattern, ...more } = given;
  return {
    id,
    index: nextIndex++,
    provider: 'Test',
    title: id,
    severity: 'high',
    confidence: 'high',
    why: 'it is a test',
    fix: 'nothing',
    cwe: [798],
    anchor: { prefix: [], marker: [], words: [], offset: 0, place: 'line', distance: 128, ...anchor },
    pattern,
    flags: '',
    minLength: 1,
    maxLength: 256,
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
    source: { url: 'https://example.org/', date: '2026-01-01' },
    samples: [],
    nearMisses: [],
    custom: false,
    regex: new RegExp(pattern, 'dy'),
    ...more,
  } as Rule;
}

export const prefixed = makeRule('prefixed', { prefix: ['tok_'] }, { pattern: 'tok_[A-Za-z0-9]{24}' });
export const marked = makeRule(
  'marked',
  { marker: ['MARKER'], offset: 12 },
  { pattern: '[A-Za-z0-9]{12}MARKER[A-Za-z0-9]{8}' },
);
export const near = makeRule('near', { words: ['mistral'] }, { pattern: '[A-Za-z0-9]{32}' });
export const named = makeRule(
  'named',
  { words: ['password', 'secret', 'apikey', 'pwd'], place: 'name' },
  { pattern: '[\\x21-\\x7e]{6,100}', generic: true },
);
export const inFile = makeRule('in-file', { words: ['quokka'], place: 'file' }, { pattern: '[0-9a-f]{40}' });
export const url = makeRule(
  'url',
  { prefix: ['https://', 'http://'], reaches: '@' },
  { pattern: 'https?://[^\\s:/@]{1,50}:(?<secret>[^\\s@/]{3,80})@', boundary: 'none' },
);
export const allRules = [prefixed, marked, near, named, inFile, url];

/** A value that looks random and holds letters of both cases and digits; the same for the same seed. */
export function randomValue(
  length: number,
  seed: number,
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  let state = seed * 2654435761 + 1;
  let value = '';
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    value += i === 0 ? 'a' : i === 1 ? '7' : alphabet[(state >>> 8) % alphabet.length];
  }
  return value;
}
