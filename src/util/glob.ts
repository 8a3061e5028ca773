/** Globs over `/` paths in the gitignore dialect, matched in bounded time whatever the pattern. */

/** Ranges of character codes, low and high in turn. */
interface CharacterClass {
  readonly negated: boolean;
  readonly ranges: readonly number[];
}

type Token = number | CharacterClass;

const anyCharacter = -1;
const star = -2;
const globstar = -3;
const globstarSlash = -4;
const slash = 47;

/** A glob ready to match: text that must stand first, then the rest; `tokens` is absent when nothing can ever match. */
export interface Glob {
  readonly literal: string;
  readonly tokens?: readonly Token[];
}

const namedClasses = new Map<string, readonly number[]>(
  Object.entries({
    alnum: [48, 57, 65, 90, 97, 122],
    alpha: [65, 90, 97, 122],
    blank: [9, 9, 32, 32],
    cntrl: [0, 31, 127, 127],
    digit: [48, 57],
    graph: [33, 126],
    lower: [97, 122],
    print: [32, 126],
    punct: [33, 47, 58, 64, 91, 96, 123, 126],
    space: [9, 13, 32, 32],
    upper: [65, 90],
    xdigit: [48, 57, 65, 70, 97, 102],
  }),
);

/** Reads `[:name:]` at `at`; `undefined` when it is none, `'broken'` when the name is unknown or the class never ends. */
function readNamedClass(
  pattern: string,
  at: number,
): { ranges: readonly number[]; end: number } | 'broken' | undefined {
  if (pattern[at] !== '[' || pattern[at + 1] !== ':') return undefined;
  const close = pattern.indexOf(']', at + 2);
  if (close < 0) return 'broken';
  if (close < at + 3 || pattern[close - 1] !== ':') return undefined;
  const ranges = namedClasses.get(pattern.slice(at + 2, close - 1));
  return ranges ? { ranges, end: close + 1 } : 'broken';
}

/** Reads a bracket expression that opens at `open`; nothing when it never closes, which makes the glob match nothing. */
function readClass(pattern: string, open: number): { token: CharacterClass; end: number } | undefined {
  let at = open + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  const ranges: number[] = [];
  let previous = -1;
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    const named = readNamedClass(pattern, at);
    if (at >= pattern.length || named === 'broken') return undefined;
    if (named) {
      ranges.push(...named.ranges);
      at = named.end;
      previous = -1;
      continue;
    }
    const isRange = pattern[at] === '-' && previous >= 0 && at + 1 < pattern.length && pattern[at + 1] !== ']';
    if (isRange) at++;
    if (pattern[at] === '\\') at++;
    if (at >= pattern.length) return undefined;
    const code = pattern.charCodeAt(at++);
    ranges.push(isRange ? previous : code, code);
    previous = isRange ? -1 : code;
  }
  return { token: { negated, ranges }, end: at + 1 };
}

/** Reads a run of stars: two or more between slashes (or at either end) cross folders, anything else stays within one. */
function readStars(pattern: string, open: number): { token: Token; end: number } {
  let end = open;
  while (pattern[end] === '*') end++;
  const opensSegment = open === 0 || pattern[open - 1] === '/';
  if (end - open < 2 || !opensSegment) return { token: star, end };
  if (pattern[end] === '/') return { token: globstarSlash, end: end + 1 };
  if (end === pattern.length || pattern.startsWith('\\/', end)) return { token: globstar, end };
  return { token: star, end };
}

function readTokens(pattern: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at];
    if (character === '*') {
      const stars = readStars(pattern, at);
      if (stars.token !== star || tokens.at(-1) !== star) tokens.push(stars.token);
      at = stars.end;
    } else if (character === '[') {
      const read = readClass(pattern, at);
      if (!read) return undefined;
      tokens.push(read.token);
      at = read.end;
    } else {
      if (character === '\\') at++;
      if (at >= pattern.length) return undefined;
      tokens.push(character === '?' ? anyCharacter : pattern.charCodeAt(at));
      at++;
    }
  }
  return tokens;
}

/** Compiles a glob: `*`, `?`, `[...]`, `**` between slashes, `\` before a character that is meant as it stands. */
export function compileGlob(pattern: string): Glob {
  const special = pattern.search(/[*?[\\]/);
  const literal = special < 0 ? pattern : pattern.slice(0, special);
  // git reads what follows the literal text as a pattern of its own, so `a**/b` crosses folders too.
  const tokens = readTokens(pattern.slice(literal.length));
  return tokens ? { literal, tokens } : { literal };
}

function matchesOne(token: Token, code: number): boolean {
  if (typeof token === 'number') return token === code || (token === anyCharacter && code !== slash);
  if (code === slash) return false;
  const { ranges, negated } = token;
  for (let i = 0; i < ranges.length; i += 2) if (code >= ranges[i]! && code <= ranges[i + 1]!) return !negated;
  return negated;
}

/**
 * Tells whether the glob matches all of `text` from `from` on. Only the last star and the last `**` are ever tried again,
 * which is enough (a star stays within its folder), so time is bounded by pattern length times text length squared.
 */
export function matchesGlob(glob: Glob, text: string, from = 0): boolean {
  const { literal, tokens } = glob;
  if (!tokens || !text.startsWith(literal, from)) return false;
  let at = from + literal.length;
  let index = 0;
  let starIndex = -1;
  let starAt = 0;
  let wideIndex = -1;
  let wideAt = 0;
  for (;;) {
    const token = tokens[index];
    if (token === undefined && at === text.length) return true;
    if (token === star) {
      starIndex = ++index;
      starAt = at;
    } else if (token === globstar || token === globstarSlash) {
      wideIndex = ++index;
      wideAt = at;
      starIndex = -1;
    } else if (token !== undefined && at < text.length && matchesOne(token, text.charCodeAt(at))) {
      index++;
      at++;
    } else if (starIndex >= 0 && starAt < text.length && text.charCodeAt(starAt) !== slash) {
      index = starIndex;
      at = ++starAt;
    } else {
      if (wideIndex < 0) return false;
      const next = tokens[wideIndex - 1] === globstar ? wideAt : text.indexOf('/', wideAt);
      if (next < 0 || next >= text.length) return false;
      wideAt = next + 1;
      index = wideIndex;
      at = wideAt;
      starIndex = -1;
    }
  }
}
