/** Follows `extends` from one config file to all that it builds on. */

import { isAbsolute, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { type Layer, readLayer, tellPosition } from './layer.ts';
import { isWithinEither } from './paths.ts';
import type { Shelf, Wanted } from './reader.ts';

/** How far `extends` may lead, and how many files it may name in all. */
const maxDepth = 8;
const maxFiles = 64;

/** The files of a config, each once, the one that wins first: a file before its bases, the base named last before those named earlier. */
export async function readLayers(wanted: Wanted, shelf: Shelf): Promise<readonly Layer[]> {
  const walk: Walk = { shelf, read: new Map(), ordered: [] };
  await follow(await readLayer(wanted, shelf), [], walk);
  return walk.ordered;
}

interface Walk {
  readonly shelf: Shelf;
  readonly read: Map<string, Layer>;
  readonly ordered: Layer[];
}

async function follow(layer: Layer, chain: readonly Layer[], walk: Walk): Promise<void> {
  // A file met before has brought its bases along: each is followed once, however often it is named.
  if (walk.ordered.some(known => known.path === layer.path)) return;
  walk.ordered.push(layer);
  const deeper = [...chain, layer];
  for (const [index, named] of [...(layer.config.extends ?? []).entries()].reverse()) {
    const where = tellPosition(layer, ['extends', index]);
    if (deeper.length > maxDepth) throw tooDeep(where);
    const base = await readBase(layer, named, where, walk);
    if (deeper.some(above => above.path === base.path)) throw circle(where, deeper, base);
    await follow(base, deeper, walk);
  }
}

async function readBase(layer: Layer, named: string, where: string, { shelf, read }: Walk): Promise<Layer> {
  const path = resolvePath(layer, named, where, shelf);
  const known = read.get(path);
  if (known !== undefined) return known;
  if (read.size >= maxFiles) throw new UserError(`${where}: found more than ${maxFiles} configs; expected fewer`);
  const base = await locateErrors(where, () => readLayer({ path, source: layer.source, within: layer.within }, shelf));
  read.set(path, base);
  return base;
}

/** Puts the place that names a file before what is wrong with the file as a whole; errors inside of it have their own place. */
async function locateErrors<T>(where: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof UserError) || /:\d+:\d+: /.test(error.message)) throw error;
    throw new UserError(`${where}: ${error.message}`, error.hint);
  }
}

const tooDeep = (where: string): UserError =>
  new UserError(`${where}: found configs that extend each other more than ${maxDepth} deep; expected fewer`);

function circle(where: string, chain: readonly Layer[], base: Layer): UserError {
  const from = chain.findIndex(layer => layer.path === base.path);
  const names = [...chain.slice(from), base].map(layer => layer.shown);
  return new UserError(
    `${where}: found configs that extend each other in a circle (${names.join(' -> ')}); expected an end`,
  );
}

/** The absolute path that a config file means; one in the scanned tree may only name what lies in it. */
export function resolvePath(layer: Layer, named: string, where: string, shelf: Shelf): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(named))
    throw new UserError(`${where}: found an address; expected the path of a file`);
  const path = resolve(layer.folder, named);
  if (layer.within === undefined) return path;
  if (isAbsolute(named))
    throw new UserError(`${where}: found an absolute path; expected one relative to ${layer.shown}`);
  if (!isWithinEither(path, layer.within)) {
    throw new UserError(`${where}: found a path that leads out of ${shelf.show(layer.within)}; expected one in it`);
  }
  return path;
}
