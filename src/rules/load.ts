/** Brings together the rules of a run: the built-in pack, the user's own, and what was chosen of them. */

import type { Rule, RuleSpec } from '../model/rule.ts';
import { compileRules } from './compile.ts';
import type { RuleShelf } from './files.ts';
import { loadPack } from './pack.ts';
import { type RuleChoice, selectRules } from './select.ts';

export { loadFullPack, loadPack } from './pack.ts';
export { selectRules } from './select.ts';

/** What `loadRules` reads of the settings. */
export interface RuleRequest extends RuleChoice {
  readonly cwd: string;
  readonly ruleFiles: readonly string[];
}

export interface LoadedRules {
  readonly rules: readonly Rule[];
  readonly notices: readonly string[];
}

/** The rules of a run, ready to use. Throws a UserError that tells all that is wrong with the user's files. */
export async function loadRules(request: RuleRequest): Promise<LoadedRules> {
  const custom = await loadUserRules(request.ruleFiles, request.cwd);
  const { specs, notices } = mergeRules(loadPack(), custom);
  return { rules: compileRules(selectRules(specs, request)), notices };
}

/** The rules of the user's files and folders; nothing of YAML is loaded where there are none. */
export async function loadUserRules(
  paths: readonly string[],
  cwd: string,
  shelf?: RuleShelf,
): Promise<readonly RuleSpec[]> {
  if (paths.length === 0) return [];
  const { readRuleFiles } = await import('./files.ts');
  return readRuleFiles(paths, cwd, true, shelf);
}

/** Both packs as one: a user's rule takes the place of the built-in one of its id. */
export function mergeRules(
  builtIn: readonly RuleSpec[],
  custom: readonly RuleSpec[],
): { readonly specs: readonly RuleSpec[]; readonly notices: readonly string[] } {
  const own = new Map(custom.map(spec => [spec.id, spec]));
  const replaced = builtIn.filter(({ id }) => own.has(id));
  const known = new Set(builtIn.map(({ id }) => id));
  const specs = [...builtIn.map(spec => own.get(spec.id) ?? spec), ...custom.filter(({ id }) => !known.has(id))];
  const notices = replaced.map(({ id }) => `your rule ${id} takes the place of the built-in one`);
  return { specs, notices };
}
