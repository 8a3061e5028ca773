/** The declarative live check of a rule: its shape in YAML, and what is asked of one before it is believed. */

import type { Answer, LiveCheck, PartSpec } from '../model/rule.ts';
import { bool, list, map, num, obj, oneOf, optional, str } from '../shape/shape.ts';

const status = num({ integer: true, min: 100, max: 599 });
const scalar = oneOf([str(), num(), bool()], { means: 'a text, a number, true or false' });

const answer = obj(
  {
    status: list(status, { single: true, minItems: 1, description: 'HTTP status codes.' }),
    json: optional(map(scalar, { description: 'Values at dotted paths of a JSON body.' })),
    holds: optional(str({ minLength: 1, description: 'Text that the body holds.' })),
    header: optional(map(str({ minLength: 1 }), { description: 'Text that each of these headers holds.' })),
  },
  { description: 'Status and what else must be so.' },
);

const answers = (description: string) => list(answer, { single: true, default: [], description });

/** Where a check is read from, and the day it was. */
const source = obj({
  url: str({ pattern: /^https:\/\/\S+$/, means: 'a web address' }),
  date: str({ pattern: /^\d{4}-\d\d-\d\d$/, means: 'a day like 2026-01-31' }),
});

/** One harmless request that tells whether a credential is live. */
export const liveCheck = obj({
  method: str({ enum: ['GET', 'HEAD', 'POST'], default: 'GET' }),
  url: str({
    pattern: /^https:\/\/(?:\{\{[^{}]+\}\}|[^\s{}])+$/,
    means: 'an https address',
    description: 'May hold {{secret}}, {{host}} and {{part:<id or name>}}.',
  }),
  hosts: list(str({ pattern: /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, means: 'a host name' }), {
    default: [],
    description: 'What {{host}} may be: asked in turn until one knows the credential.',
  }),
  headers: map(str({ minLength: 1 }), { default: {}, description: 'Headers of the request; may hold placeholders.' }),
  basic: optional(
    obj(
      { user: str({ default: '' }), password: str({ default: '' }) },
      { description: 'HTTP basic authentication; may hold placeholders.' },
    ),
  ),
  body: optional(str({ minLength: 1, description: 'Of a POST; may hold placeholders.' })),
  harmless: optional(str({ minLength: 10, description: 'Why a POST changes and costs nothing.' })),
  live: answers('It is live.'),
  limited: answers('It is live but may not do this, or is out of quota.'),
  dead: answers('It is not, or no longer, accepted.'),
  blocked: answers('It is right, but its holder is locked or paused.'),
  identity: map(str({ pattern: /^(?:json|header):[\w.$-]+$/, means: 'json:<dotted path> or header:<name>' }), {
    default: {},
    description: 'What the answer tells of its owner.',
  }),
  source: optional(source),
});

type Complain = (path: readonly (string | number)[], what: string, hint: string) => void;

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** All texts of a check that placeholders may stand in, by where they are written. */
const templatesOf = ({ url, headers, basic, body }: LiveCheck): [readonly string[], string][] => [
  [['url'], url],
  ...Object.entries(headers).map(([name, text]): [string[], string] => [['headers', name], text]),
  ...Object.entries(basic ?? {}).map(([name, text]): [string[], string] => [['basic', name], text]),
  ...(body === undefined ? [] : [[['body'], body] as [string[], string]]),
];

/** Complains of a check that could not be run, could do harm, or would believe anything. */
export function checkLiveCheck(check: LiveCheck, parts: readonly PartSpec[], complain: Complain): void {
  const known = new Set(['secret', ...parts.map(part => `part:${part.rule ?? part.name}`)]);
  if (check.hosts.length > 0) known.add('host');
  const used = new Set<string>();
  for (const [path, text] of templatesOf(check)) {
    for (const [written, name = ''] of text.matchAll(PLACEHOLDER)) {
      used.add(name);
      if (!known.has(name)) complain(path, `${written} stands for nothing`, `known are ${[...known].join(', ')}`);
    }
  }
  if (!used.has('secret'))
    complain(['url'], 'the request does not hold {{secret}}', 'add it where the vendor reads it');
  if (check.hosts.length > 0 && !used.has('host')) complain(['hosts'], 'no {{host}} stands in url', 'write it there');
  checkHost(check, complain);
  checkMethod(check, complain);
  checkAnswers(check, complain);
}

/** A secret goes to its vendor: the end of the host stands there in letters, and no part of the host is the secret. */
function checkHost({ url }: LiveCheck, complain: Complain): void {
  const host = /^https:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
  if (/^(?:\{\{part:[^{}]+\}\}[.-]?)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?$/.test(host) || host === '{{host}}') return;
  complain(['url'], 'the host is not told', 'write it out, or {{host}} with a list of hosts');
}

function checkMethod({ method, body, harmless }: LiveCheck, complain: Complain): void {
  if (method === 'POST' && harmless === undefined)
    complain(['method'], 'a POST may change something', 'say under `harmless` why this one does not');
  if (method !== 'POST' && body !== undefined) complain(['body'], `a ${method} has no body`, 'leave it out');
}

const outcomes = ['live', 'limited', 'dead', 'blocked'] as const;

/** No answer may mean two things, and a check that can say only one thing says nothing. */
function checkAnswers(check: LiveCheck, complain: Complain): void {
  for (const outcome of ['live', 'dead'] as const)
    if (check[outcome].length === 0) complain([outcome], `${outcome} is missing`, 'tell what the vendor answers then');
  const plain = new Map<number, string>();
  for (const outcome of outcomes) {
    for (const [index, answer] of check[outcome].entries()) {
      if (!isPlain(answer)) continue;
      for (const code of answer.status) {
        const other = plain.get(code);
        if (other !== undefined && other !== outcome)
          complain([outcome, index], `status ${code} means ${other} already`, 'tell what else is in the answer');
        plain.set(code, outcome);
      }
    }
  }
}

/** Whether a status alone is the answer; those that ask for more are tried first. */
export const isPlain = ({ json, holds, header }: Answer): boolean =>
  json === undefined && holds === undefined && header === undefined;
