/** Our own page on a rule: what a finding of it means, how it is recognised and what to do; for the terminal and for the documentation. */

import type { Answer, Boundary, LiveCheck, Place, RuleSpec } from '../model/rule.ts';
import { templateOf } from './samples.ts';

/** How a page is marked up. */
export interface Markup {
  readonly heading: (text: string) => string;
  readonly code: (text: string) => string;
  readonly link: (url: string) => string;
}

/** As a terminal shows it. */
export const plainMarkup: Markup = { heading: text => `${text}\n`, code: text => text, link: url => url };

/** A code span that holds backticks too; `|` ends a table's cell even there. */
const fenceCode = (text: string): string => {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
};

/** As documentation has it. */
export const markdownMarkup: Markup = {
  heading: text => `**${text}**\n`,
  code: text => fenceCode(text.replaceAll('\n', ' ')),
  link: url => `<${url}>`,
};

/** The sections of a rule's page below its title. */
export function describeRule(rule: RuleSpec, markup: Markup): string {
  const { heading, code, link } = markup;
  const facts = [
    `severity ${rule.severity}`,
    `confidence ${rule.confidence}`,
    ...rule.cwe.map(number => `CWE-${number}`),
  ];
  const sections: [string, string][] = [
    ['What it means', `${rule.why}${rule.public ? ' It is meant to be public, and is reported as info.' : ''}`],
    ['What to do', rule.url === undefined ? rule.fix : `${rule.fix}\n${link(rule.url)}`],
    ['How it is recognised', listItems([...recognise(rule, code)])],
  ];
  if (rule.verify !== undefined) sections.push(['Live check', listItems([...describeCheck(rule.verify, code)])]);
  if (rule.samples.length > 0)
    sections.push(['Samples (templates)', listItems(rule.samples.map(sample => describeSample(sample, code)))]);
  if (rule.source.date !== '') {
    const note = rule.source.note === undefined ? '' : `\n${rule.source.note}`;
    sections.push(['Source', `${link(rule.source.url)} (${rule.source.date})${note}`]);
  }
  const body = sections.map(([title, text]) => `${heading(title)}${text}`).join('\n\n');
  return `${code(rule.id)}: ${facts.join(', ')}\n\n${body}\n`;
}

const listItems = (items: readonly string[]): string => items.map(item => `- ${item}`).join('\n');

const describeSample = (sample: RuleSpec['samples'][number], code: Markup['code']): string =>
  sample.name === undefined ? code(templateOf(sample)) : `${code(templateOf(sample))} as ${code(sample.name)}`;

const placeWords: Record<Place, string> = {
  name: 'in the name it is assigned to',
  line: 'within DISTANCE bytes of it',
  host: 'within DISTANCE bytes of it, as a host',
  file: 'anywhere in the file',
};

const boundaryWords: Record<Boundary, string> = {
  token: 'letters, digits, _ or - do not touch it',
  word: 'letters, digits or _ do not touch it',
  base64: 'characters of base64 do not touch it',
  quoted: 'it stands in quotes',
  line: 'nothing else stands on its lines',
  file: 'nothing else stands in its file',
  none: 'anything may touch it',
};

function* recognise(rule: RuleSpec, code: Markup['code']): Generator<string> {
  const { prefix, marker, offset, words, place, distance, reaches } = rule.anchor;
  const any = (texts: readonly string[]): string => texts.map(code).join(' or ');
  if (prefix.length > 0) yield `it begins with ${any(prefix)}`;
  if (marker.length > 0) yield `it holds ${any(marker)}, at most ${offset} bytes from its start`;
  if (words.length > 0) yield `${any(words)} stands ${placeWords[place].replace('DISTANCE', String(distance))}`;
  if (reaches !== undefined) yield `it reaches ${code(reaches)} before white space or a quote`;
  yield `pattern ${code(rule.pattern)}${rule.flags === '' ? '' : ` with the flags ${rule.flags}`}`;
  yield boundaryWords[rule.boundary];
  if (rule.kinds.length > 0) yield `only in ${rule.kinds.join(', ')}`;
  if (rule.paths) yield `only in files whose paths end in ${any(rule.paths)}`;
  if (rule.entropy !== undefined) yield `at least ${rule.entropy} bits of entropy a character`;
  if (rule.checksum !== undefined) yield `its checksum (${rule.checksum}) fits`;
  if (rule.decode !== undefined) yield `it decodes as ${rule.decode}`;
  if (rule.examples.length > 0)
    yield `${rule.examples.length} known ${rule.examples.length === 1 ? 'example is' : 'examples are'} left out`;
  for (const part of rule.parts)
    yield `told in one finding with ${part.rule === undefined ? `its ${part.name}` : code(part.rule)} within ${part.distance} bytes`;
  if (rule.beats.length > 0) yield `where they overlap it wins over ${any(rule.beats)}`;
  if (rule.generic) yield 'where they overlap any other rule wins over it';
  if (rule.aliases.length > 0) yield `formerly ${any(rule.aliases)}`;
}

function* describeCheck(check: LiveCheck, code: Markup['code']): Generator<string> {
  const { method, url, hosts, headers, basic, body, harmless, identity } = check;
  yield `${method} ${code(url)}${hosts.length === 0 ? '' : `, the host one of ${hosts.map(code).join(', ')}`}`;
  for (const [name, text] of Object.entries(headers)) yield `header ${code(`${name}: ${text}`)}`;
  if (basic !== undefined) yield `basic authentication ${code(`${basic.user}:${basic.password}`)}`;
  if (body !== undefined) yield `body ${code(body)}`;
  if (harmless !== undefined) yield `harmless: ${harmless}`;
  for (const outcome of ['live', 'limited', 'dead', 'blocked'] as const)
    if (check[outcome].length > 0)
      yield `${outcome}: ${check[outcome].map(it => describeAnswer(it, code)).join('; or ')}`;
  if (Object.keys(identity).length > 0) yield `tells ${Object.keys(identity).join(', ')}`;
}

const describeAnswer = ({ status, json = {}, holds, header = {} }: Answer, code: Markup['code']): string =>
  [
    status.join(' or '),
    ...Object.entries(json).map(([path, value]) => code(`${path}: ${value}`)),
    ...(holds === undefined ? [] : [`the body holds ${code(holds)}`]),
    ...Object.entries(header).map(([name, text]) => `the header ${code(name)} holds ${code(text)}`),
  ].join(', ');
