/** Reads rule files in YAML or JSON into specs; only needed where the user brings rules, or the pack is built. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { RuleSpec } from '../model/rule.ts';
import { findNearest } from '../shape/nearest.ts';
import { inspectYaml, type Problem, problemsError } from '../shape/yaml.ts';
import { compileFamily, type LocatedRule } from './family.ts';
import { isRuleFile } from './names.ts';
import { family } from './schema.ts';

/** Where rule files are read from: the disk, or a git ref. Paths are absolute. */
export interface RuleShelf {
  /** The file itself, or the rule files of a folder by name; a UserError when it is neither. */
  list(path: string): Promise<readonly string[]>;
  read(path: string): Promise<Buffer>;
}

const onDisk = (cwd: string): RuleShelf => ({ list: path => listFiles(path, cwd), read: path => readFile(path) });

/** The rules of these files and folders, in the order given; all that is wrong with them is thrown as one UserError. */
export async function readRuleFiles(
  paths: readonly string[],
  cwd: string,
  custom: boolean,
  shelf: RuleShelf = onDisk(cwd),
): Promise<RuleSpec[]> {
  const files = (await Promise.all(paths.map(path => shelf.list(resolve(cwd, path))))).flat();
  const problems: Problem[] = [];
  const rules: LocatedRule[] = [];
  for (const file of new Set(files)) {
    const shown = showPath(file, cwd);
    const inspected = await inspectYaml(await shelf.read(file), shown, family);
    problems.push(...inspected.problems);
    if (inspected.checked === undefined) continue;
    const compiled = compileFamily(inspected.checked, shown, custom);
    problems.push(...compiled.problems);
    rules.push(...compiled.rules);
  }
  problems.push(...findClashes(rules), ...(custom || problems.length > 0 ? [] : findLostReferences(rules)));
  if (problems.length > 0) throw problemsError(problems);
  return rules.map(({ spec }) => spec);
}

/** A file itself, or the rule files of a folder by name. */
async function listFiles(path: string, cwd: string): Promise<string[]> {
  const full = resolve(cwd, path);
  try {
    const stats = await stat(full);
    if (!stats.isDirectory()) {
      if (stats.isFile() || stats.isFIFO()) return [full];
      throw new UserError(`${showPath(full, cwd)} is no file with rules`, 'name a YAML file or a folder of them');
    }
    const names = (await readdir(full)).filter(isRuleFile).sort();
    if (names.length === 0)
      throw new UserError(`${showPath(full, cwd)} holds no rule files`, 'their names end in .yml, .yaml or .json');
    return names.map(name => join(full, name));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new UserError(
      `rules are to be read from ${showPath(full, cwd)}, but ${why}`,
      'see --rules and `rules` in the configuration',
    );
  }
}

/** Relative to the working directory where it lies below it. */
function showPath(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short === '' || short.startsWith('..') ? file : short.replaceAll('\\', '/');
}

/** Ids and former ids that stand for two rules. */
function findClashes(rules: readonly LocatedRule[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, LocatedRule>();
  for (const rule of rules) {
    for (const id of [rule.spec.id, ...rule.spec.aliases]) {
      const other = first.get(id);
      if (other === undefined) first.set(id, rule);
      else {
        const { file, line, column } = rule;
        const message = `found the rule id "${id}" again; it stands at ${other.file}:${other.line}:${other.column} already`;
        problems.push({ file, line, column, message, hint: 'give one of them another id' });
      }
    }
  }
  return problems;
}

/** Rules that a rule wants to win against or to be told with, but that are not there. */
function findLostReferences(rules: readonly LocatedRule[]): Problem[] {
  const ids = new Set(rules.map(({ spec }) => spec.id));
  return rules.flatMap(({ spec, file, line, column }) =>
    [
      ...spec.beats.map(id => ['beats', id] as const),
      ...spec.parts.flatMap(part => (part.rule === undefined ? [] : [['has the part', part.rule] as const])),
    ]
      .filter(([, id]) => !ids.has(id))
      .map(([what, id]) => {
        const nearest = findNearest(id, ids);
        const hint = nearest === undefined ? '' : `did you mean "${nearest}"?`;
        return { file, line, column, message: `${spec.id}: ${what} "${id}", which is no rule`, hint };
      }),
  );
}
