/** Files whose first bytes say that no text can be found in them as they stand: compressed archives, images, sound, film, fonts. */

interface Signature {
  readonly why: string;
  /** Bytes in hex, `..` for any, from the start of the file. */
  readonly bytes: string;
}

const archive = 'a compressed archive, not opened';
const compressed = 'compressed data, not opened';
const image = 'an image';
const sound = 'a sound recording';
const film = 'a film';
const font = 'a font';

const signatures: readonly Signature[] = [
  { why: archive, bytes: '504b0304' },
  { why: archive, bytes: '504b0506' },
  { why: archive, bytes: '504b0708' },
  { why: archive, bytes: '377abcaf271c' },
  { why: archive, bytes: '526172211a07' },
  { why: archive, bytes: '4d53434600000000' },
  { why: compressed, bytes: '1f8b08' },
  { why: compressed, bytes: '1f9d' },
  { why: compressed, bytes: '425a68..314159265359' },
  { why: compressed, bytes: 'fd377a585a00' },
  { why: compressed, bytes: '28b52ffd' },
  { why: compressed, bytes: '04224d18' },
  { why: image, bytes: '89504e470d0a1a0a' },
  { why: image, bytes: 'ffd8ff' },
  { why: image, bytes: '474946383761' },
  { why: image, bytes: '474946383961' },
  { why: image, bytes: '52494646........57454250' },
  { why: image, bytes: '........6674797061766966' },
  { why: image, bytes: '........6674797068656963' },
  { why: sound, bytes: '52494646........57415645' },
  { why: sound, bytes: '494433' },
  { why: sound, bytes: 'fffb' },
  { why: sound, bytes: 'fff3' },
  { why: sound, bytes: 'fff2' },
  { why: sound, bytes: '4f67675300' },
  { why: sound, bytes: '664c6143' },
  { why: film, bytes: '........66747970' },
  { why: film, bytes: '1a45dfa3' },
  { why: film, bytes: '52494646........41564920' },
  { why: font, bytes: '774f4646' },
  { why: font, bytes: '774f4632' },
];

const longest = Math.max(...signatures.map(({ bytes }) => bytes.length)) / 2;

/** Why a binary content is not worth scanning, told from its first bytes; nothing when it is. */
export function recognizeMagic(head: Uint8Array): string | undefined {
  const hex = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, longest)).toString('hex');
  const fits = ({ bytes }: Signature): boolean => {
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== '.' && bytes[i] !== hex[i]) return false;
    return true;
  };
  return signatures.find(fits)?.why;
}
