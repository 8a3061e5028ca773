/** Joins config files into one: the nearest wins where one value is asked for, and lists add up. */

import { UserError } from '../model/errors.ts';
import type { Severity } from '../model/rule.ts';
import type { AllowEntry, RuleSetting, SettingSource } from '../model/settings.ts';
import { resolvePath } from './extend.ts';
import { fitsNothing, type Outside, rebaseGlob } from './globs.ts';
import { type Layer, tellLine, tellPosition } from './layer.ts';
import { followLinks, isWithin } from './paths.ts';
import type { Shelf } from './reader.ts';
import type { Config, ConfigKey } from './shape.ts';

/** A value, and who set it where. */
export interface Setting<T> {
  readonly value: T;
  readonly source: SettingSource;
  /** `unleak.yml:12`. */
  readonly from: string;
}

/** The keys of which the nearest value holds, as they are written. */
const singleKeys = [
  'include-ignored',
  'archives',
  'fail-on',
  'min-confidence',
  'inline-ignore',
  'require-coverage',
  'timeout',
  'threads',
  'output',
  'show-secrets',
] as const satisfies readonly ConfigKey[];
type SingleKey = (typeof singleKeys)[number];

/** What all files of a run say together. */
export interface MergedConfig {
  readonly single: { readonly [K in SingleKey]?: Setting<NonNullable<Config[K]>> };
  /** Absolute. */
  readonly baseline?: Setting<string>;
  /** Relative to the working directory, as are all globs here. */
  readonly include?: Setting<readonly string[]>;
  readonly exclude: readonly Setting<readonly string[]>[];
  /** Absolute. */
  readonly ruleFiles: readonly Setting<readonly string[]>[];
  readonly allow: readonly AllowEntry[];
  /** The last that fits a rule and speaks of it wins. */
  readonly rules: readonly RuleSetting[];
  /** Every file that was read, the nearest first, as they are told. */
  readonly files: readonly string[];
  /** The config file that the scanned tree itself brings, on disk; absolute. */
  readonly treeFile?: string;
}

/** What globs and paths of config files are seen from. */
export interface Viewpoint {
  /** Absolute folder that shown paths are relative to. */
  readonly cwd: string;
  /** What the globs of files outside the scanned tree are relative to. */
  readonly root: string;
  /** How what is scanned outside of `cwd` is shown. */
  readonly outside: Outside;
  readonly shelf: Shelf;
}

/** Joins files, given the nearest first. */
export function mergeLayers(layers: readonly Layer[], view: Viewpoint): MergedConfig {
  const baseline = pickNearest(layers, 'baseline', (layer, value) => readPath(layer, value, ['baseline'], view.shelf));
  const include = pickNearest(layers, 'include', (layer, value) => readGlobs(layer, value, view));
  const [nearestLayer] = layers;
  return {
    single: Object.fromEntries(
      singleKeys.map(key => [key, pickNearest(layers, key, (_, value) => value)]).filter(([, setting]) => setting),
    ) as MergedConfig['single'],
    ...(baseline === undefined ? {} : { baseline }),
    ...(include === undefined ? {} : { include }),
    exclude: collect(layers, 'exclude', (layer, value) => readGlobs(layer, value, view)),
    ruleFiles: collect(layers, 'rule-files', (layer, value) =>
      value.map((path, index) => readPath(layer, path, ['rule-files', index], view.shelf)),
    ),
    allow: layers.flatMap(layer => readAllow(layer, view)),
    rules: joinRules(layers.toReversed().flatMap(readRules)),
    files: layers.map(layer => layer.shown),
    ...(nearestLayer?.source === 'tree' ? { treeFile: nearestLayer.path } : {}),
  };
}

function pickNearest<K extends ConfigKey, T>(
  layers: readonly Layer[],
  key: K,
  read: (layer: Layer, value: NonNullable<Config[K]>) => T,
): Setting<T> | undefined {
  const layer = layers.find(one => one.config[key] !== undefined);
  return layer && readSetting(layer, key, read);
}

function collect<K extends ConfigKey, T>(
  layers: readonly Layer[],
  key: K,
  read: (layer: Layer, value: NonNullable<Config[K]>) => T,
): readonly Setting<T>[] {
  return layers.filter(layer => layer.config[key] !== undefined).map(layer => readSetting(layer, key, read));
}

const readSetting = <K extends ConfigKey, T>(
  layer: Layer,
  key: K,
  read: (layer: Layer, value: NonNullable<Config[K]>) => T,
): Setting<T> => ({
  value: read(layer, layer.config[key]!),
  source: layer.source,
  from: tellLine(layer, [key]),
});

function readGlobs(layer: Layer, globs: readonly string[], view: Viewpoint): readonly string[] {
  const base = layer.within === undefined ? view.root : layer.folder;
  const rebased = globs.flatMap(glob => rebaseGlob(glob, base, view.cwd, view.outside));
  // An empty list would stand for every path.
  return rebased.length === 0 && globs.length > 0 ? [fitsNothing] : rebased;
}

/** The absolute path that a file means; what the scanned tree names must stand in it, links followed. */
function readPath(layer: Layer, named: string, at: readonly (string | number)[], shelf: Shelf): string {
  const where = tellPosition(layer, at);
  const path = resolvePath(layer, named, where, shelf);
  if (
    layer.source === 'tree' &&
    layer.within !== undefined &&
    !isWithin(followLinks(path), followLinks(layer.within))
  ) {
    throw new UserError(
      `${where}: found a symbolic link that leads out of ${shelf.show(layer.within)}; expected a path in it`,
    );
  }
  return path;
}

function readAllow(layer: Layer, view: Viewpoint): readonly AllowEntry[] {
  return (layer.config.allow ?? []).map((entry, index) => ({
    paths: readGlobs(layer, entry.paths ?? [], view),
    rules: entry.rules ?? [],
    patterns: entry.patterns ?? [],
    fingerprints: entry.fingerprints ?? [],
    ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    ...(entry.owner === undefined ? {} : { owner: entry.owner }),
    ...(entry.expires === undefined ? {} : { expires: entry.expires }),
    from: tellLine(layer, ['allow', index]),
    source: layer.source,
  }));
}

/** A file's words on rules, in their order. */
function readRules(layer: Layer): readonly RuleSetting[] {
  return Object.entries(layer.config.rules ?? {}).map(([rule, value]): RuleSetting => {
    const from = tellLine(layer, ['rules', rule]);
    if (typeof value !== 'string') return { rule, ...value, from };
    if (value === 'on' || value === 'off') return { rule, enabled: value === 'on', from };
    // A severity alone says that the rule runs, even if a file further away turned it off.
    return { rule, enabled: true, severity: value as Severity, from };
  });
}

/**
 * One setting for each name, in the order in which they hold: globs before names, since what is said of a rule by its name outweighs
 * what is said by a glob, wherever it stands; of several files the nearest last.
 */
function joinRules(settings: readonly RuleSetting[]): readonly RuleSetting[] {
  const joined = new Map<string, RuleSetting>();
  for (const setting of settings) {
    const before = joined.get(setting.rule);
    joined.delete(setting.rule);
    joined.set(setting.rule, { ...before, ...setting });
  }
  const ordered = [...joined.values()];
  return [...ordered.filter(({ rule }) => rule.includes('*')), ...ordered.filter(({ rule }) => !rule.includes('*'))];
}
