/** `unleak rules list|show|test`: tells about the rules, and tries them on their own samples. */

import { UserError } from '../../model/errors.ts';
import type { RuleSpec } from '../../model/rule.ts';
import { loadFullPack, loadUserRules, mergeRules } from '../../rules/load.ts';
import { describeRule, plainMarkup } from '../../rules/page.ts';
import { findByName } from '../../rules/select.ts';
import { type ScanText, type TrialResult, tryRules } from '../../rules/trial.ts';

export const rulesFormats = ['text', 'json'] as const;

/** What all three commands take. */
export interface RulesOptions {
  readonly cwd: string;
  /** The user's own rule files and folders. */
  readonly ruleFiles: readonly string[];
  readonly format: (typeof rulesFormats)[number];
}

/** What a command prints on standard output, and its exit code. */
export interface CommandResult {
  readonly text: string;
  readonly exitCode: number;
  /** For standard error. */
  readonly notices: readonly string[];
}

async function loadSpecs(
  options: RulesOptions,
): Promise<{ readonly specs: readonly RuleSpec[]; readonly notices: readonly string[] }> {
  const custom = await loadUserRules(options.ruleFiles, options.cwd);
  return mergeRules(loadFullPack(), custom);
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every rule, or those that ids and globs name. */
export async function listRules(
  options: RulesOptions & { readonly names?: readonly string[] },
): Promise<CommandResult> {
  const { specs, notices } = await loadSpecs(options);
  const { names = [] } = options;
  const wanted = new Set(names.flatMap(name => findByName(specs, name)));
  const listed = (names.length === 0 ? [...specs] : specs.filter(spec => wanted.has(spec))).sort(byId);
  const text =
    options.format === 'json' ? asJson({ schemaVersion: 1, rules: listed.map(summarise) }) : tabulate(listed);
  return { text, exitCode: 0, notices };
}

const byId = (a: RuleSpec, b: RuleSpec): number => (a.id < b.id ? -1 : Number(a.id > b.id));

const summarise = ({
  id,
  provider,
  title,
  severity,
  confidence,
  public: isPublic,
  generic,
  custom,
  aliases,
  url,
}: RuleSpec): object => ({
  id,
  provider,
  title,
  severity,
  confidence,
  public: isPublic,
  generic,
  custom,
  aliases,
  ...(url === undefined ? {} : { url }),
});

function tabulate(specs: readonly RuleSpec[]): string {
  const widest = Math.max(...specs.map(({ id }) => id.length));
  const rows = specs.map(({ id, severity, provider, title, custom }) => {
    const whose = title.toLowerCase().includes(provider.toLowerCase()) ? title : `${provider}: ${title}`;
    return `${id.padEnd(widest)}  ${severity.padEnd(8)}  ${whose}${custom ? ' (yours)' : ''}`;
  });
  return `${rows.join('\n')}\n\n${specs.length} ${specs.length === 1 ? 'rule' : 'rules'}\n`;
}

/** The page of one rule. */
export async function showRule(options: RulesOptions & { readonly id: string }): Promise<CommandResult> {
  const { specs, notices } = await loadSpecs(options);
  const found = findByName(specs, options.id);
  if (options.format === 'json') {
    return { text: asJson({ schemaVersion: 1, rules: found }), exitCode: 0, notices };
  }
  const pages = found.map(
    rule => `${rule.title}\n${'='.repeat(rule.title.length)}\n${describeRule(rule, plainMarkup)}`,
  );
  return { text: pages.join('\n\n'), exitCode: 0, notices };
}

/** Writes the samples of rules into every carrier and looks whether each is found there; exit code 1 when one is not. */
export async function testRules(
  options: RulesOptions & { readonly names?: readonly string[] },
  scan: ScanText,
): Promise<CommandResult> {
  const { specs, notices } = await loadSpecs(options);
  const { names = [] } = options;
  const own = options.ruleFiles.length > 0 && names.length === 0;
  const tried = own
    ? specs.filter(({ custom }) => custom)
    : [...new Set(names.flatMap(name => findByName(specs, name)))];
  const result = tryRules(own || names.length > 0 ? tried : specs, specs, scan);
  if (result.rules === 0)
    throw new UserError('there is no rule to test', 'give an id, or rules of your own with --rules');
  const text = options.format === 'json' ? asJson({ schemaVersion: 1, ...result }) : describeTrial(result);
  return { text, exitCode: result.failures.length === 0 ? 0 : 1, notices };
}

function describeTrial({ rules, texts, failures, withoutSamples }: TrialResult): string {
  const shown = failures
    .slice(0, 100)
    .map(({ ruleId, template, carrier, what }) => `${ruleId}: ${template} in ${carrier}: ${what}`);
  if (failures.length > shown.length) shown.push(`and ${failures.length - shown.length} more`);
  if (withoutSamples.length > 0) shown.push(`without samples: ${withoutSamples.join(', ')}`);
  const end = failures.length === 0 ? 'all as they should be' : `${failures.length} not as they should be`;
  return [...shown, `${rules} ${rules === 1 ? 'rule' : 'rules'}, ${texts} texts: ${end}`]
    .map(line => `${line}\n`)
    .join('');
}
