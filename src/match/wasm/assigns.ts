/** Whether a value follows a name: separators, types, operators and tags read forwards, in any language. */

import {
  BACKSLASH,
  CLASS,
  DIGIT,
  LETTER,
  NAME,
  QUOTE,
  SEPARATOR,
  SPACE,
  STOP,
  classOf,
  end,
} from './tables';

/**
 * Whether a value may be assigned to the name whose known part ends here: the rest of the name, separators, then `least` characters or
 * more in quotes, or letters and digits without. A type (`: string = "x"`) or a left operand (`x ?? "v"`) in between is passed over.
 */
export function assigns(p: usize, least: usize): bool {
  let stop = min(end, p + 64);
  while (p < stop && classOf(p) & NAME) p++;
  for (let hop = 0; hop < 3; hop++) {
    const gap = p;
    stop = min(end, p + 40);
    let quoted = false;
    let crossed = false;
    let operated = false;
    while (p < stop) {
      const c = classOf(p);
      const b = load<u8>(p);
      if (!(c & SEPARATOR) && !(b == 46 ? load<u8>(p, 1) == 61 : b == 45 && isDash(p))) break;
      if (c & QUOTE) quoted = true;
      else if (b == 10) crossed = true;
      else if (!(c & SPACE) && b != BACKSLASH && b != 13) quoted = false;
      if (!(c & SPACE)) operated = true;
      p++;
    }
    if (p < end && load<u8>(p) == 123 && operated) return opensValue(p + 1);
    if (p == gap) return closesName(p);
    // `(apiKey,` and a string on the next line: one of many in a list.
    if (crossed && load<u8>(gap) == 44) return false;
    // `<passphrase>` may stand on a line of its own, `name: x` above `value: y`.
    if (crossed && !quoted && load<u8>(gap) != 62) return startsValue(p);
    const word = p;
    let digits: usize = 0;
    let letters: usize = 0;
    stop = min(end, p + 64);
    while (p < stop) {
      const c = classOf(p);
      if (c & STOP) break;
      if (c & DIGIT) digits++;
      else if (c & LETTER) letters++;
      p++;
    }
    const length = p - word;
    if (!quoted && isMember(word)) return false;
    if (quoted && startsValue(word)) return true;
    if (quoted && !isLink(word, length)) return length >= least || (length > 0 && goesOnBehind(word, p));
    if (length >= least && letters > 0 && (digits > 0 || (operated && length >= 6 && endsLine(p)))) return true;
    if (length >= least && digits >= 8) return true;
    // The letters before a string, `b"x"`, and the attribute of a tag, `<password kind="x">`.
    if (p < end && classOf(p) & QUOTE && ((length <= 2 && letters == length) || load<u8>(p - 1) == 61)) {
      if (length > 2) return true;
      continue;
    }
    if (letters == 0) return false;
    if (startsValue(word)) p = word + 5;
    else if (!goesOn(word, length)) return false;
  }
  return false;
}

/** Whether a quoted value that seems to end at `p` goes on: behind an escaped quote, another kind of quote, or an angle bracket. */
function goesOnBehind(word: usize, p: usize): bool {
  if (p >= end || load<u8>(p - 1) == BACKSLASH) return true;
  const b = load<u8>(p);
  return b > 32 && b != load<u8>(word - 1);
}

/** `token - 'x'`: a dash between blanks; and a point only in `.=`, which appends. */
// @ts-ignore: decorator
@inline
function isDash(p: usize): bool {
  return load<u8>(p - 1) == 32 && load<u8>(p, 1) == 32 && (classOf(p - 2) & NAME) != 0;
}

/** `).then`, `?.length`, `].name`: what is asked of a value, and none itself. */
function isMember(word: usize): bool {
  if (load<u8>(word) != 46) return false;
  const before = load<u8>(word - 1);
  return before == 41 || before == 63 || before == 93;
}

/** Whether a bare word is not followed by what follows an expression in code: `undefined,`, `getToken();`. */
function endsLine(p: usize): bool {
  const last = load<u8>(p - 1);
  return !(load<u8>(CLASS + <usize>last) & SEPARATOR) && last != 59 && last != 125;
}

/** `value`, as in `name: PASSWORD` and `value: x` on the next line. */
function startsValue(p: usize): bool {
  return p + 5 < end && (load<u32>(p) | 0x20202020) == 0x756c6176 && (load<u8>(p, 4) | 0x20) == 0x65;
}

/** `{ "value": `, behind the brace. */
function opensValue(p: usize): bool {
  const stop = min(end, p + 20);
  while (p < stop && classOf(p) & (SPACE | QUOTE | SEPARATOR)) p++;
  return startsValue(p);
}

/** `</key>` or `</name>`, behind which an element with the value may follow. */
function closesName(p: usize): bool {
  return p + 8 < end && (load<u32>(p) == 0x656b2f3c || load<u32>(p) == 0x616e2f3c);
}

/** `or` of an expression, `to`, `as` and `is` of a sentence: "set `X` to `v`". */
function isLink(word: usize, length: usize): bool {
  if (length != 2) return false;
  const pair = load<u16>(word);
  return pair == 0x726f || pair == 0x6f74 || pair == 0x7361 || pair == 0x7369;
}

/** Whether a word is followed by an operator that gives it, or stands in for it, a value: `string = `, `env.X || `, `x or `. */
function goesOn(word: usize, length: usize): bool {
  if (isLink(word, length)) return true;
  let p = word + length;
  const stop = min(end, p + 8);
  while (p < stop && classOf(p) & SPACE) p++;
  if (p >= stop) return false;
  const b = load<u8>(p);
  return b == 61 || b == 124 || b == 63;
}
