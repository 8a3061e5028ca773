/** What the confidence model reads of a candidate: plain numbers and flags, no opinion. */

import type { Kind, Label } from '../model/unit.ts';
import { type Candidate, isAnchored } from './candidate.ts';
import { type Alphabet, alphabetOf, relativeEntropy } from './entropy.ts';
import type { Promised } from './name.ts';
import { readBase64 } from './placeholder.ts';
import { isIdentifier } from './reference.ts';
import { measureWords } from './wordiness.ts';

/** Kinds by how values are written in them. */
export type Carrier = 'settings' | 'code' | 'markup' | 'prose';

const carriers: Readonly<Record<Kind, Carrier>> = {
  dotenv: 'settings',
  ini: 'settings',
  toml: 'settings',
  yaml: 'settings',
  json: 'settings',
  shell: 'settings',
  javascript: 'code',
  python: 'code',
  go: 'code',
  code: 'code',
  css: 'code',
  notebook: 'code',
  xml: 'markup',
  html: 'markup',
  lock: 'markup',
  markdown: 'prose',
  text: 'prose',
  log: 'prose',
  binary: 'prose',
};

export interface Facts {
  readonly promises: Promised;
  readonly bareKey: boolean;
  readonly carrier: Carrier;
  readonly kind: Kind;
  readonly labels: readonly Label[];
  readonly quoted: boolean;
  readonly operator: string;
  /** The rule's own pattern or path alone points to the value. */
  readonly vouched: boolean;
  readonly inComment: boolean;
  /** The rule is itself unsure of what it looks for. */
  readonly unsure: boolean;
  /** The line holds a few words of a name, the value behind them, and nothing else: `acme TOKEN 5f1c…`. */
  readonly alone: boolean;
  /** A request to an API is spoken of just before: `https://api.acme.com/v1/list?key=`, "sent to the API, key=". */
  readonly nearApi: boolean;
  readonly length: number;
  readonly alphabet: Alphabet;
  /** Of lower case, upper case, digits and signs, how many the value has. */
  readonly classes: number;
  /** Letters of one word, the first large or not. */
  readonly plainWord: boolean;
  /** Says `password` in some spelling: people who invent one for a test or a manual do. */
  readonly saysPassword: boolean;
  readonly digits: number;
  readonly signs: number;
  readonly spaces: boolean;
  /** Evidence of words in bits, and the share of letters that stand in words. */
  readonly wordBits: number;
  readonly wordShare: number;
  readonly letters: number;
  /** 1 for what a random value of this alphabet and length shows. */
  readonly randomness: number;
  /** Changes between letters, digits and signs: many in random text, few in `word-word-12`. */
  readonly changes: number;
  readonly identifier: boolean;
  readonly uuid: boolean;
  /** What products are shipped with and everybody tries first. */
  readonly usual: boolean;
  /** A password's hash in one of the crypt forms. */
  readonly hashed: boolean;
  readonly context: 'name' | 'line' | 'near' | 'file' | undefined;
}

const USUAL =
  /^(?:root|toor|admin|administrator|guest|sa|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|elastic|oracle|rabbitmq|minio|minioadmin|neo4j|grafana|docker|vagrant|ubuntu|alpine|debian|jenkins|tomcat|weblogic|nexus|sonar|keycloak|wordpress|joomla|drupal|django|rails|laravel|symfony|app|application|service|server|client|local|localhost|hostname|host|function|object|string|number|boolean|symbol|mobile|phone|email|mail|username|dev|develop|development|prod|production|staging|qwerty\w*|azerty|iloveyou|monkey|dragon|master|alice|bob|carol|eve|mallory|john|jane|doe|johndoe|janedoe|anonymous|unicorn|open ?sesame|correct ?horse ?battery ?staple|swordfish|rosebud|joshua|s3cr3t|s3cret|ninja|banana|apple|pizza)\d{0,4}$/i;

const HASHED =
  /^(?:[\w.-]{1,40}:)?(?:\$(?:2[abxy]?|1|5|6|y|apr1|argon2\w*|pbkdf2[\w-]*|scrypt|P|H)\$|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|ARGON2)\d*\}|(?:pbkdf2|bcrypt|argon2|scrypt|md5|sha\d*)[:$]|md5[\da-f]{32}$)/i;

const API = /\bAPI\b|\bapi\.[\w-]{2,40}\.|\/api\/|\/v\d{1,2}\//;

export function readFacts(candidate: Candidate): Facts {
  const { match, value } = candidate;
  const words = measureWords(value);
  const line = match.before.slice(match.before.lastIndexOf('\n') + 1);
  return {
    promises: candidate.name.promises,
    bareKey: candidate.name.bareKey,
    carrier: carriers[match.unit.kind],
    kind: match.unit.kind,
    labels: match.unit.labels,
    quoted: (match.assignment?.quote ?? '') !== '',
    operator: match.assignment?.operator ?? '',
    vouched: isAnchored(match.rule) && match.rule.anchor.words.length === 0,
    inComment: /^\s*(?:#|\/\/|\*|--|;|<!--)/.test(line),
    unsure: match.rule.confidence === 'low',
    alone:
      /^[\s"'`#*-]*[\w.-]{2,40}(?: [\w.-]{2,40}){0,3}["'`]? ["'`]?$/.test(line) &&
      /^["'`]?[ \t]*(?:[\r\n]|$)/.test(match.after),
    nearApi: API.test(match.before.slice(-160)),
    length: value.length,
    alphabet: alphabetOf(value),
    plainWord: /^[A-Z]?[a-z]+$/.test(value) && words.bits > 1,
    saysPassword: /p[a@4=*][s$5]{2}(?:w[o0]rd|wd|phrase)/i.test(value),
    classes: [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter(it => it.test(value)).length,
    digits: value.replace(/\D/g, '').length,
    signs: value.replace(/[A-Za-z\d]/g, '').length,
    spaces: /\s/.test(value),
    wordBits: words.bits,
    wordShare: words.letters === 0 ? 0 : words.wordLetters / words.letters,
    letters: words.letters,
    randomness: relativeEntropy(value),
    changes: countChanges(value),
    identifier: isIdentifier(value),
    uuid: /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value),
    usual: USUAL.test(value) || USUAL.test(readBase64(value) ?? '') || isOwnName(candidate),
    hashed: HASHED.test(value),
    context: match.context,
  };
}

/** `POSTGRES_USER=shop` beside `POSTGRES_PASSWORD=shop`, or `shop` in `charts/shop/values.yaml`: named after the thing, as shipped. */
function isOwnName({ match, value }: Candidate): boolean {
  if (!/^[A-Za-z][A-Za-z_-]{2,31}$/.test(value)) return false;
  const own = value.toLowerCase();
  const path = match.unit.path.toLowerCase();
  if (own.length >= 6 && path.includes(own)) return true;
  if (path.split(/[^a-z]+/).includes(own)) return true;
  const around = `${match.before}\n${match.after}`.toLowerCase();
  for (const found of around.matchAll(
    /(?:user(?:_?name)?|login|role|database|db)["']?\s{0,4}[:=]\s{0,4}["']?([\w-]+)/g,
  ))
    if (found[1] === own) return true;
  return false;
}

function countChanges(value: string): number {
  const kinds = value
    .replace(/[a-z]/g, 'a')
    .replace(/[A-Z]/g, 'A')
    .replace(/\d/g, '0')
    .replace(/[^aA0]/g, '-');
  return kinds.match(/(.)(?!\1|$)/g)?.length ?? 0;
}
