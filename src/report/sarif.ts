/** The `sarif` format, version 2.1.0: for code scanning. It holds no source text and nothing about persons. */

import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { defineReporter, type Style } from '../model/reporter.ts';
import { countByRule, describeOutcome, placesBySecret } from './groups.ts';
import { mapLazily, writeJson } from './json-writer.ts';
import { describeRule, levels, toMessage } from './sarif-rules.ts';
import { locateArtifact, rootId, toArtifactLocation } from './sarif-uri.ts';

/** The standard's own name for itself. */
const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Other places of the same secret that one result names. */
const relatedShown = 10;

/** What a notification is about. */
const notices = {
  unread: 'A file could not be read: the run is incomplete.',
  skipped: 'A file was left out on purpose.',
  stale: 'An ignore comment, allowlist entry or setting that nothing used or that has expired.',
  notice: 'Something the run wants to say.',
} as const;

export default defineReporter({
  summary: 'SARIF 2.1.0, for code scanning',
  fingerprints: 'all',
  *render(report, style) {
    const rules = countByRule(report.findings).map(({ rule }) => rule);
    const places = placesBySecret(report.findings);
    const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
    const run = {
      tool: { driver: describeDriver(report, mapLazily(rules, describeRule)) },
      invocations: [describeInvocation(report)],
      originalUriBaseIds: { [rootId]: { description: { text: 'The folder that was scanned.' } } },
      columnKind: 'utf16CodeUnits',
      results: mapLazily(report.findings, finding =>
        describeResult(finding, indexes.get(finding.rule.id), places.get(finding.secretId) ?? [], style),
      ),
    };
    yield* writeJson({ $schema: schema, version: '2.1.0', runs: [run] });
    yield '\n';
  },
});

const describeDriver = ({ tool }: Report, rules: Iterable<unknown>) => ({
  name: tool.name,
  version: tool.version,
  rules,
  notifications: Object.entries(notices).map(([id, text]) => ({ id, shortDescription: { text } })),
});

/** The exit code depends on thresholds that are no part of a report; what it stands for is told in words. */
const describeInvocation = (report: Report) => ({
  executionSuccessful: report.failed.length === 0,
  exitCodeDescription: describeOutcome(report),
  toolExecutionNotifications: describeNotices(report),
});

const describeNotices = ({ failed, skipped, stale, notices: said }: Report) => [
  ...failed.map(({ path, why }) => describeNotice('unread', 'error', why, path)),
  ...skipped.map(({ path, why }) => describeNotice('skipped', 'note', why, path)),
  ...stale.map(text => describeNotice('stale', 'warning', text)),
  ...said.map(text => describeNotice('notice', 'note', text)),
];

const describeNotice = (
  id: keyof typeof notices,
  level: 'error' | 'warning' | 'note',
  text: string,
  path?: string,
) => ({
  descriptor: { id, index: Object.keys(notices).indexOf(id) },
  level,
  message: { text: toMessage(text) },
  ...(path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: toArtifactLocation(path) } }] }),
});

function describeResult(finding: Finding, ruleIndex: number | undefined, places: readonly Finding[], style: Style) {
  const { rule, severity, confidence, fingerprint } = finding;
  const related = describeRelated(finding, places);
  return {
    ruleId: rule.id,
    ruleIndex,
    level: levels[severity],
    message: { text: describeMessage(finding, style) },
    locations: [describePlace(finding)],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(fingerprint === undefined ? {} : { partialFingerprints: { 'unleak/v1': fingerprint } }),
    properties: { severity, confidence, provider: rule.provider },
  };
}

const describeMessage = ({ rule, secret, notes }: Finding, style: Style): string =>
  toMessage([`${rule.title}: ${style.secretText(secret)}`, ...notes].join('; '));

function describeRelated(finding: Finding, places: readonly Finding[]) {
  const message = { text: 'The same secret' };
  const parts = (finding.parts ?? []).map(({ name, at }) => ({
    ...describePlace({ at }),
    message: { text: toMessage(name) },
  }));
  const same = places
    .slice(0, relatedShown + 1)
    .filter(place => place !== finding)
    .slice(0, relatedShown)
    .map(place => ({ ...describePlace(place), message }));
  return [...parts, ...same].map((related, id) => ({ id, ...related }));
}

const describePlace = ({ at }: Pick<Finding, 'at'>) => ({
  physicalLocation: {
    artifactLocation: locateArtifact(at),
    region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
  },
});
