/** The documentation of all rules as one Markdown page; the same rules always give the same page. */

import type { RuleSpec } from '../model/rule.ts';
import { describeRule, markdownMarkup } from './page.ts';

/** A table of the rules by provider, then a section for each, under its id as the anchor. */
export function writeRulesPage(specs: readonly RuleSpec[]): string {
  const sorted = specs.toSorted(
    (a, b) => compare(a.provider.toLowerCase(), b.provider.toLowerCase()) || compare(a.id, b.id),
  );
  const rows = sorted.map(
    ({ id, provider, title, severity }) => `| [${id}](#${id}) | ${cell(provider)} | ${cell(title)} | ${severity} |`,
  );
  const sections = sorted.map(
    rule => `<a id="${rule.id}"></a>\n\n## ${rule.title}\n\n${describeRule(rule, markdownMarkup)}`,
  );
  return `${[
    '# Rules',
    '',
    `unleak comes with ${sorted.length} rules. This page is made from the files in \`rules/\` by \`npm run docs\`; \`unleak rules show <id>\` prints the same.`,
    '',
    '| Rule | Provider | Finds | Severity |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...sections,
  ].join('\n')}`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const cell = (text: string): string => text.replaceAll('|', '\\|');
