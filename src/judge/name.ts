/** Whether the name a value is assigned to says that it is a credential: `clientSecret` does, `secretName` and `monkey` don't. */

/** What a name promises. `vague` names (`key`, `auth`, `salt`) need a value that speaks for itself. */
export type Promised = 'password' | 'secret' | 'token' | 'key' | 'vague' | 'none';

export interface Name {
  readonly words: readonly string[];
  readonly promises: Promised;
  /** A key, and no word says whose or what for: of a map, of a list, of a shortcut. */
  readonly bareKey: boolean;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const passwords = set(
  'password passwords passwd passwort passphrase pwd pass pasword passwrd psw pw contraseña senha motdepasse wachtwoord pwdhash ' +
    'requirepass masterauth storepass keypass bindpass bindpw rootpass rootpw adminpass dbpass dbpw dbpwd userpass userpw userpwd smtppass mailpass ftppass sshpass sudopass authtok psk',
);
const secrets = set('secret secrets credential credentials creds cred');
const tokens = set('token tokens jwt bearer pat');
const keys = set(
  'apikey accesskey secretkey privatekey authkey masterkey signingkey encryptionkey seckey passkey appkey',
);
const vague = set(
  'key keys auth authorization salt seed pin otp totp mfa apitoken nkey keyauth pepper ticket psk session cookie license licence serial dsn',
);

/** Words before `key` that make it one to keep. */
const keyQualifiers = set(
  'api access secret private auth encryption encrypt crypt crypto signing sign signature master service account admin app application client consumer shared storage deploy license ' +
    'subscription fernet preshared ssh rsa dsa ecdsa aes des hmac jwt cipher session server function host webhook bot developer dev write webhookkey integration tenant project merchant security root ' +
    'decryption decrypt cookie validation csrf partner vapid push ingest ingestion instrumentation sas connection token oauth hash ssl tls pgp gpg wallet user live test prod production sandbox rapidapi',
);
/** Words before `key` that make it something else: an index, an identifier, a thing that is published. */
const otherKeys = set(
  'public pub foreign primary partition sort row cache map group index lookup object item query storage local hot short shortcut arrow keyboard registry config setting settings option ' +
    'translation i18n locale message react unique natural composite routing redis idempotency publishable site measurement dict dictionary field column property prop attribute attr json ' +
    'yaml enum type name event metric label tag annotation sub parent child node entity record document data value template render list tree menu tab section feature state store action ' +
    'sealed agent crew task incident opaque job run alert issue dedup correlation context spreadsheet sheet order filter search page asset file path resource bucket s3 label host known widget',
);
const otherTokens = set(
  'csrf xsrf csrftoken xsrftoken authenticity page nextpage next continuation continue cursor cancellation cancel max min num number count input output total prompt completion start end eos bos pad unk ' +
    'mask special lexer parser syntax symbol sync design stop first last previous prev publickey pagination scroll delimiter operator keyword string punctuation comment anti forgery antiforgery ' +
    'request verification placeholder replace replacement text color style theme tokens per limit used usage new injection provide',
);
/** A word that the name ends in and that says: this is about a credential, not one. */
const aboutTails = set(
  'md5 sha1 sha256 crc32 salt name names id ids uuid uuids guid type types url urls uri uris path paths file files filename dir directory folder length len size count limit max min field fields label labels placeholder hint hints ' +
    'message messages msg error errors err title titles description desc help text texts policy policies regex pattern format prefix suffix header headers index ttl expiry expire expires expiration ' +
    'timeout lifetime age at date time status state enabled disabled required valid invalid visible hidden strength manager provider providers service factory handler validator validation generator ' +
    'store stores storage column property properties attribute attributes param params parameter parameters class classes style selector element input output button form page view screen route endpoint ' +
    'host hostname port alias ref refs reference version algorithm alg algo hash hashed hasher digest fingerprint usage scope scopes kind mode source sources env var vars variable variables map mapping list cache ' +
    'bucket ring space word press up down board pair set event events frame code codes iterations rounds cost email user username issuer audience subject owner realm domain region locale ' +
    'location request requests response responses reset change changed changes recovery confirmation required checker check exists interface model entity schema spec config configuration configurations settings options ' +
    'option info detail details data dto stream reader writer parser builder helper util utils test tests mock stub supplier callback listener filter interceptor middleware component template ' +
    'icon image color colour dialog modal window panel tab section link tooltip translation match mismatch failed failure success exception not empty missing wrong incorrect forgot forgotten rule rules ' +
    'support supported allowed vault backend engine plugin extension module package namespace table query statement sequence separator delimiter delay interval rotation period char chars character characters ' +
    'complexity history attempts attempt retries retry encoder encoding decoder value_from from selectors mount mountpath volume arn bits bytes public types attr tag tags author authors authority authorize authorized',
);
/** Words at the end that change nothing: the value of a password is a password. */
const neutralTails = set(
  'value val values string str raw plain plaintext plain_text base64 b64 hex encoded old new current cur prev previous next last prod production dev development test testing stage staging local live sandbox ' +
    'default env confirm confirmation confirmed repeat repeated again retype verify verification verified 0 1 2 3 4 5 6 7 8 9 a b c id1 v1 v2 v3 v4 the here primary secondary main backup main1 first second encrypted secure literal const constant override',
);
/** First words that make a name a question or an action. */
const questions = set(
  'is has have had show hide hidden allow allows allowed enable enabled disable disabled require requires required validate invalid valid forgot forgotten reset change update check verify generate create ' +
    'label lbl title enter placeholder error err msg message text tooltip btn button hint status input select choose type your repeat ' +
    'existing get set make parse find fetch load save remove delete clear use should can no missing wrong incorrect max min num total count with without on handle toggle toggled render',
);

/** Products that are called after what they keep. */
const passwordManagers = set(
  'onepassword 1password lastpass nordpass keepass keepassxc keepassdx keepassium applepasswords ipasswords protonpass enpass',
);

/** Words glued together that only their parts tell: `dbpassword`, `authtoken`. Longest first. */
const glued =
  /^(.+?)(password|passphrase|passwd|credentials|secret|token|apikey|secretkey|accesskey|privatekey|passcode)$/;
const notGlued = set('tokenizer detoken nonsecret');

/** `myDBPassword2` to `my db password 2`; only the last 8 words, which say what it is. */
export function splitName(name: string): string[] {
  const parts = name
    .slice(-120)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z]{3,})(\d+)$/, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(part => part !== '');
  return parts.flatMap(splitGlued).slice(-8);
}

