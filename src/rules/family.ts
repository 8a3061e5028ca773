/** Turns a checked rule file into rule specs: defaults filled in, patterns measured, and every fault told with its place. */

import type { Anchor, LiveCheck, RuleSpec, Sample } from '../model/rule.ts';
import type { Checked, Position, Problem } from '../shape/yaml.ts';
import { runWithin } from '../util/run-within.ts';
import { canStart, findFarthest } from './contain.ts';
import { checkLiveCheck } from './live-check.ts';
import { boundPattern, type PatternFacts, readPattern } from './pattern.ts';
import { fillSample, findSecret, templateOf, variants } from './samples.ts';
import type { Family, FamilyRule } from './schema.ts';
import { findTemplateFault } from './templates.ts';

/** Longest match that any rule may have: windows of content overlap by it. */
export const maxMatchBytes = 16_384;
/** Longest match of a user's rule whose quantifiers have no bound. */
const unboundedMatchBytes = 4096;
/** For a pattern on all samples of its rule; a good one takes well below one millisecond. */
const sampleLimitMs = 2000;
const defaultDistance = { name: 128, line: 128, host: 512, file: 128 } as const;
const defaultFix = 'Revoke it where it was issued, then replace it by one that is kept out of the repository.';

type Complain = (path: readonly (string | number)[], message: string, hint?: string) => void;

/** A rule and where its id stands. */
export interface LocatedRule extends Position {
  readonly file: string;
  readonly spec: RuleSpec;
}

export interface CompiledFamily {
  readonly rules: readonly LocatedRule[];
  readonly problems: readonly Problem[];
}

/** Compiles one file's rules. The built-in pack (`custom` false) must say more than a user's rules. */
export function compileFamily(checked: Checked<Family>, file: string, custom: boolean): CompiledFamily {
  const problems: Problem[] = [];
  const rules: LocatedRule[] = [];
  checked.value.rules.forEach((rule, index) => {
    const complain: Complain = (path, message, hint = '') => {
      problems.push({ file, ...checked.position(['rules', index, ...path]), message: `${rule.id}: ${message}`, hint });
    };
    const spec = compileFamilyRule(checked.value, rule, file, custom, complain);
    if (spec !== undefined) rules.push({ file, ...checked.position(['rules', index, 'id']), spec });
  });
  return { rules, problems };
}

function compileFamilyRule(
  family: Family,
  rule: FamilyRule,
  file: string,
  custom: boolean,
  complain: Complain,
): RuleSpec | undefined {
  const facts = readPattern(rule.pattern, rule.flags);
  if ('invalid' in facts) {
    complain(['pattern'], facts.invalid.what, facts.invalid.hint);
    return undefined;
  }
  for (const { what, hint } of facts.faults) complain(['pattern'], what, hint);
  const sized = sizePattern(rule, facts, custom, complain);
  const anchor = checkAnchor(rule, facts, complain);
  if (!custom) demandFacts(family, rule, complain);
  checkParts(rule, custom, complain);
  const verify = findLiveCheck(family, rule, complain);
  const spec = fillSpec(family, rule, file, custom, { ...sized, anchor, ...(verify && { verify }) });
  checkSamples(spec, complain);
  return spec;
}

type Sized = Pick<RuleSpec, 'pattern' | 'minLength' | 'maxLength' | 'solid' | 'tail'>;

/** The pattern and the lengths of its matches, with quantifiers bounded where that is allowed. */
function sizePattern(
  rule: FamilyRule,
  { root, minLength, maxLength, solid, tail }: PatternFacts,
  custom: boolean,
  complain: Complain,
): Sized {
  const sized = { pattern: rule.pattern, minLength, maxLength: Math.min(maxLength, maxMatchBytes), solid, tail };
  if (minLength === 0) complain(['pattern'], 'the pattern matches nothing at all', 'ask for at least one character');
  if (maxLength === Infinity) {
    if (custom) return { ...sized, pattern: boundPattern(root, unboundedMatchBytes), maxLength: unboundedMatchBytes };
    complain(['pattern'], 'a quantifier has no bound', 'write {1,200} instead of +, {0,200} instead of *');
  } else if (maxLength > maxMatchBytes) {
    complain(
      ['pattern'],
      `the longest match has ${maxLength} bytes; at most ${maxMatchBytes} are allowed`,
      'lower the bounds of its quantifiers',
    );
  }
  return sized;
}

