/** Every flag of `scan`, once: the command line, `--help`, the environment and the README's tables are made from this list. */

import type { ConfigKey } from '../config/shape.ts';
import type { OutputToken } from './output-pairs.ts';

/** What a flag's value must be; `switch` takes none. */
export type FlagType =
  | 'switch'
  | 'path'
  | 'ref'
  | 'glob'
  | 'rule'
  | 'format'
  | 'severity'
  | 'confidence'
  | 'duration'
  | 'count';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** How the value is called in the help. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeat?: boolean;
  readonly help: string;
  /** What holds when nobody says anything, as it is told. */
  readonly default?: string;
  /** The environment variable that says the same. */
  readonly env?: string;
  /** The key of a config file that says the same. */
  readonly config?: ConfigKey;
  /** The scanned tree may not set this. */
  readonly trusted?: boolean;
}

export const scanFlags = [
  { name: 'include', type: 'glob', value: 'glob', repeat: true, help: 'scan only paths that fit', config: 'include' },
  { name: 'exclude', type: 'glob', value: 'glob', repeat: true, help: 'leave out paths that fit', config: 'exclude' },
  { name: 'include-ignored', type: 'switch', help: 'scan what ignore files leave out, too', config: 'include-ignored' },
  { name: 'no-archives', type: 'switch', help: 'do not open archives', config: 'archives' },
  { name: 'files-from', type: 'path', value: 'file', help: 'scan the paths listed in a file (- for standard input)' },
  { name: 'stdin-path', type: 'path', value: 'path', help: 'the name of what is piped in as -' },
  { name: 'rules', type: 'path', value: 'path', repeat: true, help: 'add your own rule files', config: 'rule-files' },
  {
    name: 'rule',
    type: 'rule',
    value: 'id',
    repeat: true,
    help: 'use only these rules (ids or globs)',
    config: 'rules',
  },
  { name: 'exclude-rule', type: 'rule', value: 'id', repeat: true, help: 'leave out these rules', config: 'rules' },
  { name: 'config', type: 'path', value: 'file', help: 'use this config file', env: 'UNLEAK_CONFIG' },
  { name: 'no-config', type: 'switch', help: 'use no config file at all' },
  {
    name: 'policy-from',
    type: 'ref',
    value: 'ref',
    help: 'take config, rules, baseline, ignore files and comments from a git ref',
    env: 'UNLEAK_POLICY_FROM',
  },
  {
    name: 'baseline',
    type: 'path',
    value: 'file',
    help: 'report only what this file does not hold',
    env: 'UNLEAK_BASELINE',
    config: 'baseline',
  },
  { name: 'no-baseline', type: 'switch', help: 'use no baseline' },
  {
    name: 'format',
    short: 'f',
    type: 'format',
    value: 'name',
    repeat: true,
    help: 'write a report in this format; again for several',
    default: 'text',
    config: 'output',
    trusted: true,
  },
  {
    name: 'output',
    short: 'o',
    type: 'path',
    value: 'file',
    repeat: true,
    help: 'write the report of the --format beside it to a file',
    default: 'standard output',
    config: 'output',
    trusted: true,
  },
  {
    name: 'fail-on',
    type: 'severity',
    value: 'severity',
    help: 'the lowest severity that makes the run fail',
    default: 'medium',
    env: 'UNLEAK_FAIL_ON',
    config: 'fail-on',
  },
  {
    name: 'min-confidence',
    type: 'confidence',
    value: 'level',
    help: 'the lowest confidence that is reported',
    default: 'medium',
    env: 'UNLEAK_MIN_CONFIDENCE',
    config: 'min-confidence',
  },
  { name: 'no-inline-ignore', type: 'switch', help: 'do not heed ignore comments', config: 'inline-ignore' },
  { name: 'exit-zero', type: 'switch', help: 'do not fail because of findings' },
  {
    name: 'require-coverage',
    type: 'switch',
    help: 'fail when anything was skipped',
    config: 'require-coverage',
  },
  { name: 'explain', type: 'switch', help: 'tell what was dropped, and why' },
  { name: 'show-secrets', type: 'switch', help: 'print secrets in clear', config: 'show-secrets', trusted: true },
  {
    name: 'timeout',
    type: 'duration',
    value: 'time',
    help: 'stop after this time (30s, 5m, 500ms); the run is then incomplete',
    env: 'UNLEAK_TIMEOUT',
    config: 'timeout',
  },
  {
    name: 'threads',
    type: 'count',
    value: 'number',
    help: 'how many threads scan',
    default: 'as many as are worth it',
    env: 'UNLEAK_THREADS',
    config: 'threads',
  },
  { name: 'quiet', short: 'q', type: 'switch', help: 'say nothing but the report' },
  { name: 'verbose', short: 'v', type: 'switch', help: 'say more' },
  { name: 'no-color', type: 'switch', help: 'print without colour', env: 'NO_COLOR' },
] as const satisfies readonly Flag[];

