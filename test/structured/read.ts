/** Reads tables of files: whole files as people write them, in which marks stand for values that are made up when a test runs. */

import { readFileSync } from 'node:fs';
import type { RuleSpec } from '../../src/model/rule.ts';
import { seedRandom } from '../../src/rules/random.ts';
import { fillSamples } from '../../src/rules/samples.ts';
import { fillTemplate } from '../../src/rules/templates.ts';

/** A file, and what must be found in it. */
export interface StructuredFile {
  readonly path: string;
  readonly note: string;
  readonly text: string;
  /** `rule line:column-endLine:endColumn value`, in order. */
  readonly expected: readonly string[];
}

/**
 * A table's files begin at lines `=== path :: what is special about it`. In them `«rule|template»` stands for a value that `rule` must find,
 * and `«|template»` for one that nobody may; `rule@severity` asks for a severity, too. The template is one of the rules' samples:
 * `alnum:16`, `{{alnum:8}}-{{alnum:4}}`, or nothing for the rule's own first sample. `base64 …` encodes it, `decoded …` does so too
 * and has it found as it was, `json …` escapes its line ends.
 */
export function readTable(name: string, specs: readonly RuleSpec[], lineEnd: '\n' | '\r\n'): StructuredFile[] {
  const table = readFileSync(new URL(`${name}.txt`, import.meta.url), 'utf8');
  return table
    .split(/^=== /m)
    .slice(1)
    .map(section => {
      const [head = '', ...lines] = section.split('\n');
      const [path = '', note = ''] = head.split(' :: ');
      return { path, note, ...fillFile(`${name}/${head}`, lines.join('\n').trim(), specs, lineEnd) };
    });
}

const MARK = /«([a-z0-9-]*)(@[a-z]+)?\|([^»]*)»/g;

function fillFile(
  seed: string,
  template: string,
  specs: readonly RuleSpec[],
  lineEnd: string,
): Pick<StructuredFile, 'text' | 'expected'> {
  let text = '';
  let last = 0;
  const expected: string[] = [];
  for (const mark of template.matchAll(MARK)) {
    const [whole, rule = '', severity = '', made = ''] = mark;
    text += template.slice(last, mark.index).replaceAll('\n', lineEnd);
    last = mark.index + whole.length;
    const { value, written } = makeValue(made, rule, `${seed}/${mark.index}`, specs, lineEnd);
    const start = text.length;
    text += written;
    if (rule !== '') expected.push(`${rule}${severity} ${placeOf(text, start)}-${placeOf(text, text.length)} ${value}`);
  }
  return { text: `${text}${template.slice(last).replaceAll('\n', lineEnd)}${lineEnd}`, expected };
}

/** A value, and how it is written down. */
function makeValue(
  made: string,
  rule: string,
  seed: string,
  specs: readonly RuleSpec[],
  lineEnd: string,
): { readonly value: string; readonly written: string } {
  const [, how = '', template = ''] = /^(?:(base64|decoded|json) )?(.*)$/s.exec(made) ?? [];
  const spec = specs.find(({ id }) => id === rule);
  const own = spec && fillSamples(spec, 'samples').find(({ whole }) => !whole)?.written;
  const filled = template.includes('{{') || template.includes(' ') ? template : `{{${template}}}`;
  const plain = template === '' ? own : fillTemplate(filled, seedRandom(seed)).text;
  if (plain === undefined) throw new Error(`no rule ${rule}, or it has no bare sample`);
  const encoded = Buffer.from(plain).toString('base64');
  if (how === 'decoded') return { value: plain, written: encoded };
  const written = how === 'base64' ? encoded : plain.replaceAll('\n', how === 'json' ? '\\n' : lineEnd);
  return { value: written, written };
}

/** 1-based line and column of an offset. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}
