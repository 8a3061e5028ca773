/** Values that are plainly something else: prose, paths, addresses, names, versions, dates, hashes under names that promise no secret. */

import { type Candidate, isAnchored, isCode, lineBefore } from './candidate.ts';
import { splitName } from './name.ts';
import { isAccount, isInSentence, isListed, isPublicLink, isResource, isTranslation } from './neighbours.ts';
import { isIdentifier } from './reference.ts';
import { measureWords } from './wordiness.ts';

export function isNoSecret(candidate: Candidate): boolean {
  const { evidence, value } = candidate;
  if (evidence === 'shaped') return false;
  const text = value.trim();
  if (isListed(candidate) || isForeignHash(candidate, text) || echoesName(candidate, text)) return true;
  if (evidence === 'near') return isNearNoise(candidate, text);
  return (
    isProse(text) ||
    isAddress(text) ||
    isFact(text) ||
    isCodeText(text) ||
    isOption(candidate, text) ||
    isInSentence(candidate, text) ||
    isResource(text) ||
    isAccount(candidate, text) ||
    isPublicLink(candidate) ||
    isTranslation(candidate, text) ||
    isConstant(candidate, text) ||
    isMarkup(candidate)
  );
}

/** Two words or more with spaces, or a script that no key is written in. */
function isProse(text: string): boolean {
  if (/\s/.test(text)) {
    if (/^\p{L}[\p{L}'’]*(?:\s+\p{L}[\p{L}'’]*)+[.:!?…]*$/u.test(text)) return true;
    const parts = text.split(/\s+/);
    const words = parts.filter(part => /^["'(]?[\p{L}'’-]{2,}[.,:;!?)"']*$/u.test(part));
    if (parts.length >= 2 && words.length >= parts.length * 0.6 && measureWords(text).bits > 0) return true;
    if (parts.length >= 6 && measureWords(text).bits > -8) return true;
  }
  if ((text.match(/[^\x00-\xff]/g)?.length ?? 0) > text.length * 0.4) return true;
  return /^\p{L}+:$/u.test(text) || (/^\p{L}+[.!?]$/u.test(text) && measureWords(text).bits > 0);
}

const FILE =
  /^(?:[\w.@-]+\/)*[\w-]+\.(?:json|ya?ml|pem|crt|cer|key|pub|txt|js|mjs|ts|tsx|jsx|py|go|rb|php|java|cs|html?|css|xml|md|sh|conf|cfg|ini|env|jks|p12|pfx|png|jpe?g|webp|pdf|svg|gif|csv|sql|log|lock|toml|properties|keystore|ejs|vue)$/i;

/** Paths, web addresses without credentials, host names, mail addresses, network addresses. */
function isAddress(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(text))
    return !/[?&#](?:[\w-]*(?:key|token|secret|sig|password|code))=[\w%.~+/-]{8,}|\/\/[^/@\s]*:[^/@\s]+@|hooks|webhook/i.test(
      text,
    );
  if (/^(?:~|\.{1,2})?\/[\w@.+~*$-]+(?:\/[\w@.+~*$:-]*)*$/.test(text))
    return text.split('/').length > 2 || measureWords(text).bits > 0;
  if (/^\/[\w./-]+:(?:z|Z|ro|rw)$/.test(text)) return true;
  if (/^(?:[A-Za-z]:\\|\\\\)[\w\\ .-]+$/.test(text)) return true;
  if (FILE.test(text)) return true;
  if (/^[\w.@-]+(?:\/[\w.@*-]+)+\.[a-z]{1,5}$/i.test(text) || /^(?:[\w@.-]+\/){2,}[\w.*-]*$/.test(text))
    return measureWords(text).bits > 0;
  if (/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(text)) return true;
  if (
    /^(?:[a-z][\w-]*\.){1,6}(?:com|org|net|io|dev|app|local|internal|example|test|cloud|co|svc|amazonaws|localhost)(?:[:/].*)?$/i.test(
      text,
    )
  )
    return true;
  return /^\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?$|^(?:[\da-f]{0,4}:){3,7}[\da-f]{0,4}$/i.test(text);
}

