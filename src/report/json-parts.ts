/** Turns a report's parts into the plain data of the JSON formats. */

import type { Dropped, Finding, FindingPart } from '../model/finding.ts';
import type { BaselineResult, Report, Unread } from '../model/report.ts';
import type { Style } from '../model/reporter.ts';
import { countByRule, countBySeverity, placesBySecret } from './groups.ts';
import type { FindingJson, ReportJson, RestJson, SummaryJson } from './json-shape.ts';

/** One finding, at one place. */
export function toFindingJson(finding: Finding, style: Style): FindingJson {
  const { rule, at } = finding;
  return {
    kind: finding.kind,
    ruleId: rule.id,
    provider: rule.provider,
    title: rule.title,
    severity: finding.severity,
    confidence: finding.confidence,
    secret: style.secretText(finding.secret),
    secretId: finding.secretId,
    path: at.path,
    layers: at.layers.map(({ kind, name }) => ({ kind, name })),
    line: at.line,
    column: at.column,
    endLine: at.endLine,
    endColumn: at.endColumn,
    excerpt: finding.excerpt,
    fingerprint: finding.fingerprint ?? null,
    why: rule.why,
    fix: rule.fix,
    url: rule.url ?? null,
    notes: finding.notes,
    ...(finding.parts && { parts: finding.parts.map(part => toPartJson(part, style)) }),
  };
}

const toPartJson = ({ name, secret, at }: FindingPart, style: Style): NonNullable<FindingJson['parts']>[number] => ({
  name,
  secret: style.secretText(secret),
  line: at.line,
  column: at.column,
  endLine: at.endLine,
  endColumn: at.endColumn,
});

const toBaselineJson = ({ path, known, gone, expired }: BaselineResult): SummaryJson['baseline'] => ({
  path,
  known,
  gone,
  expired,
});

const toUnreadJson = ({ path, why }: Unread): Unread => ({ path, why });

function toSummaryJson(report: Report): SummaryJson {
  const { findings, scanned, baseline } = report;
  return {
    files: scanned.files,
    bytes: scanned.bytes,
    rules: scanned.rules,
    ignored: report.ignored,
    findings: findings.length,
    secrets: placesBySecret(findings).size,
    bySeverity: countBySeverity(findings),
    byRule: Object.fromEntries(countByRule(findings).map(({ rule, count }) => [rule.id, count])),
    complete: report.failed.length === 0,
    baseline: baseline === undefined ? null : toBaselineJson(baseline),
    milliseconds: Math.round(report.milliseconds),
  };
}

const toDropJson = ({ ruleId, reason, at, masked }: Dropped): NonNullable<ReportJson['drops']>[number] => ({
  ruleId,
  reason,
  path: at.path,
  line: at.line,
  column: at.column,
  secret: masked,
});

/** All of a report but its findings. */
export const toRestJson = (report: Report): RestJson => ({
  schemaVersion: 1,
  tool: report.tool,
  summary: toSummaryJson(report),
  dropped: { ...report.dropped },
  ...(report.drops === undefined ? {} : { drops: report.drops.map(toDropJson) }),
  skipped: report.skipped.map(toUnreadJson),
  failed: report.failed.map(toUnreadJson),
  notices: report.notices,
  stale: report.stale,
});
