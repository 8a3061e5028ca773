/** Tries rules on their own samples and near misses, in every carrier that fits. */

import type { Rule, RuleSpec } from '../model/rule.ts';
import { placeSamples } from './carry.ts';
import { compileRules } from './compile.ts';
import { templateOf } from './samples.ts';

/** Finds what rules match in a text; the path tells what kind of text it is. */
export type ScanText = (
  text: string,
  path: string,
  rules: readonly Rule[],
) => readonly { readonly ruleId: string; readonly value: string }[];

/** A text in which a rule did not find what it should, or found what it should not. */
export interface TrialFailure {
  readonly ruleId: string;
  readonly template: string;
  readonly carrier: string;
  readonly what: string;
}

export interface TrialResult {
  readonly rules: number;
  readonly texts: number;
  readonly failures: readonly TrialFailure[];
  /** Ids of the rules that have nothing to be tried on. */
  readonly withoutSamples: readonly string[];
}

/** Tries each of `tried` while all of `loaded` run, so that a rule that takes another's values is seen. */
export function tryRules(tried: readonly RuleSpec[], loaded: readonly RuleSpec[], scan: ScanText): TrialResult {
  const rules = compileRules(loaded);
  const failures: TrialFailure[] = [];
  let texts = 0;
  for (const spec of tried) {
    for (const list of ['samples', 'nearMisses'] as const) {
      for (const { index, text, path, value, carrier } of placeSamples(spec, list)) {
        texts++;
        const found = scan(text, path, rules);
        const what = list === 'samples' ? judgeSample(spec.id, value, found) : judgeNearMiss(spec.id, found);
        if (what !== undefined)
          failures.push({ ruleId: spec.id, template: templateOf(spec[list][index]!), carrier, what });
      }
    }
  }
  const withoutSamples = tried.filter(({ samples }) => samples.length === 0).map(({ id }) => id);
  return { rules: tried.length, texts, failures, withoutSamples };
}

type Found = ReturnType<ScanText>;

function judgeSample(id: string, value: string, found: Found): string | undefined {
  if (found.some(hit => hit.ruleId === id && hit.value === value)) return undefined;
  if (found.some(hit => hit.ruleId === id)) return 'found with another extent';
  const other = found.find(hit => hit.value === value);
  return other === undefined ? 'not found' : `found as ${other.ruleId}`;
}

const judgeNearMiss = (id: string, found: Found): string | undefined =>
  found.some(hit => hit.ruleId === id) ? 'a near miss was found' : undefined;
