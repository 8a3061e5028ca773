/** Picks rules by id, former id or glob. */

import { UserError } from '../model/errors.ts';
import type { RuleSpec, Severity } from '../model/rule.ts';
import { findNearest } from '../shape/nearest.ts';

/** Which rules run, and how severe they are; the fields of ScanSettings by these names. */
export interface RuleChoice {
  readonly onlyRules?: readonly string[];
  readonly withoutRules?: readonly string[];
  readonly severities?: Readonly<Record<string, Severity>>;
}

/** What a rule goes by. */
export type RuleName = Pick<RuleSpec, 'id' | 'aliases'>;

/** The rules chosen, in their order. Throws a UserError on a name that fits no rule, and when no rule is left. */
export function selectRules(specs: readonly RuleSpec[], choice: RuleChoice): RuleSpec[] {
  const { left, severityOf } = chooseRules(specs, choice);
  return left.map(spec => {
    const severity = severityOf.get(spec);
    return severity === undefined ? spec : { ...spec, severity };
  });
}

/** What of the rules is chosen, and the severities that the user has set. Throws as `selectRules` does. */
export function chooseRules<T extends RuleName>(
  specs: readonly T[],
  choice: RuleChoice,
): { readonly left: readonly T[]; readonly severityOf: ReadonlyMap<T, Severity> } {
  const { onlyRules = [], withoutRules = [], severities = {} } = choice;
  const only = onlyRules.length === 0 ? undefined : new Set(onlyRules.flatMap(name => findByName(specs, name)));
  const without = leaveOut(specs, withoutRules);
  const severityOf = new Map<T, Severity>();
  // Globs first, so that a rule named in full has the last word.
  const named = Object.entries(severities).toSorted(([a], [b]) => Number(b.includes('*')) - Number(a.includes('*')));
  for (const [name, severity] of named) for (const spec of findByName(specs, name)) severityOf.set(spec, severity);
  const left = specs.filter(spec => (only === undefined || only.has(spec)) && !without.has(spec));
  if (left.length === 0)
    throw new UserError('no rules are left to scan with', 'see `rules`, --rule and --exclude-rule');
  return { left, severityOf };
}

/** The rules that are off; in order, and `!name` takes back what an earlier name left out. */
function leaveOut<T extends RuleName>(specs: readonly T[], names: readonly string[]): ReadonlySet<T> {
  const without = new Set<T>();
  for (const name of names) {
    const back = name.startsWith('!');
    for (const spec of findByName(specs, back ? name.slice(1) : name)) {
      if (back) without.delete(spec);
      else without.add(spec);
    }
  }
  return without;
}

/** The rules that an id, a former id or a glob with `*` names. */
export function findByName<T extends RuleName>(specs: readonly T[], name: string): T[] {
  const exact = specs.find(({ id }) => id === name) ?? specs.find(({ aliases }) => aliases.includes(name));
  if (exact !== undefined) return [exact];
  const fits = name.includes('*') ? globToRegex(name) : undefined;
  const found =
    fits === undefined ? [] : specs.filter(({ id, aliases }) => [id, ...aliases].some(known => fits.test(known)));
  if (found.length === 0) throw unknownRule(specs, name);
  return found;
}

const globToRegex = (glob: string): RegExp =>
  new RegExp(`^${glob.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replace(/\*+/g, '.*')}$`);

function unknownRule(specs: readonly RuleName[], name: string): UserError {
  const shown = JSON.stringify(name.slice(0, 80));
  if (name.includes('*')) return new UserError(`no rule fits ${shown}`, '`unleak rules list` names them all');
  const nearest = findNearest(
    name,
    specs.flatMap(({ id, aliases }) => [id, ...aliases]),
  );
  return new UserError(
    `there is no rule ${shown}`,
    nearest === undefined ? '`unleak rules list` names them all' : `did you mean ${nearest}?`,
  );
}
