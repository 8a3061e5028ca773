// The built-in rules hold what they promise: each sample is found in every carrier, and nothing next to it is.

import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { createContext } from '../src/engine/context.ts';
import { scanText, textUnit } from '../src/engine/scan-text.ts';
import { scanUnit } from '../src/engine/scan-unit.ts';
import type { RuleSpec } from '../src/model/rule.ts';
import { carriersFor, carry, placeSamples } from '../src/rules/carry.ts';
import { compileRules } from '../src/rules/compile.ts';
import { readRuleFiles } from '../src/rules/files.ts';
import { type PatternFacts, readPattern, walk } from '../src/rules/pattern.ts';
import { type FilledSample, fillSamples } from '../src/rules/samples.ts';
import { tryRules } from '../src/rules/trial.ts';
import { tellKind } from '../src/unfold/kind.ts';
import { makeRequest } from './engine/make-request.ts';

const specs = await readRuleFiles(['rules'], dirname(import.meta.dirname), false);
const rules = compileRules(specs);
const minutes = (count: number): { timeout: number } => ({ timeout: count * 60_000 });

function factsOf(spec: RuleSpec): PatternFacts {
  const facts = readPattern(spec.pattern, spec.flags);
  if ('invalid' in facts) throw new Error(spec.id);
  return facts;
}

/** Which rules find what when a value stands in the plainest carrier that fits. */
function scanValue(spec: RuleSpec, sample: FilledSample, written: string): ReturnType<typeof scanText> {
  const carrier = carriersFor(spec, sample)[0];
  const changed = { ...sample, written, secret: written };
  const text = carrier === undefined ? `${written}\n` : carry(spec, changed, carrier, 'LF').text;
  return scanText(text, carrier?.path ?? 'notes.txt', rules);
}

const isFound = (spec: RuleSpec, sample: FilledSample, written: string): boolean =>
  scanValue(spec, sample, written).some(({ ruleId }) => ruleId === spec.id);

const bareSamples = (spec: RuleSpec): FilledSample[] => fillSamples(spec, 'samples').filter(({ whole }) => !whole);

test('ids are unique, and there are enough of them', () => {
  expect(new Set(specs.flatMap(({ id, aliases }) => [id, ...aliases])).size).toBe(
    specs.flatMap(({ aliases }) => [1, ...aliases]).length,
  );
  expect(specs.length).toBeGreaterThanOrEqual(60);
});

test(
  'every sample is found in every carrier, with its rule and its exact value, and no near miss is',
  minutes(3),
  () => {
    const { texts, failures } = tryRules(specs, specs, scanText);
    expect(failures).toEqual([]);
    expect(texts).toBeGreaterThan(specs.length * 20);
  },
);

test('no sample is dropped by the judge', minutes(3), () => {
  const context = createContext(makeRequest({ minConfidence: 'low', explain: true }), { rules });
  const lost = new Set<string>();
  for (const spec of specs) {
    for (const { text, path, value, index, carrier } of placeSamples(spec, 'samples')) {
      if (carrier.endsWith('CRLF')) continue;
      const unit = { ...textUnit(text, path), kind: tellKind(path, () => text.slice(0, 1024)) };
      const { drafts, drops } = scanUnit(unit, context);
      const sameValue = drafts.filter(({ secret }) => secret.reveal() === value);
      if (sameValue.some(({ rule }) => rule.id === spec.id || rule.beats.includes(spec.id))) continue;
      const reason = drops.find(({ ruleId }) => ruleId === spec.id)?.reason ?? 'not found';
      lost.add(`${spec.id}, sample ${index + 1}, ${carrier}: ${reason}`);
    }
  }
  expect([...lost]).toEqual([]);
});

test('a value of fixed length is not found when it has one character less or more', minutes(1), () => {
  const found: string[] = [];
  for (const spec of specs) {
    const { minLength, maxLength } = factsOf(spec);
    if (minLength !== maxLength) continue;
    for (const sample of bareSamples(spec)) {
      if (isFound(spec, sample, sample.written.slice(0, -1))) found.push(`${spec.id}: one less`);
      if (spec.boundary === 'none') continue;
      if (isFound(spec, sample, `${sample.written}0`)) found.push(`${spec.id}: one more`);
      if (isFound(spec, sample, `0${sample.written}`)) found.push(`${spec.id}: one more in front`);
    }
  }
  expect(found).toEqual([]);
});

