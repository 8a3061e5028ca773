/**
 * How sure a finding is where the pattern alone proves little: a table of signs and their weights, added up.
 *
 * The weights are those of a logistic regression on labelled lines (folds by repository), rounded; where the data is known to
 * flatter (true passwords there are random letters) or the world differs (tests, examples), they were set by hand and say so.
 * The sum reads as the logarithm of the odds: 0 is even.
 */

import type { Confidence } from '../model/rule.ts';
import type { Candidate } from './candidate.ts';
import { type Facts, readFacts } from './facts.ts';

const MEDIUM = 0;
const HIGH = 3;

interface Sign {
  readonly sign: string;
  readonly weight: number;
  readonly holds: (facts: Facts) => boolean;
}

const ASSIGNMENTS: ReadonlySet<string> = new Set(['=', ':', ':-', ':=', '::=', ':::=', '=>', '?=', '+=', '.=']);

const sign = (name: string, weight: number, holds: (facts: Facts) => boolean): Sign => ({ sign: name, weight, holds });
const between = (low: number, value: number, high: number): boolean => value >= low && value < high;
const isPassword = (facts: Facts): boolean => facts.promises === 'password';
const isKey = (facts: Facts): boolean => facts.promises !== 'password';
const isAssigned = (facts: Facts): boolean => ASSIGNMENTS.has(facts.operator);
const isIssued = (facts: Facts): boolean =>
  isKey(facts) &&
  !facts.unsure &&
  facts.length >= 20 &&
  facts.randomness > 0.88 &&
  facts.wordBits < 1 &&
  facts.digits > 0;
const is =
  (label: Facts['labels'][number]) =>
  (facts: Facts): boolean =>
    facts.labels.includes(label);

const signs: readonly Sign[] = [
  // What the name promises.
  sign('named a password', 0.75, isPassword),
  sign('named a secret', 0.75, it => it.promises === 'secret'),
  sign('named a key of a kind', 0.25, it => it.promises === 'key'),
  sign('named a token', -0.25, it => it.promises === 'token'),
  sign('named vaguely', -1.25, it => it.promises === 'vague'),
  sign('named key and no more', -3, it => it.bareKey),

  // How it is written down.
  sign('in settings', 0.25, it => it.carrier === 'settings'),
  sign('in code', 0.25, it => it.carrier === 'code'),
  sign('in prose', -0.25, it => it.carrier === 'prose'),
  sign('in markup', -1, it => it.carrier === 'markup'),
  sign('bare in code', -0.75, it => !it.quoted && it.carrier === 'code'),
  sign('bare elsewhere', -0.25, it => !it.quoted && it.carrier !== 'code'),
  sign('assigned', 1, isAssigned),
  sign('text of an element', 1, it => it.kind !== 'html' && it.operator === '>'),
  // By hand: what vendors make is long and fully random, and the labelled lines hold few of these under a vendor's own name.
  sign('assigned, long and random', 0.75, it => isAssigned(it) && isIssued(it) && !it.bareKey && !it.uuid),
  sign('alone on its line, long and random', 4, it => it.operator === ' ' && it.alone && isIssued(it)),
  sign('bare key in a request to an API', 4, it => it.bareKey && it.nearApi && isIssued(it) && !it.uuid),
  // By hand: rules for one form of file or command came later.
  sign('pointed to by the rule itself', 2, it => it.vouched),
  sign('one of a list', -1.5, it => it.operator === ','),
  sign('after a space', -0.75, it => it.operator === ' '),
  sign('named vaguely, after a space', -1.5, it => it.promises === 'vague' && it.operator === ' '),

  // Where: by hand, since tests and examples hold most true rows of the data and few of the world's.
  sign('in a test', -1, is('test')),
  sign('in an example', -0.5, is('example')),
  sign('in documentation', -0.25, is('docs')),

  // How long a password or a key of people's choice is.
  sign('shorter than 6', -1, it => it.length < 6),
  sign('password of 6 or 7', 0.75, it => isPassword(it) && between(6, it.length, 8)),
  sign('password of 8 to 15', 1.5, it => isPassword(it) && between(8, it.length, 16)),
  sign('password of 16 to 31', 0.25, it => isPassword(it) && between(16, it.length, 32)),
  sign('password of 32 and more', -2, it => isPassword(it) && it.length >= 32),
  sign('key of 6 or 7', -1.25, it => isKey(it) && between(6, it.length, 8)),
  sign('key of 8 to 19', 0.25, it => isKey(it) && between(8, it.length, 20)),
  sign('key of 20 to 31', 0.5, it => isKey(it) && between(20, it.length, 32)),
  sign('key of 65 to 256', 1, it => isKey(it) && between(65, it.length, 257)),
  sign('longer than 256', -0.5, it => it.length > 256),

  // Whether it reads as words. People's passwords do, so words count less against them.
  sign('password of many words', -1.75, it => isPassword(it) && it.wordBits > 12),
  sign('password of a plain word', -1, it => isPassword(it) && it.plainWord),
  sign('plain word in a test', -1, it => it.plainWord && it.labels.includes('test')),
  sign('password that says password', -2, it => isPassword(it) && it.saysPassword),
  sign('password of long hex', -2, it => isPassword(it) && it.alphabet === 'hex' && it.length >= 96),
  sign('password of few words', -0.25, it => isPassword(it) && between(1, it.wordBits, 12.001)),
  sign('password of no words', 0.5, it => isPassword(it) && between(-6, it.wordBits, 1)),
  sign('password of random letters', 1, it => isPassword(it) && it.wordBits < -6),
  sign('key of many words', -2.5, it => isKey(it) && it.wordBits > 12),
  sign('key of few words', -1.25, it => isKey(it) && between(3, it.wordBits, 12.001)),
  sign('key of short words', -0.5, it => isKey(it) && between(1, it.wordBits, 3)),
  sign('key of short letters', 0.75, it => isKey(it) && between(-6, it.wordBits, -2)),
  sign('key of random letters', 1.5, it => isKey(it) && it.wordBits < -6),
  sign('with spaces', -1.5, it => it.spaces),

  // How random it is.
  sign('fully random', 0.75, it => it.length >= 12 && it.randomness > 0.92),
  sign('key hardly random', -0.5, it => isKey(it) && it.length >= 12 && it.randomness < 0.85),
  sign('digits only', -1.25, it => it.alphabet === 'digits'),
  sign('hex of a hash', 0.75, it => it.alphabet === 'hex' && [32, 40, 48, 56, 64, 96, 128].includes(it.length)),
  sign('mostly signs', -0.75, it => it.signs >= 4 && it.signs > it.length / 4),
  sign('a usual password', -3, it => it.usual),
  sign('the hash of a password', -4, it => it.hashed),
];
const BIAS = -1.25;

