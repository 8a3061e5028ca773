/**
 * The CRC-32 checksums that samples end in. GitHub's tokens, and npm's after them, close with the CRC-32 of what follows the last
 * underscore, in base 62 (0-9A-Za-z) and padded to six digits: see "Behind GitHub's new authentication token formats" on GitHub's blog.
 * Made apart from the judge's code on purpose, so that one checks the other.
 */

const digits62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 (the one of zip and PNG) of a latin1 text, bit by bit. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The checksum as six digits in base 62. */
export function crc32Base62(text: string): string {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < 6; place++) {
    written = digits62[rest % 62] + written;
    rest = Math.floor(rest / 62);
  }
  return written;
}
