/** YAML or JSON data with the offset at which each value stands. */

export type Scalar = string | number | boolean | null;

/** A list's items, or a map's entries in their order. */
export type Node =
  | { readonly kind: 'scalar'; readonly at: number; readonly size: number; readonly value: Scalar }
  | { readonly kind: 'list'; readonly at: number; readonly size: number; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly at: number; readonly size: number; readonly entries: ReadonlyMap<string, Entry> };

export interface Entry {
  readonly keyAt: number;
  readonly node: Node;
}

/** The way to a value: keys and 0-based list positions. */
export type Path = readonly (string | number)[];

const childrenSize = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + node.size, 1);

export const makeScalar = (value: Scalar, at: number): Node => ({ kind: 'scalar', at, size: 1, value });

export const makeList = (items: readonly Node[], at: number): Node => ({
  kind: 'list',
  at,
  size: childrenSize(items),
  items,
});

export const makeMap = (entries: ReadonlyMap<string, Entry>, at: number): Node => ({
  kind: 'map',
  at,
  size: childrenSize([...entries.values()].map(entry => entry.node)),
  entries,
});

/** Plain data as nodes that all stand at one offset, so that a default is checked like something written. */
export function plantValue(value: unknown, at: number): Node {
  if (Array.isArray(value))
    return makeList(
      value.map(item => plantValue(item, at)),
      at,
    );
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, { keyAt: at, node: plantValue(item, at) }] as const,
    );
    return makeMap(new Map(entries), at);
  }
  return makeScalar(value as Scalar, at);
}

/** The offset of the value at a path, or of the nearest value around it when there is none. */
export function findOffset(root: Node, path: Path): number {
  let node = root;
  for (const step of path) {
    const next = node.kind === 'map' ? node.entries.get(String(step))?.node : nextItem(node, step);
    if (next === undefined) break;
    node = next;
  }
  return node.at;
}

const nextItem = (node: Node, step: string | number): Node | undefined =>
  node.kind === 'list' ? node.items[Number(step)] : undefined;