function splitGlued(word: string): string[] {
  if (notGlued.has(word) || keys.has(word)) return keys.has(word) ? [word.replace(/key$/, ''), 'key'] : [word];
  const found = glued.exec(word);
  if (!found?.[1] || !found[2]) return [word];
  const tail = found[2].endsWith('key') ? [found[2].slice(0, -3), 'key'] : [found[2]];
  return [found[1], ...tail];
}

/** Reads a name by its last part (`config.db.password`); a part that says nothing (`password.value`, `tokens[0]`) lets the one before speak. */
export function readName(name: string): Name {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES) names.clear();
  const read = parseName(name);
  names.set(name, read);
  return read;
}

/** Names repeat from file to file far more than values do. */
const names = new Map<string, Name>();
const MAX_NAMES = 4096;

function parseName(name: string): Name {
  const parts = name
    .slice(-200)
    .split(/[.[\]>:/\\"'()]+/)
    .filter(part => /[\p{L}\p{N}]/u.test(part));
  let words: string[] = [];
  for (const part of parts.reverse()) {
    words = [...splitName(part), ...words];
    if (!words.every(word => neutralTails.has(word))) break;
  }
  return { words, promises: promiseOf(words), bareKey: isBareKey(words, parts) };
}

/** @param parts of the whole name, the last first: `app.key` is the key of an application */
function isBareKey(words: readonly string[], parts: readonly string[]): boolean {
  const telling = words.filter(word => !neutralTails.has(word));
  const whose = splitName(parts[1] ?? '').at(-1) ?? '';
  return telling.length === 1 && /^keys?$/.test(telling[0]!) && !keyQualifiers.has(whose);
}

function promiseOf(words: readonly string[]): Promised {
  let end = words.length;
  while (end > 1 && neutralTails.has(words[end - 1]!)) end--;
  const own = words.slice(0, end);
  const head = own.at(-1);
  if (head === undefined || passwordManagers.has(own.join(''))) return 'none';
  const promised = promiseOfHead(own, head);
  if (promised !== 'none') return promised;
  if (aboutTails.has(head)) return 'none';
  return promiseInside(own);
}

function promiseOfHead(own: readonly string[], head: string): Promised {
  const before = own.at(-2) ?? '';
  const first = own[0] ?? '';
  if (passwords.has(head))
    return head === 'pass' && own.length > 1 && otherKeys.has(before)
      ? 'none'
      : asksFor(own, first)
        ? 'none'
        : 'password';
  if (secrets.has(head)) return asksFor(own, first) ? 'none' : 'secret';
  if (tokens.has(head)) return otherTokens.has(before) || (asksFor(own, first) && !steps.has(first)) ? 'none' : 'token';
  if (head === 'header' && (before === 'auth' || before === 'authorization')) return 'vague';
  if (head === 'key' || head === 'keys') {
    if (own.length > 1 && otherKeys.has(before) && !keyQualifiers.has(before)) return 'none';
    return keyQualifiers.has(before) ? 'key' : 'vague';
  }
  // What is mixed into a password's hash stands beside the hash.
  if (head === 'salt' && passwords.has(before)) return 'none';
  return vague.has(head) ? 'vague' : 'none';
}

/** Steps that have tokens of their own: `resetPasswordToken`. */
const steps = set('reset verify forgot update confirm generate use repeat');

/** `isPassword`, `showPassword`, `resetPassword` ask for or act on one; `newPassword`, `verify_password` may hold one. */
const asksFor = (own: readonly string[], first: string): boolean =>
  own.length > 1 &&
  questions.has(first) &&
  !['verify', 'use', 'set', 'with'].includes(first) &&
  !(first === 'clear' && own[1] === 'text');

/** A credential's word before one that nothing is known of (`TOKEN_GITHUB`, `PASSWORD_ALICE`) promises little. */
function promiseInside(own: readonly string[]): Promised {
  const inside = own.slice(0, -1);
  if (asksFor(own, own[0] ?? '')) return 'none';
  return inside.some(
    word => passwords.has(word) || secrets.has(word) || tokens.has(word) || word === 'key' || word === 'auth',
  )
    ? 'vague'
    : 'none';
}
