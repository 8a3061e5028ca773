/** Makes rules ready to run: plain specs in, rules with regular expressions that compile when first asked for out. */

import type { Rule, RuleSpec } from '../model/rule.ts';
import { compilePathEnds } from '../util/path-globs.ts';

/** Rules in the order of their specs, numbered from `startIndex`. */
export const compileRules = (specs: readonly RuleSpec[], startIndex = 0): Rule[] =>
  specs.map((spec, position) => compileRule(spec, startIndex + position));

/** One rule; `index` is its position in the pack. */
export function compileRule(spec: RuleSpec, index: number): Rule {
  let regex: RegExp | undefined;
  const pathRegex = spec.paths && compilePathEnds(spec.paths);
  return {
    ...spec,
    index,
    ...(pathRegex && { pathRegex }),
    get regex() {
      // Where a group narrows the secret, `d` tells where it stands.
      regex ??= new RegExp(spec.pattern, `${spec.flags}${spec.pattern.includes('(?<secret>') ? 'd' : ''}y`);
      return regex;
    },
  };
}