/** Dates, versions, sizes, mime types, colours, regular expressions, cron lines, packages, language tags. */
function isFact(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d(?:[T ].*)?$|^\d{1,2}:\d\d/.test(text) ||
    /^[v^~<>=]*\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/.test(text) ||
    /^[-+]?\d+(?:\.\d+)?\s?(?:px|em|rem|pt|%|ms|s|m|h|d|kb|mb|gb|b)$/i.test(text) ||
    /^(?:application|text|image|audio|video|multipart|font)\/[\w.+*-]+/.test(text) ||
    /^#[\da-f]{3,8}$/i.test(text) ||
    /^\/.*\/[gimsuy]*$|^\^.*\$$|\(\?[:=!<]|\\[dws][+*{]|\[\^?[\w-]+\][+*{]|\[[a-z]-[a-z]/i.test(text) ||
    /^@[\w-]+\/[\w.-]+(?:@.*)?$/.test(text) ||
    /^base(?:32|58|64)(?:url)?$/i.test(text) ||
    /^(?:com|org|net|io|dev)\.(?:[a-z]\w*\.)*[A-Za-z]\w*$/.test(text) ||
    /^[a-z]{2}[-_][A-Z]{2}$/.test(text) ||
    /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-[\w-]+|sk-ssh-\S+) AAAA|^-----BEGIN (?:[A-Z]+ )*(?:PUBLIC KEY|CERTIFICATE)/.test(
      text,
    )
  );
}

/** Pieces of program text that a quote or a colon has let in: calls, types, comparisons, markup, query strings. */
function isCodeText(text: string): boolean {
  return (
    /^[\w$.:>-]+\((?:[^)]*)\)?;?$/.test(text) ||
    /^[A-Za-z_][\w.]*(?:<[\w<>, .[\]?]*>|\[\])+[?!]?$/.test(text) ||
    /[=!]==?\s|=>|&&\s|\|\|\s|^\s*[+?&|]\s|^[.+]\s?\$?\w+[[(.-]|\)\s*[;{]$|^\W+$/.test(text) ||
    /^<\/?[a-z!]|<\/[a-z]+>$|^&[a-z]+;/i.test(text) ||
    /^\.[\w-]+|^#[a-z][\w-]*$|^--[a-z][\w-]*$|^\[[\w-]+[\]=]/i.test(text) ||
    /^[\w.-]+\s*[=:]\s*["'{[]/.test(text) ||
    /^[a-z_]\w*=(?:true|false|none|null|nil|[\d.]+)$/i.test(text) ||
    (/^[{[].*[}\]]?$/s.test(text) && /["':,]/.test(text))
  );
}

/** Unquoted: the next option of a command or attribute of a tag (`--email=x`, `type=`, `cast=Secret`), where a value would stand. */
function isOption(candidate: Candidate, text: string): boolean {
  if ((candidate.match.assignment?.quote ?? '') !== '' || isAnchored(candidate.rule)) return false;
  if (/^[A-Za-z_][\w-]*$/.test(text) && /^\s?[:=](?![:=])/.test(candidate.match.after)) return true;
  return (
    /^--?[a-z][\w-]*(?:=|$)/i.test(text) ||
    /^[:@]?[a-z][\w.-]{1,30}=(?:$|[a-z]+$)/i.test(text) ||
    (/^[A-Z][A-Z_]+=\w/.test(text) && candidate.match.assignment?.operator !== '=')
  );
}

const simplify = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** `password: 'password'`, `PASSWORD_FIELD=password_field`, `DB_PASS=db_pass`: the value says its own name again. */
function echoesName(candidate: Candidate, text: string): boolean {
  const value = simplify(text);
  const name = simplify(candidate.name.words.join(''));
  if (value === '' || name === '') return false;
  if (
    value === name ||
    (value.length >= 4 && name.endsWith(value)) ||
    (name.length >= 4 && value.endsWith(name) && value.length <= name.length + 2)
  )
    return true;
  const own = new Set(candidate.name.words);
  const words = splitName(text);
  return (
    words.length >= 2 &&
    words.filter(word => own.has(word) || CREDENTIAL_WORDS.test(word)).length >= words.length * 0.66
  );
}

const CREDENTIAL_WORDS =
  /^(?:passw(?:or)?d|pass|pwd|secrets?|tokens?|keys?|api|auth\w*|credentials?|access|client|user(?:name)?|login|id|name|db|database)$/;

/** A word or several as code writes names: `ACCESS_TOKEN`, `access-token`, `accessToken`, `Authorization`, `sha256`. */
function isConstant(candidate: Candidate, text: string): boolean {
  if (/^[A-Z]+(?:_[A-Z]+)+$/.test(text)) return true;
  if (/^[A-Z][A-Z\d]*(?:[_:.-][A-Z\d]+)+$/.test(text))
    return measureWords(text).bits > -2 || /_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|CREDENTIALS)$/.test(text);
  if (/^[a-z][a-z]*(?:[-_.:/][a-z]+)+$/.test(text)) return measureWords(text).bits > 0;
  if (/^[a-z]+(?:[A-Z][a-z]+)+$/.test(text) || /^(?:[A-Z][a-z]+-?){2,}$/.test(text)) return measureWords(text).bits > 4;
  if (candidate.name.promises === 'password')
    return isCode(candidate) && /^[a-z]+$/.test(text) && CREDENTIAL_WORDS.test(text);
  return isIdentifier(text) && !/\d/.test(text) && measureWords(text).bits > -2;
}

const HASH_NAMES =
  /(?:commit|sha\d*|etag|integrity|checksum|digest|md5|hash|rev|revision|fingerprint|thumbprint|public|pub|csrf|xsrf|nonce|uuid|guid|trace|span|request|correlation|build|snapshot|version|chunk|manifest|asset|blob|tree|parent|oid|signature|address|contract|tx|txid|block|cursor|etag|cache)/;

/** Hex and UUIDs, which identify and check things far more often than they open them. */
function isForeignHash(candidate: Candidate, text: string): boolean {
  const { match } = candidate;
  if (match.unit.labels.includes('lock') || match.unit.kind === 'lock') return true;
  if (
    /(?:sha(?:1|224|256|384|512)|md5|blake2b?)[-:=]["']?$|\bchecksum\/[\w.-]+["']?:\s*["']?$/i.test(
      lineBefore(candidate),
    )
  )
    return true;
  const hex = /^(?:0x)?[\da-f]{7,128}$/i.test(text) || /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text);
  if (!hex) return false;
  const name = match.assignment?.name.toLowerCase() ?? '';
  if (isKeyNumber(name, text)) return true;
  return candidate.name.promises === 'none'
    ? match.context !== 'name' && name !== '' && (HASH_NAMES.test(name) || /id$/.test(name))
    : /public|csrf|xsrf|publickeytoken|account_?key$/.test(name);
}

/** Which of a person's OpenPGP keys is meant, by its number. */
const isKeyNumber = (name: string, text: string): boolean =>
  (/signing[-_]?key(?:id)?$/.test(name) && /^(?:0x)?(?:[\dA-F]{8}|[\dA-F]{16}|[\dA-F]{40})$/.test(text)) ||
  (/(?:gpg|pgp)[\s_-]?(?:signing[\s_-]?)?key(?:id)?$/.test(name) && text.length === 40);

/** What a pattern that takes any token of any length has met: only a name can tell that it is a key. */
const isUnnamed = ({ rule, match, name }: Candidate): boolean =>
  rule.solid === 'token' &&
  rule.maxLength - rule.minLength >= 64 &&
  match.context !== 'name' &&
  name.promises === 'none';

/** Their letters spell `cafe` and `decade` by chance. */
const HEX_OR_UUID = /^(?:[\da-f]{32,128}|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})$/i;

/** Random-looking text near a vendor's word that stands in a path or an address of something else. */
function isNearNoise(candidate: Candidate, text: string): boolean {
  if (isUnnamed(candidate)) return true;
  const before = lineBefore(candidate);
  if (/\/(?:commits?|blob|tree|raw|releases|download|archive|compare|pull)\/[\w./-]*$/.test(before)) return true;
  if (/(?:sha\d+|integrity|resolved|checksum|etag)["']?\s*[:=]/i.test(before)) return true;
  // A commit beside its repository: `acme/sdk  1b2c…`, `uses: acme/action@1b2c…`.
  if (/^[\da-f]{40}$/.test(text) && /(?:^|[\s"'`(])[\w.-]+\/[\w.-]+["'`]?[\s@:,=]{1,4}["'`]?$/.test(before))
    return true;
  if (/[A-Za-z0-9+/]{40,}$/.test(before) || /^[A-Za-z0-9+/]{24,}/.test(candidate.match.after)) return true;
  if (HEX_OR_UUID.test(text)) return false;
  return measureWords(text).bits > 8 || isIdentifier(text) || (!/\d/.test(text) && isPlain(candidate, text));
}

/** `ACME_KEY: "acme-proxy"`: the vendor's word once more. */
const saysVendor = ({ rule }: Candidate, text: string): boolean => {
  const value = simplify(text);
  return rule.anchor.words.some(word => value.includes(simplify(word)));
};

/** What a loose pattern takes for a key and has no digit in it: a host, a file, a constant, an expression. */
const isPlain = (candidate: Candidate, text: string): boolean =>
  isAddress(text) || isCodeText(text) || isResource(text) || isConstant(candidate, text) || saysVendor(candidate, text);

/** Labels, placeholders and identifiers of forms: attributes that are shown and not sent. */
function isMarkup(candidate: Candidate): boolean {
  const name = candidate.match.assignment?.name.toLowerCase() ?? '';
  return /(?:^|[.:-])(?:placeholder|label|title|alt|class|classname|for|href|src|aria-[a-z]+|type|autocomplete|htmlfor)$/.test(
    name,
  );
}