function checkAnchor(
  { anchor, flags, paths }: FamilyRule,
  { root, maxLength }: PatternFacts,
  complain: Complain,
): Anchor {
  const { prefix, marker, place, reaches } = anchor;
  const words = [...new Set(anchor.words.flatMap(spellWord))];
  if (prefix.length + marker.length + words.length === 0 && paths === undefined) {
    complain(['anchor'], 'the anchor is empty', 'give it a prefix, a marker or context words, or the rule paths');
  }
  prefix.forEach((text, index) => {
    if (!canStart(root, flags, text))
      complain(['anchor', 'prefix', index], `no match of the pattern begins with "${text}"`);
  });
  const farthest = marker.map(text => findFarthest(root, flags, text));
  farthest.forEach((found, index) => {
    if (found === undefined) complain(['anchor', 'marker', index], `no match of the pattern holds "${marker[index]}"`);
  });
  if (reaches !== undefined && findFarthest(root, flags, reaches) === undefined) {
    complain(['anchor', 'reaches'], `no match of the pattern holds "${reaches}"`);
  }
  const offset = Math.min(Math.max(0, ...farthest.map(found => found ?? 0)), Math.min(maxLength, maxMatchBytes));
  if (anchor.offset !== undefined && marker.length === 0)
    complain(['anchor', 'offset'], 'offset is told, but no marker');
  const distance = anchor.distance ?? defaultDistance[place];
  return {
    prefix,
    marker,
    offset: anchor.offset ?? offset,
    words,
    place,
    distance,
    ...(reaches === undefined ? {} : { reaches }),
  };
}

/**
 * Separators are passed over where a word is looked for, so that `app_key` and `appkey` are one word; but its first three characters are
 * looked for as they stand, so that a separator among them gives a word for each way of writing it.
 */
function spellWord(word: string): string[] {
  const [, head = '', tail = ''] = /^([^_\- ]{1,2}[_\- ])?(.*)$/.exec(word) ?? [];
  const joined = tail.replace(/[_\- ]/g, '');
  return head === '' ? [joined] : ['', '_', '-', '.'].map(separator => head.slice(0, -1) + separator + joined);
}

/** The patterns of other halves run without a time limit, so they are bounded, and a user's rules name rules instead. */
function checkParts({ parts, flags }: FamilyRule, custom: boolean, complain: Complain): void {
  for (const [index, part] of parts.entries()) {
    if (!('pattern' in part)) continue;
    const at = ['parts', index, 'pattern'];
    if (custom) {
      complain(at, 'the other half has a pattern of its own', 'write a rule for it and name that: `rule:`');
      continue;
    }
    const facts = readPattern(part.pattern, flags);
    if ('invalid' in facts) complain(at, facts.invalid.what, facts.invalid.hint);
    else if (facts.maxLength > 200) complain(at, 'the pattern may match more than 200 bytes', 'lower its bounds');
  }
}

function findLiveCheck({ checks }: Family, { verify, parts }: FamilyRule, complain: Complain): LiveCheck | undefined {
  if (verify === undefined) return undefined;
  const check = typeof verify === 'string' ? checks[verify] : verify;
  if (check === undefined) complain(['verify'], `there is no check "${verify}"`, 'write it under `checks:`');
  else checkLiveCheck(check, parts, (path, what, hint) => complain(['verify', ...path], what, hint));
  return check;
}

/** What a built-in rule must have and a user's rule may leave out. */
function demandFacts(family: Family, rule: FamilyRule, complain: Complain): void {
  if (rule.source === undefined)
    complain([], 'source is missing', 'add where the format is told, and the day it was read');
  if (rule.samples.length === 0)
    complain([], 'samples is missing', 'add at least one template of a value that must be found');
  if (rule.fix === undefined && family.fix === undefined)
    complain([], 'fix is missing', 'add it to the rule or to the file');
}

