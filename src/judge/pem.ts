/** Private key blocks: whether a body stands between the lines, and whether a passphrase guards it. */

import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';
import { measureEntropy } from './entropy.ts';

/** An Ed25519 key in PKCS #8, the smallest there is, has 48 bytes. */
const MIN_BYTES = 46;
const BEGIN = /-----\s?BEGIN ([A-Z0-9 ]{0,30}?)PRIVATE KEY(?: BLOCK)?\s?-----/;
/** What source code puts into a body: escapes, quotes, concatenation, indents, comment marks. */
const WRAPPING =
  /\\+[nrt"'/]|^\s*(?:["'`]\s*)?(?:[+,&]\s*)?["'`]\s*|^\s*[#*>|]+\s*|["'`][\s+,;)&]*$|["'`,;\\>|]+\s*$|\s/gm;

export function decodePem({ value, match }: Candidate): Decoded {
  const text = BEGIN.test(value) ? value : `${match.before.slice(-80)}${value}${match.after}`;
  const begin = BEGIN.exec(text);
  if (begin === null) return { drop: 'not-decodable' };
  const inner = text.slice(begin.index + begin[0].length).split(/-----\s?END /)[0] ?? '';
  if (/\.{3}|…|\*{3}|<[^>\n]{1,40}>|\$\{|\{\{|x{6}/i.test(inner)) return { drop: 'placeholder' };
  const encrypted = isEncrypted(begin[1] ?? '', inner);
  const body = bodyOf(inner);
  if (!/^[A-Za-z0-9+/]+={0,3}$/.test(body)) return { drop: body === '' ? 'placeholder' : 'not-decodable' };
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length < MIN_BYTES) return { drop: 'placeholder' };
  if (measureEntropy(body) < 3.8) return { drop: 'placeholder' };
  return { notes: [encrypted || opensshCipher(bytes) ? 'encrypted with a passphrase' : 'not encrypted'] };
}

/** The base64 of a block: without header lines (`Proc-Type: …`), a PGP checksum, and what code or markup wraps it in. */
function bodyOf(inner: string): string {
  return inner
    .replace(/\\r|\\n|\r/g, '\n')
    .split('\n')
    .filter(line => !/^[\s"'+#*>|]*[A-Za-z][\w-]*: /.test(line) && !/^[\s"'+]*=[A-Za-z0-9+/]{4}["'+\s]*$/.test(line))
    .join('\n')
    .replace(WRAPPING, '')
    .replace(/["'`+]{2,}/g, '');
}

const isEncrypted = (label: string, inner: string): boolean =>
  label.startsWith('ENCRYPTED') || /Proc-Type:\s*4,\s*ENCRYPTED/.test(inner);

/** OpenSSH's own format names its cipher behind the magic word: `none` for a bare key. */
function opensshCipher(bytes: Buffer): boolean {
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return false;
  const length = bytes.readUInt32BE(magic.length);
  return bytes.toString('latin1', magic.length + 4, magic.length + 4 + Math.min(length, 32)) !== 'none';
}
