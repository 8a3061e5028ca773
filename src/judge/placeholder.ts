/** Values that stand where a secret would be: masks, samples, template slots, "your-key-here". */

import type { Rule } from '../model/rule.ts';
import type { Candidate } from './candidate.ts';
import { alphabetOf, alphabets, measureEntropy, relativeEntropy } from './entropy.ts';
import { isSequence } from './sequence.ts';
import { measureWords } from './wordiness.ts';

const INWARD: ReadonlySet<string> = new Set(['jwt', 'pem', 'url', 'basic']);

/** Whether the value is a placeholder. What a vendor's pattern has already vouched for needs strong evidence. */
export function isPlaceholder(candidate: Candidate): boolean {
  const { value, evidence, rule } = candidate;
  // A decoder looks inside, and knows what its format looks like when it is filled in.
  if (rule.decode !== undefined && INWARD.has(rule.decode)) return false;
  if (evidence !== 'shaped' && isElided(candidate)) return true;
  if (evidence === 'named') return isVacant(value) || isVacantInside(value) || says(candidate);
  const body = bodyOf(value, rule);
  return holdsTellingWord(value) || isFilled(body) || isSequence(body) || isPhrase(body);
}

/** `eyJhbGciOi...`: only its beginning stands there. */
const isElided = ({ match }: Candidate): boolean => /^(?:\.{3}|…|\\u2026)(?![\w.])/.test(match.after);

/** The value without what the vendor puts into every one: the prefix, and markers such as `T3BlbkFJ`. */
function bodyOf(value: string, { anchor, pattern }: Rule): string {
  const prefix = anchor.prefix.find(it => value.startsWith(it)) ?? '';
  let body = value.slice(prefix.length);
  for (const marker of [...anchor.marker, ...fixedRuns(pattern)]) body = body.replace(marker, '');
  return body;
}

/** Letters that stand in a pattern as they are, where they alone would look filled in (`AAAAACOG`). */
const fixedRuns = (pattern: string): string[] => pattern.match(/(\w)\1{3,}\w*/g) ?? [];

/**
 * Words that nobody's generator writes, in one case throughout: by chance one in 10^5 tokens of 150 characters holds the
 * shortest of them.
 */
const TELLING =
  /your[-_A-Z]|YOUR[-_]|Your[-_A-Z]|(?:your|YOUR)(?:api|API|key|KEY|token|TOKEN|secret|SECRET|access|ACCESS|account|ACCOUNT|password|PASSWORD)|[xX]{5,}|\*{4,}|example|EXAMPLE|Example|placeholder|PLACEHOLDER|Placeholder|dummy|DUMMY|redacted|REDACTED|Redacted|changeme|CHANGEME|ChangeMe|change[-_]me|CHANGE[-_]ME|replace[-_]?me|REPLACE[-_]?ME|insert[-_]|INSERT[-_]|(?:fake|mock|test|demo|sample)[-_](?:key|token|secret)|key[-_]?here|KEY[-_]?HERE|token[-_]?here|\.{3,}|…|^«/;

const holdsTellingWord = (value: string): boolean => TELLING.test(value);

/** Runs of one character longer than chance makes, or the whole made of few characters or of one repeated piece. */
export function isFilled(body: string): boolean {
  if (body.length < 6) return false;
  if (holdsLongRun(body)) return true;
  if (body.length >= 16 && relativeEntropy(body) < 0.6) return true;
  return body.length >= 12 && isRepeated(body);
}

/** Numbers stand in many tokens as parts of their own: there a run of one digit comes more often than among letters. */
function holdsLongRun(body: string): boolean {
  const size = alphabets[alphabetOf(body.replace(/[-:._]/g, ''))];
  const least = chanceRun(body.length, size);
  for (const { 0: run, index } of body.matchAll(/(.)\1{3,}/gs)) {
    const inNumber = body.length >= 20 && /^\d/.test(run) && /\d/.test(around(body, index, run.length));
    if (run.length >= (inNumber ? chanceRun(body.length, alphabets.digits) : least)) return true;
  }
  return false;
}