/** The sum over the table; above zero for what is likelier a credential than not. */
export function scoreFacts(facts: Facts): number {
  let score = BIAS;
  for (const { weight, holds } of signs) if (holds(facts)) score += weight;
  return score;
}

const levelOf = (score: number): Confidence => (score >= HIGH ? 'high' : score >= MEDIUM ? 'medium' : 'low');

/** For values that a name alone points to; a rule that is itself unsure (`confidence: low`) takes a step off. */
export const rateNamed = (candidate: Candidate): Confidence =>
  lower(levelOf(scoreFacts(readFacts(candidate))), candidate.rule.confidence === 'low' ? 1 : 0);

/**
 * For random-looking values beside a vendor's word: the rule's own confidence where the word stands in the value's name,
 * lower the farther it stands and the less random the value is. A name that promises a credential makes up for the distance,
 * unless it speaks of somebody else (`ACME_API_KEY` a line below `MISTRAL_URL`).
 */
export function rateNear(candidate: Candidate): Confidence {
  const { rule, match, name } = candidate;
  const facts = readFacts(candidate);
  const apart = match.context === 'near' || match.context === 'file';
  let steps = apart ? 1 : 0;
  if (isDull(facts)) steps++;
  if (name.promises === 'none' && match.context !== 'name') steps += facts.alphabet === 'hex' || facts.uuid ? 2 : 1;
  if (isPromising(candidate) && !(apart && isForeign(name.words))) steps--;
  if (match.context === 'name' && saysWho(candidate)) steps++;
  return lower(rule.confidence, steps);
}

/** Hex and UUIDs spell words by chance, and vary more in how random they look. */
const isDull = ({ alphabet, uuid, randomness, wordBits }: Facts): boolean =>
  alphabet === 'hex' || uuid ? randomness < 0.75 : randomness < 0.85 || wordBits > 2;

/** `apiKey`, `token`, and the header that carries one. */
const isPromising = ({ name }: Candidate): boolean =>
  (name.promises !== 'none' && name.promises !== 'vague') || name.words.at(-1) === 'authorization';

/** Words that every vendor's credentials are called by. */
const COMMON =
  /^(?:x|api|key|keys|token|secret|access|auth|authorization|bearer|client|password|pass|pwd|credential|credentials|service|account|private|admin|app|user|my|the|default|config|settings|model|llm|ai|env|live|prod|production|dev|test|id|value|base|sub|subscription|ocp|apim)$/;

const isForeign = (words: readonly string[]): boolean => words.some(word => !COMMON.test(word));

const WHO =
  /^(?:ids?|audience|domain|provider|ur[il]s?|name|email|user|username|region|host|hostname|endpoint|issuer)$/;

/** `ACME_CLIENT_ID`, `ACME_ENDPOINT`: who and where, unless the rule looks for just that. */
function saysWho({ name, rule }: Candidate): boolean {
  const last = name.words.at(-1) ?? '';
  return WHO.test(last) && !rule.anchor.words.some(word => word.endsWith(last));
}

const levels = ['low', 'medium', 'high'] as const;

/** A confidence some steps down; never above itself. */
export const lower = (confidence: Confidence, steps: number): Confidence =>
  levels[Math.max(0, levels.indexOf(confidence) - Math.max(0, steps))]!;

export const isBelow = (confidence: Confidence, asked: Confidence): boolean =>
  levels.indexOf(confidence) < levels.indexOf(asked);
