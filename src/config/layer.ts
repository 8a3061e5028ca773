/** One config file, checked: what it says, on whose word, and where each thing stands in it. */

import { basename } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { SettingSource } from '../model/settings.ts';
import type { Path } from '../shape/tree.ts';
import { type Checked, checkYaml } from '../shape/yaml.ts';
import { readPackageKey } from './package-key.ts';
import { openConfigFile, type Shelf, type Wanted } from './reader.ts';
import { type Config, configShape } from './shape.ts';

export interface Layer {
  /** Absolute; links are followed. */
  readonly path: string;
  readonly shown: string;
  /** What its relative paths are relative to. */
  readonly folder: string;
  readonly source: SettingSource;
  /** The folder that its paths may not lead out of. */
  readonly within: string | undefined;
  readonly config: Config;
  readonly position: Checked<Config>['position'];
}

/** Reads and checks one file; a UserError tells everything that is wrong with it. */
export async function readLayer(wanted: Wanted, shelf: Shelf): Promise<Layer> {
  const { bytes, path, folder, shown, source, within } = await openConfigFile(wanted, shelf);
  const text = basename(wanted.path) === 'package.json' ? (readPackageKey(bytes, shown) ?? '') : bytes;
  const checked = isBlank(text) ? blank : await checkYaml(text, shown, configShape);
  const layer: Layer = {
    path,
    shown,
    folder,
    source,
    within,
    config: checked.value,
    position: checked.position,
  };
  refuseTrusted(checked, layer);
  refuseEmptyAllow(layer);
  return layer;
}

/** `file:line:column` of the value at a path. */
export function tellPosition(layer: Layer, path: Path): string {
  const { line, column } = layer.position(path);
  return `${layer.shown}:${line}:${column}`;
}

/** `file:line` of the value at a path. */
export const tellLine = (layer: Layer, path: Path): string => `${layer.shown}:${layer.position(path).line}`;

const blank: Checked<Config> = { value: {}, position: () => ({ line: 1, column: 1 }), trusted: [] };

/** A file of nothing but comments says nothing, which is no mistake. */
const isBlank = (text: string | Buffer): boolean =>
  text.length < 64 * 1024 &&
  text
    .toString()
    .split('\n')
    .every(line => /^\ufeff?(?:---)?\s*(?:#|$)/.test(line));

/** The scanned tree can't be believed about anything that reaches outside of it. */
function refuseTrusted(checked: Checked<Config>, layer: Layer): void {
  const [first] = checked.trusted;
  if (first === undefined || (layer.source !== 'tree' && layer.source !== 'ref')) return;
  const where = `${layer.shown}:${first.line}:${first.column}`;
  throw new UserError(
    `${where}: found ${JSON.stringify(first.path.join('.'))}, which the scanned tree may not set`,
    'set it by a flag, in your own config, or in a file outside the tree named with --config',
  );
}

const whole: Readonly<Record<string, ReadonlySet<string>>> = {
  paths: new Set(['*', '**', '**/*', '/**', '/*', '.', './', './**']),
  rules: new Set(['*', '**']),
};

/** An entry that names nothing, or everything, would silence every rule. */
function refuseEmptyAllow(layer: Layer): void {
  for (const [index, entry] of (layer.config.allow ?? []).entries()) {
    const { paths = [], rules = [], patterns = [], fingerprints = [] } = entry;
    const named = { paths, rules, patterns, fingerprints };
    const set = Object.entries(named).filter(([, values]) => values.length > 0);
    const where = tellPosition(layer, ['allow', index]);
    if (set.length === 0) {
      throw new UserError(
        `${where}: found an entry that names nothing; expected paths, rules, patterns or fingerprints`,
      );
    }
    if (set.every(([field, values]) => values.some(value => whole[field]?.has(value)))) {
      throw new UserError(`${where}: found an entry that allows everything; expected one that says what may stand`);
    }
  }
}
