/** Values that what stands around them tells to be none: list items, resources by name, accounts, public links, translations. */

import type { Kind } from '../model/unit.ts';
import { type Candidate, lineAfter, lineBefore } from './candidate.ts';

/** `"userPassword", "userPKCS12", "userName"`: a name that is itself an item of a list has no value, unless it is a flag of a command. */
export function isListed({ match }: Candidate): boolean {
  if (match.assignment?.operator !== ',' || match.assignment.quote === '') return false;
  // In prose, backticks set words apart.
  if (match.assignment.quote === '`' && proseKinds.has(match.unit.kind)) return true;
  // What a colon follows is the next key of a map.
  if (/^["'`]\s*(?::|=>)/.test(match.after)) return true;
  const item = /(["'`]\s*,|\[)\s*["'`](?!-)[^"'`\n]{1,120}["'`]\s*,\s*["'`]$/.exec(match.before)?.[1];
  return item !== undefined && (item === '[' ? /^["'`]\s*,\s*["'`]/ : /^["'`]\s*[,\]]/).test(match.after);
}

/** The next word of a sentence: `Second pass: output with changes`, `echo "PASS: login works"`. */
export function isInSentence(candidate: Candidate, text: string): boolean {
  const { match } = candidate;
  const { name = '', operator, quote } = match.assignment ?? {};
  // In prose, backticks hold names far more often than values: "change `client_secret` to `acme_sk`", "pass `options` on".
  if (quote === '`' && isProse(candidate) && /^[A-Za-z_.-]+$/.test(text)) return true;
  if (quote === '`' && operator === ' ' && /^pass$/i.test(name)) return true;
  if (operator === ' ' && /^pass$/i.test(name) && (isProse(candidate) || isVerb(match.before))) return true;
  if (name === 'PASS' && /^[A-Za-z]+$/.test(text) && /^\s+[a-z]+\b/.test(lineAfter(candidate))) return true;
  if ((match.assignment?.quote ?? '') !== '' || !/^[A-Za-z]+(?:-[A-Za-z]+)*$/.test(text)) return false;
  if (!/^[ \t]+[A-Za-z(/]/.test(lineAfter(candidate))) return false;
  return isProse(candidate);
}

/** `to search further, pass page=2`: after a word, and not after a user's name. */
const isVerb = (before: string): boolean =>
  /[A-Za-z',]\s+pass\s+$/.test(before) && !/\b(?:user|username|login|account)\s+\S+\s+pass\s+$/i.test(before);

/** In a text or a comment, where `pass` is a verb. */
const isProse = (candidate: Candidate): boolean =>
  proseKinds.has(candidate.match.unit.kind) || /^\s*(?:#|\/\/|\*|--|;)/.test(lineBefore(candidate));

const proseKinds: ReadonlySet<Kind> = new Set(['markdown', 'text', 'log']);

/** Things called after what they hold, as orchestrators name them: `argocd-secret`, `smtp-llm-credentials`. */
export const isResource = (text: string): boolean =>
  /^[a-z][a-z\d]*(?:-[a-z\d]+)*-(?:secrets?|credentials?|creds|password|token|keys?|certs?|tls)$/.test(text) &&
  (text.match(/\d/g)?.length ?? 0) < 4;

/** The half of a pair that names the account, with the secret half beside it. */
export function isAccount({ match }: Candidate, text: string): boolean {
  const name = match.assignment?.name ?? '';
  if (/x-amz-credential$/i.test(name)) return true;
  if (!/(?:access|auth)[-_]?key(?:[-_]?id)?$/i.test(name) || /secret/i.test(name) || !/^[A-Za-z\d]{12,40}$/.test(text))
    return false;
  return /secret[-_]?(?:access[-_]?)?key|\bsecret["']?\s{0,4}(?:=>?|:)/i.test(
    match.before.slice(-300) + match.after.slice(0, 300),
  );
}

/** Download tokens of Firebase Storage are a part of links that are made to be shown. */
export const isPublicLink = ({ match }: Candidate): boolean =>
  /firebasestorage\.googleapis\.com\/[^\s"']*alt=media&token=$/.test(match.before.slice(-400));

const TRANSLATIONS =
  /(?:^|[/_.-])(?:locales?|i18n|l10n|langs?|languages?|translations?|nls)(?:\/|[-_.][^/]*$)|\.(?:po|pot|xlf|xliff|arb|resx)$|(?:^|\/)(?:strings\.xml|messages_\w+\.properties|[^/]+\.lproj\/[^/]+)$/i;

/** A word in a file of translations is what a reader is shown; what has digits or signs in it is looked at. */
export const isTranslation = ({ match }: Candidate, text: string): boolean =>
  TRANSLATIONS.test(match.unit.path) && /^(?:[\p{L}\x80-\xff\s'’.,:!?…-]|\\u[\da-f]{4})+$/iu.test(text);
