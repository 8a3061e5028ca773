/** Describes the rules that fired, as SARIF's reportingDescriptors. */

import type { RuleSpec, Severity } from '../model/rule.ts';
import { flatten } from './words.ts';

/** SARIF has three levels for our five severities. */
export const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** Scores within the bands that code scanning names critical (above 9), high (7), medium (4) and low (0.1); 0 is none. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};

/** Text as SARIF wants messages: braces doubled, since single ones are placeholders, and nothing that reads as a link. */
export const toMessage = (text: string): string => text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (');

const escapeMarkdown = (text: string): string => text.replace(/[\\[\]<>*]/g, '\\$&');

function describeHelp({ id, why, fix, url }: RuleSpec): { text: string; markdown: string } {
  const page = url === undefined ? '' : ` ${url}`;
  const more = `unleak rules show ${id}`;
  const link = url === undefined ? '' : `\n\n<${toMessage(url.replace(/[\s<>]/g, encodeURIComponent))}>`;
  return {
    text: toMessage(`${flatten(why)} ${flatten(fix)}${page} More: ${more}`),
    markdown: `${formatMarkdown('Why it matters', why)}\n\n${formatMarkdown('How to fix it', fix)}${link}\n\nMore: \`${more}\``,
  };
}

const formatMarkdown = (title: string, text: string): string =>
  `**${title}:** ${toMessage(escapeMarkdown(flatten(text)))}`;

/** A rule with its help, its severity for code scanning and its CWE tags. */
export const describeRule = (rule: RuleSpec) => ({
  id: rule.id,
  shortDescription: { text: toMessage(flatten(rule.title)) },
  fullDescription: { text: toMessage(flatten(rule.why)) },
  help: describeHelp(rule),
  defaultConfiguration: { level: levels[rule.severity] },
  properties: {
    'security-severity': scores[rule.severity],
    precision: rule.confidence,
    tags: [
      'security',
      'secret',
      ...Array.from(new Set(rule.cwe), id => `external/cwe/cwe-${String(id).padStart(3, '0')}`),
    ],
  },
});