type ScanFlag = (typeof scanFlags)[number];
export type FlagName = ScanFlag['name'];

/** One flag as it stood on the command line. */
export interface FlagToken {
  readonly name: FlagName;
  readonly value?: string;
}

type Camel<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
type Negated<S extends string> = S extends `no-${infer Rest}` ? Rest : never;
type Listed = Extract<ScanFlag, { repeat: true }>['name'];
type Switch = Exclude<Extract<ScanFlag, { type: 'switch' }>['name'], `no-${string}`>;
type Single = Exclude<FlagName, Listed | Switch | `no-${string}`>;

/** The flags that were given, unchecked; `--no-x` is `x: false`. */
export type ScanFlags = {
  readonly paths: readonly string[];
  /** `--format` and `--output` in the order in which they stood. */
  readonly outputs: readonly OutputToken[];
} & { readonly [N in Exclude<Listed, 'format' | 'output'> as Camel<N>]?: readonly string[] } & {
  readonly [N in Switch as Camel<N>]?: true;
} & { readonly [N in Exclude<Single, Negated<FlagName>> as Camel<N>]?: string } & {
  readonly [N in Extract<Single, Negated<FlagName>> as Camel<N>]?: string | false;
} & { readonly [N in Exclude<Negated<FlagName>, Single> as Camel<N>]?: false };

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Puts flags that stood on a command line together; of one that stood twice, the last counts, or all where it may repeat. */
export function gatherFlags(paths: readonly string[], tokens: readonly FlagToken[]): ScanFlags {
  const gathered: Record<string, unknown> = {};
  const outputs: OutputToken[] = [];
  for (const { name, value = '' } of tokens) {
    const flag: Flag | undefined = scanFlags.find(one => one.name === name);
    const key = camel(name.replace(/^no-/, ''));
    if (name === 'format' || name === 'output') outputs.push({ kind: name, value });
    else if (flag?.type === 'switch') gathered[key] = !name.startsWith('no-');
    else if (flag?.repeat) gathered[key] = [...((gathered[key] as string[] | undefined) ?? []), value];
    else gathered[key] = value;
  }
  return { ...gathered, paths, outputs } as ScanFlags;
}

/** The flag as it is written: `-f, --format <name>`. */
export const spellFlag = (flag: Flag): string =>
  `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}${flag.value === undefined ? '' : ` <${flag.value}>`}`;

/** What the help says of a flag. */
export function describeFlag(flag: Flag): string {
  const notes = [
    flag.default === undefined ? '' : `default: ${flag.default}`,
    flag.env === undefined ? '' : `env: ${flag.env}`,
  ].filter(note => note !== '');
  return notes.length === 0 ? flag.help : `${flag.help} (${notes.join(', ')})`;
}

/** The flags as a Markdown table. */
export function renderFlagTable(): string {
  const flags: readonly Flag[] = scanFlags;
  const rows = flags.map(flag => {
    const cells = [`\`${spellFlag(flag)}\``, flag.help, flag.default ?? '', code(flag.config), code(flag.env)];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Flag | What it does | Default | Config key | Environment |', '|---|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);
