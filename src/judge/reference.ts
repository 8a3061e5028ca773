/** Values that point to a secret kept elsewhere: variables, calls, settings look-ups, references into vaults. */

import { type Candidate, isCode, lineAfter } from './candidate.ts';
import { measureWords } from './wordiness.ts';

export function isReference(candidate: Candidate): boolean {
  const { value, evidence, match } = candidate;
  const text = value.trim();
  if (isTemplate(text, match.after)) return true;
  if (evidence === 'shaped') return false;
  if (LOOKUP.test(text) || STORE.test(text)) return true;
  if (evidence === 'near') return false;
  const bare = match.assignment === undefined || match.assignment.quote === '';
  if (isPath(text) || (bare && isInTemplate(candidate) && /^(?:[.$(]|[A-Za-z][\w:-]*$)/.test(text))) return true;
  if (isVariable(text) || (bare && /^@[A-Za-z_][\w.]*$/.test(text)) || isInterpolated(candidate, text)) return true;
  return bare && (isCode(candidate) ? isExpression(candidate, text) : isShellWord(candidate, text));
}

/** Look-ups by their names, in any language: `process.env.X`, `os.getenv(…)`, `config.get(…)`, `ENV['X']`, `secrets.X`. */
const LOOKUP =
  /\b(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env|os\.environ|os\.getenv|getenv|System\.getenv|System\.getProperty|ENV\[|ENV\.fetch|\$ENV|\$_ENV|\$_SERVER|env\(|config\(|lookup\(|secrets\.[A-Z_a-z]|vars\.[A-Z]|github\.token|params\.|props\.|this\.|self\.|request\.|req\.|options\.|settings\.[A-Za-z_]|module\.|data\.[a-z]|local\.[a-z]|var\.[a-z]|Fn::)|!(?:Ref|Sub|GetAtt|ImportValue|var|secret|vault|reference|env_var|env|include)\b/;

/** References that other tools resolve: Vault, 1Password, AWS, Azure, GCP, Doppler, SOPS, Kubernetes, Spring, Ansible. */
const STORE =
  /^(?:vault|op|ref\+[\w+-]+|secret|secrets|ssm|awssm|aws-sm|gcpsm|akv|keyvault|doppler|env|file|cred|azurekv|bws|pass|sops|keychain|kms|gcp-sm):(?:\/\/)?\S|^arn:aws|^projects\/[\w-]+\/secrets\/|^@Microsoft\.KeyVault|^resolve:|\{\{resolve:|^ENC\[|^\$ANSIBLE_VAULT|^!vault|^AQICAH|^enc:v\d|^\{cipher\}/i;

/** A place that a template fills in, whole or cut off at a colon: `{{ password }}`, `{{alnum:16}}`. No vendor's token holds one. */
const isTemplate = (text: string, after: string): boolean =>
  /\{\{[^{}]{1,100}\}\}/.test(text) || (/\{\{[^{}]{0,100}$/.test(text) && /^[^{}\n]{0,100}\}\}/.test(after));

/** One variable and nothing else: `$DB_PASS`, `${x}`, `$env:X`, `@param`, `%X%`, `!ref`, `&anchor`, `*alias`. */
const isVariable = (text: string): boolean =>
  /^(?:\$\{?[A-Za-z_][\w:.\-?]*\}?|\$env:\w+|%[\w.]+%|[*&][A-Za-z_][\w-]*|\\?\$[A-Za-z_]\w*(?:(?:->|\.|::)\w+)*)$/.test(
    text,
  );

/** A string that is put together when the program runs, most of it from variables; concatenation counts. */
function isInterpolated(candidate: Candidate, text: string): boolean {
  const quote = candidate.match.assignment?.quote ?? '';
  if (/[$#%{]$/.test(text) && /^[{(]/.test(candidate.match.after)) return true;
  if (/\$\{[^}]+\}|\$\([^)]+\)|#\{[^}]+\}|\{\{[^}]+\}\}|\\\([\w.]+\)/.test(text)) return true;
  if (/(?:^|[^\\\w])\$[A-Za-z_]\w{2,}/.test(text) && quote !== "'") return true;
  return quote !== '' && /^['"`]\s*(?:\+|\.|\.\.|&|\|\|)\s*[A-Za-z_$(@]/.test(lineAfter(candidate)) && text.length < 16;
}

/** An unquoted value in code: a name, a property, a call, a type, a number. Random-looking text in a comment or a string is none of these. */
function isExpression(candidate: Candidate, text: string): boolean {
  if (/^[A-Za-z_$@][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+/.test(text)) return true;
  if (/^\s*[([.]/.test(candidate.match.after) && /^[\w$.]+$/.test(text)) return true;
  if (/^[-+]?(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?)[a-z]{0,3}$/i.test(text) && !isInString(candidate)) return true;
  if (/[=!<>]=|=>|&&|\|\||^[!~&*]/.test(text)) return true;
  return isIdentifier(text) && !isInString(candidate);
}

/** A word as code names things: letters of words, digits only where names have them. */
export function isIdentifier(text: string): boolean {
  if (!/^[A-Za-z_$][\w$]*$/.test(text)) return false;
  const words = measureWords(text);
  const digits = text.replace(/\D/g, '').length;
  return digits <= 3 && words.letters > 0 && (words.bits > -4 || text.length < 6);
}

/** Whether the value's line opens a string or a comment before the name: then it is text that somebody wrote, and no expression. */
function isInString(candidate: Candidate): boolean {
  const { match } = candidate;
  const line = match.before.slice(match.before.lastIndexOf('\n') + 1);
  if (/^\s*(?:#|\/\/|\*|--|;|%|rem\b)/i.test(line)) return true;
  const quotes = (line.match(/(?<!\\)["'`]/g) ?? []).length;
  return quotes % 2 === 1;
}

/** Unquoted, in shell, settings and prose: a path of names or a command, where a value would stand. */
function isShellWord(candidate: Candidate, text: string): boolean {
  if (/^[a-z_]\w*\(/i.test(text)) return true;
  if (/^[A-Za-z_]\w*$/.test(text) && /^\s*\(/.test(candidate.match.after)) return true;
  return false;
}

/** A property of something, quoted or not, as templates bind it: `:secret="tab.isSecret"`, `{{ user.password }}`. */
const isPath = (text: string): boolean =>
  /^(?:[a-z_]\w*\.){1,6}[a-z_]\w*$/i.test(text) && measureWords(text).bits > 0 && !/\d/.test(text);

/** Inside an open `{{` or `<%` of a template. */
function isInTemplate({ match }: Candidate): boolean {
  const before = match.before.slice(-200);
  return before.lastIndexOf('{{') > before.lastIndexOf('}}') || before.lastIndexOf('<%') > before.lastIndexOf('%>');
}
