/** Merges flags, environment and config files into the settings of a run, each value checked and its origin kept. */

import { resolve } from 'node:path';
import { parseDuration } from '../config/duration.ts';
import { startFolder } from '../config/find.ts';
import { findUserFile, loadConfig } from '../config/load.ts';
import type { MergedConfig } from '../config/merge.ts';
import { createRefReader, type RefReader, type RunGit } from '../config/ref.ts';
import { UserError } from '../model/errors.ts';
import type { OutputRequest, RuleSetting, ScanSettings, SettingSource } from '../model/settings.ts';
import type { ScanFlags } from './flags.ts';
import { pairOutputs, settleOutputs } from './output-pairs.ts';
import * as values from './values.ts';

export interface SettingsContext {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The names of the report formats there are. */
  readonly formats: readonly string[];
  readonly runGit: RunGit;
}

/** The settings of a run, and the ref its policy is read from, if any. */
export interface ResolvedRun {
  readonly settings: ScanSettings;
  readonly policy: RefReader | undefined;
}

/** Flags outrank the environment, that the config files, those the defaults. Throws a UserError on anything that is wrong. */
export async function resolveSettings(flags: ScanFlags, context: SettingsContext): Promise<ScanSettings> {
  return (await resolveRun(flags, context)).settings;
}

/** The same, with the ref opened once for all who read the policy. */
export async function resolveRun(flags: ScanFlags, context: SettingsContext): Promise<ResolvedRun> {
  const { cwd, env, runGit } = context;
  refuseContradictions(flags);
  const paths = flags.paths.length === 0 && flags.filesFrom === undefined ? ['.'] : flags.paths.map(readOnePath);
  const ref = flags.policyFrom ?? readEnv(env, 'UNLEAK_POLICY_FROM')?.value;
  const policy =
    ref === undefined ? undefined : await createRefReader(ref, { cwd, start: startFolder(cwd, paths), runGit });
  const file = readConfigName(flags, env);
  const config = await loadConfig({ cwd, paths, file, userFile: findUserFile(env), ref: policy });
  const ledger = createLedger();
  if (policy !== undefined) ledger.note('policyFrom', flags.policyFrom === undefined ? 'env' : 'flag');
  const sources = { flags, env, config, context, ledger };
  const settings: ScanSettings = {
    cwd,
    paths,
    ...joinScope(sources),
    ...joinRules(sources),
    ...joinJudgement(sources),
    ...joinRun(sources),
    ...joinReport(sources),
    ...(policy === undefined ? {} : { policyFrom: policy.ref }),
    configFiles: config.files,
    ...(config.treeFile === undefined ? {} : { treeConfig: config.treeFile }),
    origins: ledger.origins,
  };
  return { settings: freezeDeep(settings), policy };
}

interface Sources {
  readonly flags: ScanFlags;
  readonly env: SettingsContext['env'];
  readonly config: MergedConfig;
  readonly context: SettingsContext;
  readonly ledger: Ledger;
}

/** A value that somebody set. */
interface Candidate<T> {
  readonly value: T;
  readonly source: SettingSource;
}

/** Keeps who set what. */
interface Ledger {
  readonly origins: Readonly<Record<string, SettingSource>>;
  note(key: keyof ScanSettings, source: SettingSource): void;
  /** The first value there is. */
  pick<T>(key: keyof ScanSettings, ...candidates: readonly (Candidate<T> | undefined)[]): T | undefined;
  /** All lists there are, as one; the first to have set anything is kept. */
  gather<T>(key: keyof ScanSettings, ...candidates: readonly (Candidate<readonly T[]> | undefined)[]): readonly T[];
}

function createLedger(): Ledger {
  const origins: Record<string, SettingSource> = {};
  const note: Ledger['note'] = (key, source) => {
    origins[key] ??= source;
  };
  return {
    origins,
    note,
    pick(key, ...candidates) {
      const found = candidates.find(candidate => candidate !== undefined);
      if (found !== undefined) note(key, found.source);
      return found?.value;
    },
    gather(key, ...candidates) {
      const found = candidates.filter(candidate => candidate !== undefined);
      for (const { source } of found) note(key, source);
      return found.flatMap(({ value }) => value);
    },
  };
}