/** The least run of one character that chance makes in fewer than one of 10^5 values. */
const chanceRun = (length: number, size: number): number =>
  Math.max(4, Math.ceil(1 + (Math.log2(length) + 17) / Math.log2(size)));

/** The characters before and behind a part. */
const around = (text: string, start: number, length: number): string =>
  text.slice(Math.max(0, start - 1), start) + text.slice(start + length, start + length + 1);

/** Whether a piece of at most a third of the text, said again and again, makes four fifths of it. */
function isRepeated(text: string): boolean {
  for (let period = 1; period <= Math.min(32, text.length / 3); period++) {
    let others = (text.length - period) * 0.15;
    for (let at = period; at < text.length && others >= 0; at++)
      if (text.charCodeAt(at) !== text.charCodeAt(at - period)) others--;
    if (others >= 0) return true;
  }
  return false;
}

/** Three words or more, joined by dashes or underscores and nothing else: `this-is-not-a-key`. */
export function isPhrase(body: string): boolean {
  const parts = body.split(/[-_]/).filter(part => part !== '');
  if (parts.length < 3 || parts.some(part => !/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d{1,4})$/.test(part))) return false;
  const words = measureWords(body);
  return words.wordLetters >= 8 && words.bits > 0;
}

/** What people write where a password, token or key of any shape is to be filled in. */
export function isVacant(value: string): boolean {
  const text = value.trim().replace(/^["'`]+|["'`]+$/g, '');
  if (text === '' || isEnclosed(text) || WHOLE.test(text) || MASK.test(text)) return true;
  if (LOOSE.test(text) || holdsTellingWord(text) || isFormat(text)) return true;
  return isFilled(text) || isSequence(text) || measureEntropy(text) < 1;
}

/** Base64 of text that says so itself, as Kubernetes' secrets are written: `ZXhhbXBsZS1zZWNyZXQ=`. */
function isVacantInside(value: string): boolean {
  const text = readBase64(value);
  return text !== undefined && isVacant(text);
}

/** The visible text that a value is the base64 of, if it is. */
export function readBase64(value: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4}){1,32}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(value))
    return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1').trim();
  return /^[\x20-\x7e]{4,}$/.test(text) ? text : undefined;
}

/** Names of values that are none: `REDACTED_PASSWORD`, `fakeToken`, `placeholderSecret`. */
const says = ({ name }: Candidate): boolean =>
  name.words.some(word => /^(?:redacted|placeholder|dummy|fake|faked|mock|mocked|bogus|sample|example)$/.test(word));

/** `<token>`, `«token»`, `[password]`, `{{ var }}`, `${VAR}`, `%VAR%`, `@var@`, `__VAR__`, `#{var}`, `$(cmd)`, `:param`. */
function isEnclosed(text: string): boolean {
  return (
    /^<[^<>]*>$|^\[[^[\]]*\]$|^\(.*\)$|^%[\w.-]+%$|^@[\w.-]+@$|^__\w+__$|^#\{.*\}$|^\$\(.*\)$|^\{[^{}"]*\}$|^#[\w.-]+#$|^:[a-z_]+$/i.test(
      text,
    ) ||
    /\$\{[^}]*\}|\{\{.*?\}\}|<%.*?%>|\{%.*?%\}|\$\[\[.*?\]\]|\$\([\w.]+\)|#\{[^}]*\}|<[a-z][\w -]*>|«[^«»]*»|\$\{\{/i.test(
      text,
    )
  );
}

