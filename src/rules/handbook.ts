/** The documentation of all rules as Markdown: a page with a table of all, and one with the sections for each letter. */

import type { RuleSpec } from '../model/rule.ts';
import { countAlike } from './alike.ts';
import { describeRule, markdownMarkup } from './page.ts';

/** Where a page stands below docs/, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The same rules always give the same pages. A rule's section stands under its id as the anchor. */
export function writeRulesPages(specs: readonly RuleSpec[]): readonly Page[] {
  const sorted = specs.toSorted(
    (a, b) => compare(a.provider.toLowerCase(), b.provider.toLowerCase()) || compare(a.id, b.id),
  );
  const letters = [...new Set(sorted.map(letterOf))];
  return [
    { path: 'rules.md', text: writeTable(sorted) },
    ...letters.map(letter => ({
      path: `rules/${letter}.md`,
      text: writeSections(
        letter,
        sorted.filter(spec => letterOf(spec) === letter),
      ),
    })),
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const letterOf = ({ provider }: RuleSpec): string => (/^[a-z]/i.test(provider) ? provider[0]!.toLowerCase() : '0-9');
const cell = (text: string): string => text.replaceAll('|', '\\|');

function writeTable(specs: readonly RuleSpec[]): string {
  const providers = new Set(specs.map(({ provider }) => provider)).size;
  const proven = specs.filter(({ checksum, decode }) => checksum !== undefined || decode !== undefined).length;
  const random = specs.filter(({ entropy }) => entropy !== undefined).length;
  const live = specs.filter(({ verify }) => verify !== undefined).length;
  const alike = countAlike(specs);
  return `${[
    '# Rules',
    '',
    `unleak comes with ${specs.length} rules for ${providers} providers. ${proven} decode a value or prove its checksum offline, ${random} ask for its`,
    `entropy, ${live} say how to ask the vendor whether it is live. ${alike.rules} of them differ from another rule only in the provider's word and name (${alike.shapes} forms, such as 32 hex digits behind`,
    'the name): they are counted, but they are no more than that.',
    '',
    'This page and those it leads to are made from the files in `rules/` by `npm run gen`; `unleak rules show <id>` prints the same.',
    '',
    '| Rule | Provider | Finds | Severity | Recognised by | Offline check | Live check | Revoke |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...specs.map(writeRow),
  ].join('\n')}\n`;
}

function writeRow(spec: RuleSpec): string {
  const { id, provider, title, severity, verify, url } = spec;
  const cells = [
    `[${id}](rules/${letterOf(spec)}.md#${id})`,
    cell(provider),
    cell(title),
    spec.public ? 'info (public)' : severity,
    recogniseShortly(spec),
    checkOffline(spec).join(', '),
    verify === undefined
      ? ''
      : (/^https:\/\/([^/?#]+)/.exec(verify.url)?.[1] ?? '').replace('{{host}}', verify.hosts[0] ?? ''),
    url === undefined ? '' : `[page](${url})`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Only the first few of what an anchor lists: its section has them all. */
function recogniseShortly({ anchor: { prefix, marker, words, place } }: RuleSpec): string {
  const few = (texts: readonly string[]): string =>
    texts
      .slice(0, 2)
      .map(text => cell(markdownMarkup.code(text)))
      .join(', ') + (texts.length > 2 ? ', …' : '');
  return [
    ...(prefix.length > 0 ? [`prefix ${few(prefix)}`] : []),
    ...(marker.length > 0 ? [`marker ${few(marker)}`] : []),
    ...(words.length > 0 ? [`${place === 'name' ? 'name' : `near (${place})`} ${few(words)}`] : []),
  ].join('; ');
}

function checkOffline({ checksum, decode, entropy }: RuleSpec): string[] {
  return [
    ...(checksum === undefined ? [] : ['checksum']),
    ...(decode === undefined ? [] : [`decoded (${decode})`]),
    ...(entropy === undefined ? [] : ['entropy']),
  ];
}

const writeSections = (letter: string, specs: readonly RuleSpec[]): string =>
  `${[
    `# Rules: ${letter.toUpperCase()}`,
    '',
    '[All rules](../rules.md)',
    '',
    ...specs.map(rule => `<a id="${rule.id}"></a>\n\n## ${rule.title}\n\n${describeRule(rule, markdownMarkup)}`),
  ].join('\n')}`;
