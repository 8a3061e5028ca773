/** Words a report is written in: counts, sizes, durations, and lines that fit a width. */

import { escapeText } from './escape.ts';

const groupDigits = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 file`, `1,234 files`. */
export const countOf = (number: number, noun: string, plural = `${noun}s`): string =>
  `${groupDigits(number)} ${number === 1 ? noun : plural}`;

const byteUnits = ['kB', 'MB', 'GB', 'TB'] as const;

/** `512 bytes`, `1.5 kB`, `57 MB`; decimal units. */
export function describeBytes(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, 'byte');
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < byteUnits.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${byteUnits[unit]}`;
}

/** `38 ms`, `1.24 s`, `2 min 5 s`. */
export function describeDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_995) return `${(milliseconds / 1000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Joins pieces with a separator into lines of at most `width` columns; no piece is ever broken. */
export function fillLines(pieces: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + separator.length + piece.length <= width) {
      lines[lines.length - 1] = `${last}${separator}${piece}`;
    } else {
      lines.push(piece);
    }
  }
  return lines;
}

/** Prose on one line, its white space made single. */
export const flatten = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** Prose as lines of at most `width` columns, broken at white space only, so that links stay whole. */
export const wrapText = (text: string, width: number): string[] =>
  fillLines(escapeText(flatten(text)).split(' '), ' ', width);

/** At most `width` characters of a line, with the words around `focus` kept and `…` where something was cut. */
export function cutAround(line: string, focus: string, width: number): string {
  const characters = [...line];
  if (characters.length <= width) return line;
  const found = Math.max(0, line.indexOf(focus));
  const middle = [...line.slice(0, found)].length + Math.floor(Math.min([...focus].length, width) / 2);
  const start = Math.max(0, Math.min(middle - Math.floor(width / 2), characters.length - width));
  const end = start + width;
  const head = start > 0 ? '…' : '';
  const tail = end < characters.length ? '…' : '';
  return `${head}${characters.slice(start + head.length, end - tail.length).join('')}${tail}`;
}
