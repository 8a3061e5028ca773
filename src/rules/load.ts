/** Brings together the built-in pack and the user's own rules. */

import type { RuleSpec } from '../model/rule.ts';
import type { RuleShelf } from './files.ts';

export { loadFullPack, loadPack } from './pack.ts';
export { selectRules } from './select.ts';

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