interface Computed extends Sized {
  readonly anchor: Anchor;
  readonly verify?: LiveCheck;
}

function fillSpec(family: Family, rule: FamilyRule, file: string, custom: boolean, computed: Computed): RuleSpec {
  const {
    anchor: written,
    source,
    samples,
    nearMisses,
    confidence,
    fix,
    verify,
    paths,
    url = family.url,
    ...rest
  } = rule;
  const named = written.prefix.length + written.marker.length > 0;
  return {
    ...rest,
    ...computed,
    provider: family.provider,
    confidence: confidence ?? (named ? 'high' : 'medium'),
    fix: fix ?? family.fix ?? defaultFix,
    ...(url === undefined ? {} : { url }),
    ...(paths === undefined ? {} : { paths }),
    source: source ?? { url: file, date: '' },
    samples: samples.map(toSample),
    nearMisses: nearMisses.map(toSample),
    custom,
  };
}

const toSample = (sample: FamilyRule['samples'][number]): Sample =>
  typeof sample === 'string' ? { value: sample } : sample;

/** Every sample must fit its own rule: pattern, anchor, and what words find by themselves. */
function checkSamples(spec: RuleSpec, complain: Complain): void {
  let sound = true;
  for (const list of ['samples', 'nearMisses'] as const) {
    spec[list].forEach((sample, index) => {
      const fault = findTemplateFault(templateOf(sample));
      if (fault === undefined) return;
      sound = false;
      complain([list, index], fault);
    });
  }
  if (!sound) return;
  const inTime = runWithin(sampleLimitMs, () => {
    spec.samples.forEach((_, index) => {
      const fault = findSampleFault(spec, index);
      if (fault !== undefined) complain(['samples', index], fault.what, fault.hint);
    });
  });
  if (!inTime) {
    complain(
      ['pattern'],
      `the pattern takes more than ${sampleLimitMs} ms on the samples`,
      'avoid a repetition inside of another one',
    );
  }
}

function findSampleFault(spec: RuleSpec, index: number): { readonly what: string; readonly hint: string } | undefined {
  const { anchor } = spec;
  for (const variant of variants) {
    const { written, secret, whole } = fillSample(spec, 'samples', index, variant);
    const match = new RegExp(spec.pattern, spec.flags).exec(written);
    if (match === null)
      return { what: 'the pattern does not match this sample', hint: 'templates are filled with random characters' };
    if (!whole && match[0] !== written)
      return { what: 'the pattern matches only a part of this sample', hint: 'a longer text goes under `text:`' };
    if (findSecret(spec, written) !== secret)
      return { what: 'the pattern finds another value than {{secret:…}} marks', hint: 'mark exactly what is found' };
    if (anchor.prefix.length > 0 && !anchor.prefix.some(prefix => match[0].startsWith(prefix))) {
      return {
        what: 'the match in this sample begins with no prefix of the anchor',
        hint: `add its first characters to \`prefix\``,
      };
    }
    if (anchor.marker.length > 0 && !anchor.marker.some(marker => holdsMarker(match[0], marker, anchor.offset))) {
      return {
        what: 'the match in this sample holds no marker of the anchor where it must',
        hint: 'see `marker` and `offset`',
      };
    }
    const byWordsAlone =
      anchor.words.length > 0 && anchor.prefix.length + anchor.marker.length === 0 && anchor.place !== 'name';
    if (byWordsAlone && !(secret.match(/[\w-]{16,}/g) ?? []).some(run => /\d/.test(run))) {
      return {
        what: 'words alone find values with 16 of [A-Za-z0-9_-] in a row, one of them a digit',
        hint: 'use `place: name`',
      };
    }
  }
  return undefined;
}

function holdsMarker(match: string, marker: string, offset: number): boolean {
  const at = match.indexOf(marker);
  return at >= 0 && at <= offset;
}
