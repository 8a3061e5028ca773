/** The end of the text format: counts by rule, what was scanned and what was not, and what the run came to. */

import { dropReasons } from '../model/match.ts';
import type { BaselineResult, Report, Unread } from '../model/report.ts';
import { severities } from '../model/rule.ts';
import { escapeText } from './escape.ts';
import { countByRule, countBySeverity, describeOutcome, placesBySecret } from './groups.ts';
import { type Page, writeList } from './page.ts';
import { countOf, cutAround, describeBytes, describeDuration, fillLines, flatten, wrapText } from './words.ts';

const entriesShown = 5;
/** Kinds of skipped files in the summary's line. */
const kindsShown = 4;

/** Everything after the findings. */
export function* writeSummary(report: Report, page: Page): Generator<string> {
  if (report.findings.length === 0) {
    yield `${sayNothingFound(report, page)}\n`;
  } else {
    yield* writeCounts(report, page);
    yield* writeTotal(report, page);
  }
  yield* writeLines(wrapText(describeScan(report), page.width));
  yield* writeUnread('Could not be read', report.failed, page);
  if (page.full) yield* writeUnread('Skipped', report.skipped, page);
  yield* writeDropped(report, page);
  if (report.baseline !== undefined) yield* writeBaseline(report.baseline, page);
  yield* writeSection('Stale: nothing used them, or they have expired', report.stale, page);
  yield* writeSection('Notices', report.notices, page);
  if (report.findings.length > 0 || report.failed.length > 0) yield* writeOutcome(report, page);
}

const sayNothingFound = ({ failed }: Report, { paint }: Page): string =>
  failed.length === 0 ? paint.good('No secrets found.') : paint.bad('No secrets found in what could be read.');

function* writeOutcome(report: Report, { paint, width }: Page): Generator<string> {
  yield* writeLines(wrapText(`Result: ${describeOutcome(report)}`, width).map(line => paint.bad(line)));
}

function* writeLines(lines: readonly string[]): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

function* writeCounts({ findings }: Report, page: Page): Generator<string> {
  yield `${page.paint.strong('Findings by rule')}\n`;
  const counts = countByRule(findings).map(({ rule, count }) => ({
    ...rule,
    id: escapeText(rule.id),
    count: String(count),
  }));
  const digits = Math.max(...counts.map(({ count }) => count.length));
  const ids = Math.max(...counts.map(({ id }) => id.length));
  const room = Math.max(0, page.width - digits - ids - 6);
  for (const { id, count, title } of counts) {
    const name = cutAround(escapeText(flatten(title)), '', room);
    yield `  ${count.padStart(digits)}  ${id.padEnd(ids)}  ${page.paint.faint(name)}\n`;
  }
  yield '\n';
}

function* writeTotal({ findings }: Report, page: Page): Generator<string> {
  const counts = countBySeverity(findings);
  const parts = severities.filter(severity => counts[severity] > 0).map(severity => `${counts[severity]} ${severity}`);
  const whole = `${countOf(findings.length, 'finding')} of ${countOf(placesBySecret(findings).size, 'secret')}:`;
  yield* writeLines(fillLines([whole, ...separate(parts.reverse())], ' ', page.width));
}

/** The parts of an enumeration, each but the last with its comma. */
const separate = (parts: readonly string[]): string[] =>
  parts.map((part, at) => (at < parts.length - 1 ? `${part},` : part));

function describeScan({ scanned, ignored, skipped, failed, milliseconds }: Report): string {
  const size = `${countOf(scanned.files, 'file')} (${describeBytes(scanned.bytes)})`;
  const left = [
    ...(ignored > 0 ? [`${countOf(ignored, 'path')} ignored`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped${describeSkipped(skipped)}`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
  ];
  const rest = left.length === 0 ? '' : `; ${left.join(', ')}`;
  return `Scanned ${size} with ${countOf(scanned.rules, 'rule')} in ${describeDuration(milliseconds)}${rest}.`;
}

/** ` (41 images, 2 films, 3 others)`: the most frequent kinds, as far as they have a name that can be counted. */
function describeSkipped(skipped: readonly Unread[]): string {
  const counts = new Map<string, number>();
  for (const { why } of skipped) {
    const noun = /^an? ([a-z ]+?)(?:,|$)/.exec(why)?.[1] ?? 'other';
    counts.set(noun, (counts.get(noun) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => Number(a === 'other') - Number(b === 'other') || n - m);
  const named = sorted.slice(0, kindsShown);
  const rest = sorted.slice(kindsShown).reduce((sum, [, count]) => sum + count, 0);
  if (sorted[0]?.[0] === 'other') return '';
  const kinds = [...named, ...(rest > 0 ? [['other', rest] as const] : [])];
  return ` (${kinds.map(([noun, count]) => countOf(count, noun)).join(', ')})`;
}

function* writeUnread(title: string, entries: readonly Unread[], page: Page): Generator<string> {
  const lines = entries.map(({ path, why }) => `${path}: ${why}`);
  yield* writeSection(title, lines, page);
}

function* writeSection(title: string, lines: readonly string[], page: Page): Generator<string> {
  if (lines.length === 0) return;
  yield `${title}:\n`;
  yield* writeList(lines.map(escapeText), entriesShown, '  ', page);
}

function* writeDropped({ dropped, drops }: Report, page: Page): Generator<string> {
  const reasons = (Object.keys(dropReasons) as (keyof typeof dropReasons)[]).filter(
    reason => (dropped[reason] ?? 0) > 0,
  );
  if (reasons.length === 0) return;
  const total = countOf(
    reasons.reduce((sum, reason) => sum + (dropped[reason] ?? 0), 0),
    'match',
    'matches',
  );
  if (!page.full && drops === undefined) return yield `Dropped ${total}; --explain tells why.\n`;
  yield `Dropped ${total}:\n`;
  const width = Math.max(...reasons.map(reason => String(dropped[reason]).length));
  for (const reason of reasons)
    yield `  ${String(dropped[reason]).padStart(width)}  ${reason}: ${dropReasons[reason]}\n`;
  for (const { at, ruleId, reason, masked } of drops ?? []) {
    yield `  ${page.paint.place(`${escapeText(at.path)}:${at.line}:${at.column}`)}\n`;
    yield `    ${escapeText(ruleId)}  ${escapeText(masked)}  ${reason}\n`;
  }
}

function* writeBaseline({ path, known, gone, expired }: BaselineResult, page: Page): Generator<string> {
  yield `Baseline ${escapeText(path)}: ${known} known, ${gone.length} gone, ${expired.length} expired.\n`;
  yield* writeSection('Gone from the tree, still in the baseline', gone, page);
  yield* writeSection('Expired in the baseline', expired, page);
}
