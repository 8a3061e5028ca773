/** What a run was asked to do: flags, configuration and environment merged, each value checked, nothing left to look up. */

import type { Confidence, Severity } from './rule.ts';

/**
 * Who set a setting: nobody, the user's own file, the scanned tree, the tree as a named git ref holds it, a file outside the tree that
 * was named by flag or environment, the environment itself, a flag. Only `tree` is not to be trusted.
 */
export const settingSources = ['default', 'user', 'tree', 'ref', 'named', 'env', 'flag'] as const;
export type SettingSource = (typeof settingSources)[number];

/** What a config file says about some rules: on, off, or of another severity. */
export interface RuleSetting {
  /** A rule id, an alias, or a glob over both (`openai-*`). */
  readonly rule: string;
  readonly enabled?: boolean;
  readonly severity?: Severity;
  readonly reason?: string;
  /** Where it is written, `unleak.yml:12`. */
  readonly from: string;
}

/** One thing the configuration allows. Every field that is set must fit; at least one is. */
export interface AllowEntry {
  /** Globs over shown paths (`/` separators). */
  readonly paths: readonly string[];
  /** Rule ids or aliases. */
  readonly rules: readonly string[];
  /** Regular expression sources, tried on the secret and, failing that, on its line. Always the user's own: they run under a time limit. */
  readonly patterns: readonly string[];
  /** Fingerprints (32 hex digits) or unambiguous prefixes of at least 12. */
  readonly fingerprints: readonly string[];
  readonly reason?: string;
  readonly owner?: string;
  /** ISO 8601 day; from the day after, the entry no longer counts. */
  readonly expires?: string;
  /** Where it is written, `unleak.yml:12`. */
  readonly from: string;
  /** Who wrote it; absent where an entry was not read from a config file. */
  readonly source?: SettingSource;
}

export interface OutputRequest {
  readonly format: string;
  /** Absent for standard output. */
  readonly file?: string;
}

export interface ScanSettings {
  /** Absolute folder that relative paths are resolved against. */
  readonly cwd: string;
  readonly paths: readonly string[];
  /** File that lists paths (a line each, or NUL-separated); `-` is standard input. */
  readonly filesFrom?: string;
  /** Standard input is scanned under this name. */
  readonly stdinPath?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeIgnored: boolean;
  /** Whether archives are opened. */
  readonly archives: boolean;
  /** Files or folders with the user's own rules. */
  readonly ruleFiles: readonly string[];
  /** Only these rules (ids, aliases or globs); empty means all. */
  readonly onlyRules: readonly string[];
  readonly withoutRules: readonly string[];
  readonly severities: Readonly<Record<string, Severity>>;
  /** Everything the config files say about rules, in the order in which it holds: where several fit a rule, the last one that speaks wins. */
  readonly ruleSettings?: readonly RuleSetting[];
  readonly allow: readonly AllowEntry[];
  readonly inlineIgnore: boolean;
  readonly minConfidence: Confidence;
  readonly failOn: Severity;
  readonly requireCoverage: boolean;
  readonly exitZero: boolean;
  readonly baseline?: string;
  /** A git ref that configuration, allowlists and inline ignores are taken from instead of the working tree. */
  readonly policyFrom?: string;
  readonly explain: boolean;
  readonly showSecrets: boolean;
  readonly outputs: readonly OutputRequest[];
  /** For the whole run; what was not scanned by then is `failed`. */
  readonly timeoutMs?: number;
  /** Absent: chosen from the work at hand. */
  readonly threads?: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Notes on how the settings came about: which config files were read. */
  readonly configFiles: readonly string[];
  /** Absolute path of the config file that the scanned tree brings, if it has one and it is read from disk: the one to write to. */
  readonly treeConfig?: string;
  /** Who set each setting that somebody set (for lists: who set it last). */
  readonly origins?: Readonly<Record<string, SettingSource>>;
}
