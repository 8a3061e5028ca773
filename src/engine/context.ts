/** Puts together what a thread needs to scan units: the rules, the matcher and the judge with its settings. */

import { createAllowlist } from '../judge/allowlist.ts';
import { readIgnores } from '../judge/inline-ignore.ts';
import { judge } from '../judge/judge.ts';
import { findOverlapped } from '../judge/overlap.ts';
import { createMatcher } from '../match/matcher.ts';
import type { Confidence, Rule, RuleSpec } from '../model/rule.ts';
import type { AllowEntry } from '../model/settings.ts';
import { compileRules } from '../rules/compile.ts';
import { mergeRules } from '../rules/load.ts';
import { loadPack, loadTables } from '../rules/pack.ts';
import { type RuleChoice, selectRules } from '../rules/select.ts';
import type { UnitContext } from './scan-unit.ts';

/** Plain data, so that it crosses to a worker. */
export interface ContextRequest {
  readonly customRules: readonly RuleSpec[];
  readonly choice: RuleChoice;
  readonly allow: readonly AllowEntry[];
  readonly minConfidence: Confidence;
  readonly inlineIgnore: boolean;
  /** Whether archives are opened. */
  readonly archives: boolean;
  readonly explain: boolean;
  /** Ignore comments count only once a trusted ref is found to hold them. */
  readonly ignoresNeedTrust: boolean;
  /** ISO 8601 day, against which expiries are held. */
  readonly today: string;
}

/** The rules that a request names, the same in every thread. */
export const rulesOf = (request: ContextRequest): readonly Rule[] =>
  compileRules(selectRules(mergeRules(loadPack(), request.customRules).specs, request.choice));

/** Whether the rules are all of the pack and no others, whatever their severities. */
const isBuiltIn = ({ customRules, choice }: ContextRequest): boolean =>
  customRules.length === 0 && !choice.onlyRules?.length && !choice.withoutRules?.length;

export function createContext(request: ContextRequest, rules: readonly Rule[] = rulesOf(request)): UnitContext {
  const policy = { minConfidence: request.minConfidence, today: request.today };
  const allowlist = createAllowlist(request.allow, request.today);
  return {
    matcher: createMatcher(rules, { tables: isBuiltIn(request) ? loadTables() : undefined }),
    judge: match => judge(match, policy),
    allowedBy: match => allowlist.find(match)?.from,
    overlapped: findOverlapped,
    readIgnores: (unit, spans) => (request.inlineIgnore ? readIgnores(unit.content, request.today, spans) : undefined),
    archives: request.archives,
    explain: request.explain,
    ignoresNeedTrust: request.ignoresNeedTrust,
  };
}
