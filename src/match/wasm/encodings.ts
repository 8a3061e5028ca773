/** Encodings that hide a value: runs that are base64 or hex of ASCII text, and escapes within a value, told by a few bytes of each. */

import { BACKSLASH, begin, classOf, end, TOKEN } from './tables';

/** So many groups of four digits must read as text: one in eight does by chance, one run in four thousand all of them. */
const GROUPS: usize = 4;
/** Pairs of hex digits; a printable character begins with 2 to 7. */
const PAIRS: usize = 12;

/** The value of a base64 digit of either alphabet; 64 and more for what is none. */
function sextet(b: u8): u8 {
  if (b - 65 < 26) return b - 65;
  if (b - 97 < 26) return b - 71;
  if (b - 48 < 10) return b + 4;
  return b == 45 || b == 43 ? 62 : b == 95 || b == 47 ? 63 : 64;
}

/** Whether a run may be the base64 of ASCII text: every byte's highest bit is a zero, which three digits of four show. */
export function holdsBase64(start: usize, stop: usize): bool {
  if (stop - start < GROUPS << 2) return false;
  for (let p = start; p < start + (GROUPS << 2); p += 4) {
    if (sextet(load<u8>(p)) & 0x60) return false;
    if (sextet(load<u8>(p, 1)) & 0x48) return false;
    if (sextet(load<u8>(p, 2)) & 0x42) return false;
  }
  return true;
}

function isHexDigit(b: u8): bool {
  return b - 48 < 10 || (b | 0x20) - 97 < 6;
}

/** Whether a run may be the hex of printable text. */
export function holdsHex(start: usize, stop: usize): bool {
  if (stop - start < PAIRS << 1 || (stop - start) & 1) return false;
  for (let p = start; p < start + (PAIRS << 1); p += 2) {
    if (load<u8>(p) - 50 >= 6 || !isHexDigit(load<u8>(p, 1))) return false;
  }
  return true;
}

function hexValue(b: u8): u8 {
  return b - 48 < 10 ? b - 48 : (b | 0x20) - 87;
}

/** The character of the escape that was read last. */
let escaped: u8 = 0;

/** Bytes of the escape at `p` of a visible ASCII character, which `escaped` then holds; 0 where none stands. */
function readEscape(p: usize): usize {
  const b = load<u8>(p);
  let digits = p + 1;
  if (b == BACKSLASH) {
    const letter = load<u8>(p, 1);
    if (letter == 47) {
      escaped = 47;
      return 2;
    }
    if (letter == 117 && load<u16>(p, 2) == 0x3030) digits = p + 4;
    else if (letter == 120) digits = p + 2;
    else return 0;
  } else if (b == 38) return readEntity(p);
  else if (b != 37) return 0;
  if (!isHexDigit(load<u8>(digits)) || !isHexDigit(load<u8>(digits, 1))) return 0;
  escaped = (hexValue(load<u8>(digits)) << 4) | hexValue(load<u8>(digits, 1));
  return escaped > 32 && escaped < 127 ? digits + 2 - p : 0;
}

/** `&quot;`, `&#34;`, `&#x22;`. */
function readEntity(p: usize): usize {
  if (load<u32>(p, 1) == 0x746f7571 && load<u8>(p, 5) == 59) {
    escaped = 34;
    return 6;
  }
  if (load<u8>(p, 1) != 35) return 0;
  const hex = (load<u8>(p, 2) | 0x20) == 120;
  let value: u32 = 0;
  let at = p + (hex ? 3 : 2);
  for (const stop = at + 4; at < stop && isHexDigit(load<u8>(at)); at++) value = value * (hex ? 16 : 10) + hexValue(load<u8>(at));
  if (load<u8>(at) != 59 || value <= 32 || value >= 127) return 0;
  escaped = <u8>value;
  return at + 1 - p;
}

/** Token characters before `p`, up to 16 of them. */
function tokensBefore(p: usize): usize {
  let at = p;
  while (at > begin && p - at < 16 && classOf(at - 1) & TOKEN) at--;
  return p - at;
}

function tokensAfter(p: usize): usize {
  let at = p;
  while (at < end && at - p < 16 && classOf(at) & TOKEN) at++;
  return at - p;
}

/**
 * Whether an escape at `p` hides a part of a value: a sign of base64 inside a long run, `=` behind a name, `":` in text that is quoted
 * once more, `://` with escaped slashes, or eight escapes in a row.
 */
export function hides(p: usize): bool {
  const length = readEscape(p);
  if (length == 0) return false;
  const c = escaped;
  const next = p + length;
  if (c == 47 && load<u8>(p) == BACKSLASH && p > begin && load<u8>(p - 1) == 58) return load<u16>(next) == 0x2f5c;
  if (c == 43 || c == 47 || c == 61) {
    const before = tokensBefore(p);
    const after = tokensAfter(next);
    if (before >= 3 && after >= 3 && (before + after >= 20 || (c == 61 && after >= 6))) return true;
  }
  if (c == 34 && (load<u8>(next) == 58 || (readEscape(next) && escaped == 58))) return true;
  let count = 1;
  for (let at = next; count < 8; count++) {
    const more = readEscape(at);
    if (more == 0) return false;
    at += more;
  }
  return true;
}