type Env = SettingsContext['env'];

/** An empty variable counts as none. */
function readEnv(env: Env, name: string): values.Given | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : { label: name, value };
}

const fromFlag = <T>(value: T | undefined): Candidate<T> | undefined =>
  value === undefined ? undefined : { value, source: 'flag' };

/** A checked value from a flag or, failing that, from a variable. */
function fromText<T>(
  label: string,
  value: string | undefined,
  variable: values.Given | undefined,
  read: (given: values.Given) => T,
): Candidate<T> | undefined {
  if (value !== undefined) return { value: read({ label, value }), source: 'flag' };
  return variable && { value: read(variable), source: 'env' };
}

const fromList = <T>(
  label: string,
  list: readonly string[] | undefined,
  read: (given: values.Given) => T,
): Candidate<readonly T[]> | undefined => list && { value: list.map(value => read({ label, value })), source: 'flag' };

const readOnePath = (value: string): string => values.readPath({ label: 'path', value });

function readConfigName({ config }: ScanFlags, env: Env): string | false | undefined {
  if (config === false) return false;
  if (config !== undefined) return values.readPath({ label: '--config', value: config });
  return readEnv(env, 'UNLEAK_CONFIG')?.value;
}

function refuseContradictions(flags: ScanFlags): void {
  const { paths, filesFrom, stdinPath, quiet, verbose } = flags;
  if (quiet === true && verbose === true) throw new UserError('--quiet: found --verbose as well; expected one of them');
  if (stdinPath !== undefined && !paths.includes('-')) {
    throw new UserError(
      '--stdin-path: found no - among the paths; expected it to name standard input',
      'add - as a path',
    );
  }
  if (filesFrom === '-' && paths.includes('-')) {
    throw new UserError('--files-from -: found - as a path as well; expected standard input to be used once');
  }
}

function joinScope({ flags, config, context, ledger }: Sources) {
  const { cwd } = context;
  const filesFrom = ledger.pick('filesFrom', fromText('--files-from', flags.filesFrom, undefined, values.readPath));
  const stdinPath = ledger.pick('stdinPath', fromText('--stdin-path', flags.stdinPath, undefined, values.readPath));
  return {
    ...(filesFrom === undefined ? {} : { filesFrom: filesFrom === '-' ? '-' : resolve(cwd, filesFrom) }),
    ...(stdinPath === undefined ? {} : { stdinPath }),
    include: ledger.pick('include', fromList('--include', flags.include, values.readGlob), config.include) ?? [],
    exclude: ledger.gather('exclude', fromList('--exclude', flags.exclude, values.readGlob), ...config.exclude),
    includeIgnored:
      ledger.pick('includeIgnored', fromFlag<boolean>(flags.includeIgnored), config.single['include-ignored']) ?? false,
    archives: ledger.pick('archives', fromFlag<boolean>(flags.archives), config.single.archives) ?? true,
  };
}

function joinRules({ flags, config, context, ledger }: Sources) {
  const files = fromList('--rules', flags.rules, given => resolve(context.cwd, values.readPath(given)));
  const only = fromList('--rule', flags.rule, values.readRuleNames);
  const without = fromList('--exclude-rule', flags.excludeRule, values.readRuleNames);
  // Who names rules on the command line wants these, whatever the config has turned off.
  const off = only === undefined ? listOff(config.rules) : [];
  return {
    ruleFiles: ledger.gather('ruleFiles', files, ...config.ruleFiles),
    onlyRules: (ledger.pick('onlyRules', only) ?? []).flat(),
    withoutRules: [...off, ...(ledger.pick('withoutRules', without) ?? []).flat()],
    severities: Object.fromEntries(
      config.rules.flatMap(({ rule, severity }) => (severity === undefined ? [] : [[rule, severity]])),
    ),
    ruleSettings: config.rules,
  };
}

