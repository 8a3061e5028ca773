/** Credentials in web and database addresses: whether the password is one, and whether the host is anybody's. */

import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';
import { isPhrase, isVacant } from './placeholder.ts';

interface Address {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
}

/** The value is the whole address or its password alone, with the rest around it. */
export function decodeUrl({ value, match }: Candidate): Decoded {
  const whole = value.includes('://') ? value : `${schemeBefore(match.before)}${value}${restOfAddress(match.after)}`;
  if (/:\/\/[^/\s]*(?:\$\{|\{\{|#\{|<%|\$\()/.test(whole)) return { drop: 'reference' };
  const address = readAddress(whole);
  if (address === undefined) return { drop: 'not-decodable' };
  const { user, password, host } = address;
  if (isTemplate(password) || isTemplate(host)) return { drop: 'reference' };
  if (isDocumentation(host) || isFormText(user, password) || isGrammar(user, host)) return { drop: 'placeholder' };
  if (isDefault(address)) return { notes: ["a product's default password"], severity: 'low', confidence: 'low' };
  if (isVacant(password) || isSentence(password)) return { drop: 'placeholder' };
  if (isLocal(host))
    return { notes: ['the host is local'], severity: 'low', confidence: isWeak(password) ? 'low' : 'medium' };
  return password.length < 4 ? { notes: [], confidence: 'low' } : { notes: [] };
}

/** What goes on behind the value, up to what ends an address. */
const restOfAddress = (after: string): string => /^[^\s"'`]{0,300}/.exec(after)?.[0] ?? '';

/** `scheme://user:` at the end of what stands before the value, or nothing. */
const schemeBefore = (before: string): string =>
  /[a-z][a-z0-9+.-]{1,30}:\/\/[^\s"'`<>@]*$/i.exec(before.slice(-300))?.[0] ?? '';

/** The parts of `scheme://user:password@host`; the last `@` before the path ends the password. */
function readAddress(text: string): Address | undefined {
  const found =
    /([a-z][a-z0-9+.-]{1,30}):\/\/([^\s:/@"'`<>]*):([^\s"'`<>]{1,512}?)@(\[[\da-f:.]+\](?::\d+)?|[^\s"'`/?#<>@)\]},;\\]+)/i.exec(
      text,
    );
  if (found === null) return undefined;
  const [, scheme = '', user = '', password = '', host = ''] = found;
  return { scheme: scheme.toLowerCase(), user, password: unescapePercent(password), host: host.toLowerCase() };
}

function unescapePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `${DB_PASS}`, `$PASS`, `{password}`, `%s`, `<password>`, `#{x}`, `" + pass + "`. */
const isTemplate = (text: string): boolean =>
  /\$\{|\$\(|\{\{|#\{|<%|^\$[A-Za-z_]\w*$|^\{[\w.!:\]['"[-]*\}?$|^%[\w.]*[sdvq%]$|^<[^>]*>?$|^\[[^\]]*\]$|^:[a-z_]+$|^__\w+__$|\+\s*\w+\s*\+|^%\(/i.test(
    text,
  );

/** Words of a form to fill in: `user:pass@`, `username:password@`, `login:secret@`. */
function isFormText(user: string, password: string): boolean {
  if (/^p[@4=*]s{2}w[o0]rd\d*$/i.test(password)) return true;
  if (
    /^(?:pass|passwd|password|pwd|pw|passwort|secret|passphrase|mypass|mypassword|yourpassword|p|pass?word\d?|db_?pass(?:word)?|db_?pw|token|key|api_?key|x-oauth-basic|x-token-auth)$/i.test(
      password,
    )
  )
    return !/^(?:postgres|root|admin|guest|sa|mysql)$/i.test(user) || /^(?:pass|pwd|pw|p)$/i.test(password);
  if (/^[A-Z]+(?:_[A-Z]+)*$/.test(user) && /^[A-Z]+(?:_[A-Z]+)+$/.test(password)) return true;
  return password === user && /^(?:user|username|name|me|u|foo|bar|test|login)$/i.test(user);
}

/** An address as a manual spells it out: `postgres://[user][:password]@[host]`. */
const isGrammar = (user: string, host: string): boolean => /[[\]{}]/.test(user) || /^\[(?![\da-f:.]+\])/.test(host);

const DEFAULTS =
  /^(?:postgres|root|admin|guest|sa|mysql|password|mongo|mongodb|rabbitmq|redis|elastic|minio|minioadmin|rabbit|neo4j|docker)$/i;

/** What products are shipped with: `postgres:postgres`, `guest:guest`, `root:root`, `admin:admin`, `root:password`. */
const isDefault = ({ user, password }: Address): boolean =>
  DEFAULTS.test(password) && (DEFAULTS.test(user) || user === '' || user === password);

/** Hosts that documents use: RFC 2606 names and the usual stand-ins. */
const isDocumentation = (host: string): boolean =>
  /(?:^|\.)example(?:\.(?:com|org|net|edu))?(?::\d+)?$|(?:^|\.)(?:test|invalid)(?::\d+)?$|^(?:host|hostname|server|servername|myhost|myserver|yourhost|your[-_.].*|domain\.(?:com|tld)|host\.com|hostname\.com|foo\.com|foo|bar|site\.com|somewhere\.com|some[-.]?host.*|proxy|address|ip|url|uri|endpoint|domain|\.{3})(?::.*)?$/.test(
    host,
  );

const isLocal = (host: string): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|db|database|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|[a-z][a-z0-9]*\.local|[a-z-]+)(?::\d+)?$/.test(
    host,
  );

/** `temporary-token-that-expires-after-an-hour`; passphrases have five words or less. */
const isSentence = (password: string): boolean => password.split(/[-_]/).length >= 6 && isPhrase(password);

const isWeak = (password: string): boolean => password.length < 8 || /^[a-z]+\d{0,4}$/i.test(password);
