/** The built-in rules as JSON: what is written at build time, and read in a few milliseconds at run time. */

import { readFileSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import type { Rule, RuleSpec, Rules } from '../model/rule.ts';
import { lazyZlib } from '../util/lazy-zlib.ts';
import { compileRule } from './compile.ts';
import { chooseRules, type RuleChoice, type RuleName } from './select.ts';

/** A rule as a scan needs it. */
export const leanSpec = ({ verify: _, ...spec }: RuleSpec): RuleSpec => ({
  ...spec,
  source: { url: '', date: '' },
  samples: [],
  nearMisses: [],
});

/** Where the build puts its files: beside the bundle, or two folders up from here when this file runs as it is. */
const folders = import.meta.url.endsWith('.ts') ? ['../../dist/'] : ['./', '../'];

function readBuilt(name: string): Buffer {
  for (const folder of folders) {
    try {
      return readFileSync(new URL(folder + name, import.meta.url));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new UserError(
    `the built-in rules (${name}) are missing`,
    'install the package again, or build it: npm run build',
  );
}

const readPack = (json: Buffer): RuleSpec[] => JSON.parse(json.toString()) as RuleSpec[];

/** The built-in rules with all that a scan needs; samples, near misses and sources are empty. */
export const loadPack = (): RuleSpec[] => readPack(readBuilt('rules.json'));

/** The built-in rules with samples, sources and live checks, for telling about them and testing them. */
export const loadFullPack = (): RuleSpec[] => readPack(lazyZlib().gunzipSync(readBuilt('rules-full.json.gz')));

/** The prefilter's tables of all built-in rules. */
export const loadTables = (): Buffer => readBuilt('rules.tables');

/** The rules of a pack as text: one a line, in a list, so that each can be read by itself. */
export const writePack = (specs: readonly RuleSpec[]): string =>
  `[\n${specs.map(spec => JSON.stringify(leanSpec(spec))).join(',\n')}\n]\n`;

/** The names of the rules of a pack, in its order. */
export const writeNames = (specs: readonly RuleSpec[]): string =>
  JSON.stringify(specs.map(({ id, aliases }) => [id, ...aliases]));

let names: readonly RuleName[] | undefined;

/** What the built-in rules go by; read once. */
export const loadNames = (): readonly RuleName[] => {
  names ??= (JSON.parse(readBuilt('rule-names.json').toString()) as string[][]).map(([id = '', ...aliases]) => ({
    id,
    aliases,
  }));
  return names;
};

/** What the user has chosen of the built-in rules, each read when it is asked for: most are never met in a run. */
export function openPack(choice: RuleChoice): Rules {
  const names = loadNames();
  const { left, severityOf } = chooseRules(names, choice);
  const chosen = new Set(left);
  const rules = new Map<number, Rule>();
  let pack: { readonly bytes: Buffer; readonly starts: readonly number[] } | undefined;
  const read = (position: number): Rule => {
    pack ??= splitPack(readBuilt('rules.json'));
    const line = pack.bytes.toString('utf8', pack.starts[position], pack.starts[position + 1]! - 1);
    const spec = JSON.parse(line.replace(/,$/, '')) as RuleSpec;
    const severity = severityOf.get(names[position]!);
    return compileRule(severity === undefined ? spec : { ...spec, severity }, position);
  };
  return {
    length: left.length,
    at(position) {
      const name = names[position];
      if (name === undefined || !chosen.has(name)) return undefined;
      const rule = rules.get(position) ?? read(position);
      rules.set(position, rule);
      return rule;
    },
  };
}

/** Where the lines of the rules start, and where the last one ends. */
function splitPack(bytes: Buffer): { readonly bytes: Buffer; readonly starts: readonly number[] } {
  const starts: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return { bytes, starts };
}
