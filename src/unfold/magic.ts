/** Files whose first bytes say that no text can be found in them as they stand: archives, images, sound, film, fonts. */

import type { ArchiveFormat } from '../model/unit.ts';
import { AR_MAGIC } from './archive/ar.ts';
import { startsTar } from './archive/tar.ts';
import { hasZstd } from './archive/zstd.ts';

/** What a binary content is: an archive to open, or nothing worth scanning. */
export type Recognized = { readonly format: ArchiveFormat } | { readonly skipped: string };

interface Signature {
  readonly is: Recognized;
  /** Bytes in hex, `..` for any, from the start of the file. */
  readonly bytes: string;
}

const zip: Recognized = { format: 'zip' };
const archive: Recognized = { skipped: 'a compressed archive, not opened' };
const compressed: Recognized = { skipped: 'compressed data, not opened' };
const image: Recognized = { skipped: 'an image' };
const sound: Recognized = { skipped: 'a sound recording' };
const film: Recognized = { skipped: 'a film' };
const font: Recognized = { skipped: 'a font' };

const signatures: readonly Signature[] = [
  { is: zip, bytes: '504b0304' },
  { is: zip, bytes: '504b0506' },
  { is: zip, bytes: '504b0708' },
  // A zip behind the header of a browser's extension.
  { is: zip, bytes: '43723234..000000' },
  { is: { format: 'ar' }, bytes: Buffer.from(AR_MAGIC).toString('hex') },
  { is: archive, bytes: '377abcaf271c' },
  { is: archive, bytes: '526172211a07' },
  { is: archive, bytes: '4d53434600000000' },
  { is: { format: 'gzip' }, bytes: '1f8b08' },
  { is: compressed, bytes: '1f9d' },
  { is: compressed, bytes: '425a68..314159265359' },
  { is: compressed, bytes: 'fd377a585a00' },
  { is: { format: 'zstd' }, bytes: '28b52ffd' },
  { is: compressed, bytes: '04224d18' },
  { is: image, bytes: '89504e470d0a1a0a' },
  { is: image, bytes: 'ffd8ff' },
  { is: image, bytes: '474946383761' },
  { is: image, bytes: '474946383961' },
  { is: image, bytes: '52494646........57454250' },
  { is: image, bytes: '........6674797061766966' },
  { is: image, bytes: '........6674797068656963' },
  { is: sound, bytes: '52494646........57415645' },
  { is: sound, bytes: '494433' },
  { is: sound, bytes: 'fffb' },
  { is: sound, bytes: 'fff3' },
  { is: sound, bytes: 'fff2' },
  { is: sound, bytes: '4f67675300' },
  { is: sound, bytes: '664c6143' },
  { is: film, bytes: '........66747970' },
  { is: film, bytes: '1a45dfa3' },
  { is: film, bytes: '52494646........41564920' },
  { is: font, bytes: '774f4646' },
  { is: font, bytes: '774f4632' },
];

const longest = Math.max(...signatures.map(({ bytes }) => bytes.length)) / 2;

/** A zip behind a line that starts it as a program. */
const isZipProgram = (head: Uint8Array): boolean =>
  head[0] === 0x23 && head[1] === 0x21 && Buffer.prototype.indexOf.call(head, 'PK\x03\x04', 0, 'latin1') > 0;

/** What a binary content is, told from its first bytes; nothing where it is scanned as it stands. */
export function recognizeMagic(head: Uint8Array): Recognized | undefined {
  const hex = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, longest)).toString('hex');
  const fits = ({ bytes }: Signature): boolean => {
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== '.' && bytes[i] !== hex[i]) return false;
    return true;
  };
  const found = signatures.find(fits)?.is;
  if (found === undefined) return startsTar(head) ? { format: 'tar' } : isZipProgram(head) ? zip : undefined;
  return 'format' in found && found.format === 'zstd' && !hasZstd() ? compressed : found;
}
