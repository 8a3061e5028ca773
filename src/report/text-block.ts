/** One secret in the text format: what it is, all its places, why it matters and what to do. */

import type { Finding } from '../model/finding.ts';
import type { Style } from '../model/reporter.ts';
import { escapeLine, escapeText } from './escape.ts';
import { namePlace, type SecretGroup } from './groups.ts';
import type { Page } from './page.ts';
import { quoteShell } from './shell.ts';
import { countOf, cutAround, fillLines, wrapText } from './words.ts';

const placesShown = 10;
const notesShown = 10;

/** The block of one secret, without the blank line after it. */
export function* writeBlock(
  group: SecretGroup,
  crowded: ReadonlySet<string>,
  style: Style,
  page: Page,
): Generator<string> {
  yield* writeHeading(group, style, page);
  yield '\n';
  yield* writePlaces(group, page);
  yield* writeParts(group, style, page);
  yield '\n';
  yield* writeAdvice(group, crowded, page);
}

function* writeHeading({ head, places }: SecretGroup, style: Style, page: Page): Generator<string> {
  const { rule, severity } = head;
  const label = severity.toUpperCase();
  const [first = '', ...more] = wrapText(rule.title, page.width - label.length - 2);
  yield `${page.paint.severity[severity](label)}  ${page.paint.strong(first)}\n`;
  for (const line of more) yield `${' '.repeat(label.length + 2)}${page.paint.strong(line)}\n`;
  const facts = [
    escapeText(style.secretText(head.secret)),
    escapeText(rule.provider),
    escapeText(rule.id),
    `${head.confidence} confidence`,
    ...(places.length > 1 ? [countOf(places.length, 'place')] : []),
  ];
  for (const line of fillLines(facts, ' · ', page.width - 2)) yield `  ${line}\n`;
}

function* writePlaces({ head, places }: SecretGroup, page: Page): Generator<string> {
  const shown = page.full ? places : places.slice(0, placesShown);
  for (const place of shown) {
    yield `  ${page.paint.place(showPlace(place))}${page.paint.faint(describePlace(place, head))}\n`;
    const excerpt = cutAround(escapeLine(place.excerpt), escapeText(place.secret.masked), page.width - 4);
    if (excerpt !== '') yield `    ${excerpt}\n`;
  }
  const left = places.length - shown.length;
  if (left > 0) yield `  ${page.paint.faint(`and ${countOf(left, 'more place')} (--verbose lists them all)`)}\n`;
}

/** The other halves, each once. */
function* writeParts({ head, places }: SecretGroup, style: Style, page: Page): Generator<string> {
  const lines = places.flatMap(({ at, parts = [] }) =>
    parts.map(part => {
      const place = at.path === head.at.path ? `line ${part.at.line}` : `${escapeText(part.at.path)}:${part.at.line}`;
      return `with ${escapeText(part.name)} ${escapeText(style.secretText(part.secret))} (${place})`;
    }),
  );
  for (const line of new Set(lines))
    for (const shown of fillLines(line.split(' '), ' ', page.width - 2)) yield `  ${shown}\n`;
}

const showPlace = ({ at }: Finding): string => `${escapeText(at.path)}:${at.line}:${at.column}`;

/** What sets a place apart from its block: how it was opened, and another rule that found it. */
function describePlace({ at, rule }: Finding, head: Finding): string {
  const layers = at.layers.map(layer => layer.name);
  const other = rule.id === head.rule.id ? [] : [`by ${escapeText(rule.id)}`];
  const facts = [...layers, ...other].join(', ');
  return facts === '' ? '' : `  (${facts})`;
}

function* writeAdvice({ head, places }: SecretGroup, crowded: ReadonlySet<string>, page: Page): Generator<string> {
  const { rule } = head;
  yield* writeRow('why', wrapText(rule.why, page.width - 9), page);
  yield* writeRow('fix', wrapText(rule.fix, page.width - 9), page);
  if (rule.url !== undefined) yield* writeRow('page', [escapeText(rule.url)], page);
  const notes = [...new Set(places.flatMap(place => place.notes))];
  for (const note of notes.slice(0, notesShown)) yield* writeRow('note', wrapText(note, page.width - 9), page);
  yield* writeRow('allow', adviseAllow(head, crowded), page);
}

function* writeRow(label: string, lines: readonly string[], page: Page): Generator<string> {
  let shown = page.paint.faint(label.padEnd(5));
  for (const line of lines) {
    yield `  ${shown}  ${line}\n`;
    shown = '     ';
  }
}

/** The lines to paste to allow a finding; standard input has no place that a later run could name. */
function adviseAllow(finding: Finding, crowded: ReadonlySet<string>): string[] {
  const { at } = finding;
  const comment = 'a comment on its line: unleak:allow';
  if (at.origin.kind === 'stdin') return [comment];
  const place = quoteShell(namePlace(finding, crowded));
  const reason = '--reason "…"';
  const command = at.path.startsWith('-') ? `${reason} -- ${place}` : `${place} ${reason}`;
  const isInside = at.layers.some(layer => layer.kind === 'archive');
  return isInside ? [`unleak allow ${command}`] : [`unleak allow ${command}`, `or ${comment}`];
}