test('a value without its prefix is not found', minutes(1), () => {
  const found = specs.flatMap(spec =>
    bareSamples(spec)
      .filter(({ written }) => {
        const prefix = spec.anchor.prefix.find(text => written.startsWith(text));
        return (
          prefix !== undefined &&
          isFound(spec, { written, secret: written, whole: false }, written.slice(prefix.length))
        );
      })
      .map(() => spec.id),
  );
  expect(found).toEqual([]);
});

test('the samples notice when any fixed count of a pattern is one less, or its prefix is gone', minutes(1), () => {
  const unnoticed = specs.flatMap(spec => {
    const texts = fillSamples(spec, 'samples').map(({ written }) => written);
    const survives = (pattern: string): boolean =>
      texts.every(text => findMatch({ ...spec, pattern }, text) === findMatch(spec, text));
    return [...breakPattern(spec)].filter(survives).map(pattern => `${spec.id}: ${pattern}`);
  });
  expect(unnoticed).toEqual([]);
});

/** The pattern with each of its fixed counts lowered in turn; and, where its length is fixed, without its prefix. */
function* breakPattern(spec: RuleSpec): Generator<string> {
  const { root, minLength, maxLength } = factsOf(spec);
  for (const element of walk(root.alternatives)) {
    if (element.type !== 'Quantifier' || element.min !== element.max || element.min < 2) continue;
    const fewer = `${element.element.raw}{${element.min - 1}}`;
    yield spec.pattern.slice(0, element.start) + fewer + spec.pattern.slice(element.end);
  }
  const literal = spec.anchor.prefix.find(prefix => spec.pattern.startsWith(prefix));
  if (literal !== undefined && minLength === maxLength) yield spec.pattern.slice(literal.length);
}

test('no sample is a value of another provider too', minutes(1), () => {
  const byId = new Map(specs.map(spec => [spec.id, spec]));
  const taken = new Set<string>();
  for (const spec of specs) {
    for (const sample of bareSamples(spec)) {
      for (const { ruleId, value } of scanValue(spec, sample, sample.written)) {
        const other = byId.get(ruleId)!;
        if (other.provider === spec.provider || other.generic || spec.generic || !value.includes(sample.secret))
          continue;
        if (spec.beats.includes(ruleId) || other.beats.includes(spec.id)) continue;
        taken.add(`${spec.id} is found as ${ruleId}`);
      }
    }
  }
  expect([...taken]).toEqual([]);
});

test('every pattern is done with the worst input within 50 ms', minutes(2), () => {
  const slow: string[] = [];
  for (const [index, spec] of specs.entries()) {
    const { regex } = rules[index]!;
    for (const input of worstInputs(spec)) {
      const times = [];
      do {
        const start = performance.now();
        regex.lastIndex = 0;
        regex.exec(input);
        times.push(performance.now() - start);
      } while (times.at(-1)! > 50 && times.length < 4);
      if (Math.min(...times) > 50) slow.push(`${spec.id}: ${Math.min(...times).toFixed(0)} ms`);
    }
  }
  expect(slow).toEqual([]);
});

/** What a rule's quantifiers can be led astray with: its samples' beginnings, and then one character of each class over and over. */
function worstInputs(spec: RuleSpec): string[] {
  const chars = new Set(['a', 'A', '0', '-', ' ', '\n', '.', '!']);
  for (const element of walk(factsOf(spec).root.alternatives)) {
    if (element.type === 'Character') chars.add(String.fromCodePoint(element.value));
    if (element.type === 'CharacterClass') {
      for (const part of element.elements) {
        if (part.type === 'CharacterClassRange') chars.add(String.fromCodePoint(part.min.value));
        if (part.type === 'Character') chars.add(String.fromCodePoint(part.value));
      }
    }
  }
  const samples = fillSamples(spec, 'samples').map(({ written }) => findMatch(spec, written) ?? written);
  const heads = new Set([
    ...spec.anchor.prefix,
    ...samples.flatMap(text => [text.slice(0, text.length >> 1), text.slice(0, -1)]),
    '',
  ]);
  return [...heads].flatMap(head =>
    [...chars].flatMap(char => [`${head}${char.repeat(20_000)}`, `${head}${`${char}a`.repeat(10_000)}`]),
  );
}

const findMatch = (spec: RuleSpec, text: string): string | undefined =>
  new RegExp(spec.pattern, spec.flags).exec(text)?.[0];