/** Names that are off, in the order in which it holds; `!name` takes back what an earlier one left out. */
function listOff(settings: readonly RuleSetting[]): readonly string[] {
  const off: string[] = [];
  for (const { rule, enabled } of settings) {
    if (enabled === false) off.push(rule);
    else if (enabled === true && off.some(name => name.includes('*'))) off.push(`!${rule}`);
  }
  return off;
}

function joinJudgement({ flags, env, config, context, ledger }: Sources) {
  const { single } = config;
  const file = flags.baseline === false ? undefined : flags.baseline;
  const readFile = (given: values.Given): string => resolve(context.cwd, values.readPath(given));
  const baseline =
    flags.baseline === false
      ? undefined
      : ledger.pick(
          'baseline',
          fromText('--baseline', file, readEnv(env, 'UNLEAK_BASELINE'), readFile),
          config.baseline,
        );
  const severity = fromText('--fail-on', flags.failOn, readEnv(env, 'UNLEAK_FAIL_ON'), values.readSeverity);
  const level = readEnv(env, 'UNLEAK_MIN_CONFIDENCE');
  const confidence = fromText('--min-confidence', flags.minConfidence, level, values.readConfidence);
  return {
    ...(baseline === undefined ? {} : { baseline }),
    allow: config.allow,
    failOn: ledger.pick('failOn', severity, single['fail-on']) ?? 'medium',
    minConfidence: ledger.pick('minConfidence', confidence, single['min-confidence']) ?? 'medium',
    inlineIgnore: ledger.pick('inlineIgnore', fromFlag<boolean>(flags.inlineIgnore), single['inline-ignore']) ?? true,
    requireCoverage:
      ledger.pick('requireCoverage', fromFlag<boolean>(flags.requireCoverage), single['require-coverage']) ?? false,
    exitZero: ledger.pick('exitZero', fromFlag<boolean>(flags.exitZero)) ?? false,
  } as const;
}

function joinRun({ flags, env, config, ledger }: Sources) {
  const { timeout, threads } = config.single;
  const time = fromText('--timeout', flags.timeout, readEnv(env, 'UNLEAK_TIMEOUT'), values.readDuration);
  const count = fromText('--threads', flags.threads, readEnv(env, 'UNLEAK_THREADS'), values.readThreads);
  const written = timeout && { ...timeout, value: parseDuration(timeout.value) };
  const timeoutMs = ledger.pick<number | undefined>('timeoutMs', time, written);
  const wanted = ledger.pick('threads', count, threads);
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(wanted === undefined ? {} : { threads: wanted }),
  };
}

function joinReport({ flags, config, context, ledger }: Sources) {
  const { single } = config;
  return {
    explain: ledger.pick('explain', fromFlag<boolean>(flags.explain)) ?? false,
    showSecrets: ledger.pick('showSecrets', fromFlag<boolean>(flags.showSecrets), single['show-secrets']) ?? false,
    outputs: joinOutputs(flags, config, context, ledger),
    quiet: ledger.pick('quiet', fromFlag<boolean>(flags.quiet)) ?? false,
    verbose: ledger.pick('verbose', fromFlag<boolean>(flags.verbose)) ?? false,
  };
}

/** The flags say all about the reports, or the config does; they are not mixed. */
function joinOutputs(flags: ScanFlags, config: MergedConfig, context: SettingsContext, ledger: Ledger) {
  const { cwd, formats } = context;
  const written = config.single.output;
  if (flags.outputs.length === 0 && written !== undefined) {
    ledger.note('outputs', written.source);
    const requests = written.value.map(({ format, file }): OutputRequest => {
      const known = values.readChoice({ label: `${written.from}: output`, value: format }, formats);
      return file === undefined ? { format: known } : { format: known, file };
    });
    return settleOutputs(requests, cwd);
  }
  if (flags.outputs.length > 0) ledger.note('outputs', 'flag');
  for (const { kind, value } of flags.outputs) {
    if (kind === 'format') values.readChoice({ label: '--format', value }, formats);
    else values.readPath({ label: '--output', value });
  }
  return pairOutputs(flags.outputs, formats, cwd);
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeDeep(inner);
  }
  return value;
}
