/** Ignore comments of a unit: found by a cheap search, read by line, asked by finding. */

import type { RuleSpec } from '../model/rule.ts';
import type { Content, Span } from '../model/unit.ts';
import { byteColumns, createLocator } from '../util/lines.ts';
import { type Comment, readComments } from './ignore-comment.ts';

export interface Ignore {
  /** The marker as it is written: `unleak:allow`, `gitleaks:allow`, `secretlint-disable`. */
  readonly tool: string;
  readonly line: number;
  readonly lineText: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly expires?: string;
  /** Past its expiry, or its expiry can't be read: it does not count and is reported. */
  readonly expired: boolean;
}

export interface Ignores {
  /** The comment that allows a finding of `rule` on these lines (1-based, inclusive); one that counts before one that is expired. */
  find(line: number, endLine: number, rule: RuleSpec): Ignore | undefined;
}

const WINDOW_BYTES = 1 << 20;
/** Longer than any needle. */
const OVERLAP_BYTES = 32;
/** How much of a line is read on either side of a marker. */
const LINE_BYTES = 4096;
/** Speaks for blocks, so it may stand anywhere above a finding. */
const BLOCK_NEEDLES = ['secretlint-'];
/** Speak for their own line or one beside it. */
const LINE_NEEDLES = [':allow', ':ignore', 'list secret', 'list nextline', 'ggignore'];

interface Placed {
  readonly comment: Comment;
  readonly ignore: Ignore;
}

/**
 * @param today ISO 8601 day that expiries are held against
 * @param spans what will be asked about; in a large content only their surroundings are searched for comments on lines
 */
export function readIgnores(content: Content, today: string, spans?: readonly Span[]): Ignores {
  const placed = readLines(content, findMarkers(content, spans), today);
  const byLine = new Map<number, Placed[]>();
  for (const it of placed) {
    const line = it.ignore.line;
    byLine.set(line, [...(byLine.get(line) ?? []), it]);
  }
  const blocks = placed.filter(({ comment }) => comment.reach === 'start' || comment.reach === 'end');
  const at = (line: number): readonly Placed[] => byLine.get(line) ?? [];
  return {
    find(line, endLine, rule) {
      const fits: Ignore[] = [];
      const add = (it: Placed): void => {
        if (it.comment.covers(rule)) fits.push(it.ignore);
      };
      for (let own = line; own <= Math.min(endLine, line + 10_000); own++)
        at(own)
          .filter(it => it.comment.reach === 'line')
          .forEach(add);
      at(line - 1)
        .filter(it => it.comment.reach === 'next-line')
        .forEach(add);
      if (endLine > line)
        for (const near of [line - 1, endLine + 1])
          at(near)
            .filter(it => it.comment.reach === 'line' && it.comment.alone)
            .forEach(add);
      const block = openBlock(blocks, line, rule);
      if (block !== undefined) fits.push(block);
      return fits.find(ignore => !ignore.expired) ?? fits[0];
    },
  };
}

/** The last `disable` above or on the line that no `enable` has ended for the rule. */
function openBlock(blocks: readonly Placed[], line: number, rule: RuleSpec): Ignore | undefined {
  let open: Ignore | undefined;
  for (const { comment, ignore } of blocks) {
    if (ignore.line > line) break;
    if (comment.covers(rule)) open = comment.reach === 'start' ? ignore : undefined;
  }
  return open;
}

/** Offsets of everything that may be a marker, ascending. */
function findMarkers(content: Content, spans: readonly Span[] | undefined): number[] {
  const found = new Set<number>();
  const whole = { start: 0, end: content.size };
  search(content, whole, BLOCK_NEEDLES, found);
  const around = spans === undefined || content.size <= WINDOW_BYTES ? [whole] : spans.map(surroundings);
  let searchedTo = 0;
  for (const { start, end } of around) {
    const from = Math.max(start, searchedTo - OVERLAP_BYTES);
    if (end > from) search(content, { start: from, end }, LINE_NEEDLES, found);
    searchedTo = Math.max(searchedTo, end);
  }
  return [...found].sort((a, b) => a - b);
}

/** The lines before, of and behind a span, as far as comments on them are read. */
const surroundings = ({ start, end }: Span): Span => ({
  start: Math.max(0, start - 3 * LINE_BYTES),
  end: end + 3 * LINE_BYTES,
});

function search(content: Content, { start, end }: Span, needles: readonly string[], found: Set<number>): void {
  for (let offset = start; offset < end; offset += WINDOW_BYTES - OVERLAP_BYTES) {
    const window = content.window(offset, Math.min(WINDOW_BYTES, end - offset));
    const bytes = Buffer.from(window.buffer, window.byteOffset, window.length);
    for (const needle of needles) {
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) found.add(offset + at);
    }
    if (offset + window.length >= Math.min(end, content.size)) break;
  }
}

function readLines(content: Content, offsets: readonly number[], today: string): Placed[] {
  if (offsets.length === 0) return [];
  const locate = createLocator(content, byteColumns);
  const placed: Placed[] = [];
  let readTo = -1;
  for (const offset of offsets) {
    if (offset < readTo) continue;
    const { line, lineStart } = locate(offset);
    const from = Math.max(lineStart, readTo, offset - LINE_BYTES);
    const bytes = Buffer.from(content.window(from, offset - from + LINE_BYTES));
    const newline = bytes.indexOf(10, offset - from);
    const end = newline < 0 ? bytes.length : newline;
    readTo = from + end;
    const lineText = bytes.toString('utf8', 0, end).replace(/\r$/, '');
    for (const comment of readComments(lineText))
      placed.push({ comment, ignore: describe(comment, line, lineText, today) });
  }
  return placed;
}

function describe(comment: Comment, line: number, lineText: string, today: string): Ignore {
  const { marker, reason, owner, expires } = comment;
  const expired = expires !== undefined && !(/^\d{4}-\d\d-\d\d$/.test(expires) && expires >= today);
  return {
    tool: marker,
    line,
    lineText,
    ...(reason && { reason }),
    ...(owner && { owner }),
    ...(expires !== undefined && { expires }),
    expired,
  };
}