/** Whole values, in any case, with separators and digits at the end left off. */
const WHOLE =
  /^(?:x+|n\/?a|none|null|nil|undefined|unset|empty|true|false|yes|no|on|off|todo|fixme|tbd|tba|string|str|text|value|values|var|variable|foo|bar|baz|qux|foo[-_.]?bar(?:[-_.]?baz)?|foobar|bar[-_]?foo|blah|blahblah|asdf+|asd|qwerty|abc|abcd|hunter2|lorem|ipsum|any|anything|something|whatever|somevalue|unknown|invalid|valid|wrong|incorrect|bad|good|ok|required|optional|optionnal|default|secret|secrets|supersecret|topsecret|mysecret|thesecret|shhh*|s3cr3t|s3cret|secure|hidden|masked|private|public|pass|passwd|password|passw0rd|p@ssw0rd|p@ssword|p4ssw0rd|pa\$\$word|mypass|mypassword|thepassword|newpassword|oldpassword|yourpassword|userpassword|password\d*|passphrase|pwd|token|mytoken|thetoken|key|mykey|thekey|apikey|api[-_]?key|credential|credentials|auth|test|tests|testing|tester|demo|sample|example|dummy|fake|mock|stub|temp|tmp|changeit|change|letmein|welcome|user|username|login|name|email|me|here|passwort|wachtwoord|contrase[nñ]a|contrasenya|senha|motdepasse|parole|parola|parool|salasana|lozinka|jelszo|jelmondat|haslo|heslo|geslo|passord|losenord|adgangskode|sandi|sifre|wagwoord|pasahitza|tunnuslause|geheim|breached|irrelevant|confirmed)[-_.!\d]*$/i;

/** Masks and fillers: stars, dots, dashes, bullets, question marks, with a few letters left in clear at most. */
const MASK = /^[*•●·.\-_=#?+~xX\s]+$|\*{3,}|•{3,}|●{3,}|\.{3,}|…|^\?+$|x{4,}$|^x{4,}|X{4,}/;

/** Parts that give a filler away anywhere in a value that a name alone has pointed to. */
const LOOSE =
  /(?:^|[-_. ])(?:your|my|our|some|the|insert|enter|put|paste|add|replace|change|use|set|provide|example|sample|dummy|fake|mock|mocked|test|testing|invalid|wrong|bad|bogus|random|default|super|really|very|not|this|placeholder|todo|fixme|xxx+|foo|bar|baz|redacted|removed|hidden|sanitized|snip|generated)(?:$|[-_. ])|your[-_ ]?\w*(?:key|token|secret|password|pass|id|here)|changeme|change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|it|this|with)|fill[-_ ]?(?:me|in)|goes[-_ ]?here|(?:key|token|secret|password|value|string)[-_ ]?here|placeholder|example|dummy|fake|(?:^|[^a-z])test|test(?:key|token|secret|pass|user)|secret[-_]?(?:key|token|value|password)|password[-_]?\d{0,4}$|^(?:some|my|the|a|an|test|user|admin|new|old|super|app|api|access|auth|client|jwt|db|session|private)[-_]?(?:secret|password|passwd|pass|token|key)|^(?:api|access|auth|client|refresh|bearer|id|session|consumer|app|jwt|encryption|signing|private|account|storage)[-_ ]?(?:key|token|secret)|redacted|foobar|lorem|1234567|abcdefg|deadbeef|cafebabe|00000000|random[-_]?(?:api)?[-_]?(?:key|token|secret|string)|(?:very|super|top|my|so)[-_]?s[e3]cret|(?:^|[^a-z])(?:foo|bar|baz|qux)(?:$|[^a-z])|123e4567-e89b-12d3|^JBSWY3DPEHPK3PXP/i;

/** Nothing but a slot of a format string, and little beside it: `%s`, `{0}`, `{}`, `%(password)s`, `\\1`. */
const isFormat = (text: string): boolean =>
  /^(?:%[-+#]?\d*\.?\d*[sdxvqrfu@]|%\([\w.]+\)s|\{[\w.:]*\}|\\\d|\$\d|\?)+$/.test(text) ||
  (/%[svdqr@]|%\(\w+\)s|\{\w*\}/.test(text) && text.length < 40);
