/** Groups findings by secret and tells how many there are of what: what all formats need to know of a report. */

import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { confidences, type RuleSpec, type Severity, severities } from '../model/rule.ts';
import { countOf } from './words.ts';

/** One secret and all its places. */
export interface SecretGroup {
  /** The worst of the places; the first of them where several are. */
  readonly head: Finding;
  /** In the report's order. */
  readonly places: readonly Finding[];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Worst first: severity, then confidence. */
const compareWeight = (a: Finding, b: Finding): number =>
  severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
  confidences.indexOf(b.confidence) - confidences.indexOf(a.confidence);

const comparePlace = (a: Finding, b: Finding): number =>
  compare(a.at.path, b.at.path) || a.at.line - b.at.line || a.at.column - b.at.column;

/** The findings by secret, in the report's order. */
export function placesBySecret(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = places.get(finding.secretId);
    if (known === undefined) places.set(finding.secretId, [finding]);
    else known.push(finding);
  }
  return places;
}

/** One group a secret, the worst first: severity, confidence, path. */
export function groupFindings(findings: readonly Finding[]): readonly SecretGroup[] {
  const groups = Array.from(placesBySecret(findings).values(), places => ({
    head: places.reduce((worst, place) => (compareWeight(worst, place) <= 0 ? worst : place)),
    places,
  }));
  return groups.sort((a, b) => compareWeight(a.head, b.head) || comparePlace(a.head, b.head));
}

const lineOf = ({ at }: Finding): string => `${at.path}:${at.line}`;

/** The lines, as `path:line`, that hold more than one secret. */
export function crowdedLines(findings: readonly Finding[]): ReadonlySet<string> {
  const holders = new Map<string, string>();
  const crowded = new Set<string>();
  for (const finding of findings) {
    const line = lineOf(finding);
    const holder = holders.get(line) ?? finding.secretId;
    if (holder !== finding.secretId) crowded.add(line);
    holders.set(line, holder);
  }
  return crowded;
}

/** The shortest name of a finding's place that means no other secret: `path:line`, with the column on a crowded line. */
export const namePlace = (finding: Finding, crowded: ReadonlySet<string>): string =>
  crowded.has(lineOf(finding)) ? `${lineOf(finding)}:${finding.at.column}` : lineOf(finding);

/** Places by severity; every severity is there. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { info: 0, low: 0, medium: 0, high: 0, critical: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

export interface RuleCount {
  readonly rule: RuleSpec;
  readonly count: number;
}

/** Places by rule, the most first, then by id; a rule is there once, and only if it fired. */
export function countByRule(findings: readonly Finding[]): readonly RuleCount[] {
  const counts = new Map<string, RuleCount>();
  for (const { rule } of findings) {
    const known = counts.get(rule.id);
    counts.set(rule.id, { rule: known?.rule ?? rule, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || compare(a.rule.id, b.rule.id));
}

/** What the run came to: "clean", "3 findings", "incomplete: 2 could not be read". */
export function describeOutcome(report: Report): string {
  const { findings, failed } = report;
  const found = findings.length === 0 ? '' : countOf(findings.length, 'finding');
  const missed = failed.length === 0 ? '' : `incomplete: ${countOf(failed.length, 'file')} could not be read`;
  return [found, missed].filter(Boolean).join('; ') || 'clean';
}
