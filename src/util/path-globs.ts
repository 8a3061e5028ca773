/** The globs people write in flags and settings: the gitignore dialect with `{a,b}`, over shown paths. */

import { compileGlob, matchesGlob } from './glob.ts';

const maxAlternatives = 1000;
const maxPatternLength = 4096;

/** Splits `a,b{c,d}` at its outer commas. */
function splitAlternatives(body: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < body.length; at++) {
    const character = body[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(body.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, body.slice(start)];
}

/** Where the brace that opens at `open` closes, or -1. */
function findClosingBrace(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return -1;
}

/** Expands `{a,b}`; braces without a comma stand for themselves. Throws a RangeError above 1,000 alternatives or 4,096 characters. */
export function expandBraces(pattern: string): string[] {
  if (pattern.length > maxPatternLength)
    throw new RangeError(`a pattern is longer than ${maxPatternLength} characters`);
  const done: string[] = [];
  const open: { text: string; from: number }[] = [{ text: pattern, from: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { text } = next;
    let brace = next.from;
    while (brace < text.length && text[brace] !== '{') brace += text[brace] === '\\' ? 2 : 1;
    const close = brace < text.length ? findClosingBrace(text, brace) : -1;
    if (brace >= text.length) {
      done.push(text);
      if (done.length > maxAlternatives) throw new RangeError(`"${pattern}" stands for too many patterns`);
      continue;
    }
    const alternatives = close < 0 ? [] : splitAlternatives(text.slice(brace + 1, close));
    if (alternatives.length < 2) open.push({ text, from: brace + 1 });
    else {
      for (const alternative of alternatives.reverse())
        open.push({ text: text.slice(0, brace) + alternative + text.slice(close + 1), from: brace });
    }
    if (open.length > maxAlternatives) throw new RangeError(`"${pattern}" stands for too many patterns`);
  }
  return done;
}

/** One pattern as a test of a path and of where its last name starts. */
function compileOne(pattern: string): (path: string, nameAt: number) => boolean {
  const bare = pattern.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  const glob = compileGlob(bare.startsWith('/') ? bare.slice(1) : bare);
  return bare.includes('/') ? path => matchesGlob(glob, path) : (path, nameAt) => matchesGlob(glob, path, nameAt);
}

/**
 * Compiles globs to one test of a shown path. A pattern without a slash may match any name on the path, one with a slash is anchored at
 * the root of the scan, and a pattern that matches a folder takes in all that is below it. Names that start with a dot are like others.
 */
export function compilePathGlobs(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.flatMap(expandBraces).map(compileOne);
  return path => {
    for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      const part = end < 0 ? path : path.slice(0, end);
      const nameAt = part.lastIndexOf('/') + 1;
      if (tests.some(test => test(part, nameAt))) return true;
      if (end < 0) return false;
    }
  };
}

/** Compiles globs over the ends of paths, whatever their case, to one pattern: `*.key` fits any name, `config/*.key` in any such folder. */
export function compilePathEnds(patterns: readonly string[]): RegExp {
  const ends = patterns.flatMap(expandBraces).map(pattern =>
    pattern
      .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replace(/\*+/g, '[^/]*')
      .replaceAll('?', '[^/]'),
  );
  return new RegExp(`(?:^|[/!])(?:${ends.join('|')})$`, 'i');
}
