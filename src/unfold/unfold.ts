/** Raw content made a unit: text in its encoding, its kind and labels; or an archive; or why there is nothing in it to scan. */

import type { Archive, Content, Kind, Layer, Origin, Unit } from '../model/unit.ts';
import { tellKind } from './kind.ts';
import { tellLabels } from './labels.ts';
import { recognizeMagic } from './magic.ts';
import { detectEncoding, narrowContent } from './text.ts';

const headBytes = 8192;
const kindBytes = 1024;
/** Compressed or encrypted bytes give themselves away at once. */
const controlSample = 128;

const noLayers: readonly Layer[] = [];

/** Whether bytes without a zero are no text all the same: more than a tenth of them control characters. */
function hasControls(head: Uint8Array): boolean {
  const length = Math.min(head.length, controlSample);
  let controls = 0;
  for (let i = 0; i < length; i++) {
    const byte = head[i]!;
    if ((byte < 32 && (byte < 8 || byte > 13) && byte !== 27) || byte === 127) controls++;
  }
  return controls * 10 > length;
}

function readHead(content: Content): string {
  const head = content.window(0, kindBytes);
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, kindBytes)).toString('latin1');
}

/** What a raw content turns out to be. */
export type Unfolded = { readonly unit: Unit } | { readonly archive: Archive } | { readonly skipped: string };

/** Where a content stands in an archive. */
export interface Inside {
  /** The path with `/` before each member, which kind and labels are told from. */
  readonly name: string;
  readonly layers: readonly Layer[];
}

/** A unit whose labels are read from its path when somebody asks: few units come before the judge, and cold code costs. */
function makeUnit(origin: Origin, path: string, { name, layers }: Inside, kind: Kind, content: Content): Unit {
  return {
    origin,
    path,
    kind,
    layers,
    content,
    get labels() {
      return tellLabels(name);
    },
  };
}

/** Makes a unit of what a source, or an archive, has opened. Pure: it reads the content and nothing else. */
export function unfoldContent(
  origin: Origin,
  path: string,
  content: Content,
  inside: Inside = { name: path, layers: noLayers },
): Unfolded {
  const { name, layers } = inside;
  const head = content.window(0, headBytes);
  const hasZero = Buffer.prototype.indexOf.call(head, 0) >= 0;
  const isBinary = hasZero || hasControls(head);
  const known = isBinary ? recognizeMagic(head) : undefined;
  if (known !== undefined)
    return 'skipped' in known ? known : { archive: { origin, path, name, format: known.format, layers, content } };
  const encoding = detectEncoding(head, hasZero);
  if (encoding !== undefined) {
    const narrowed = narrowContent(content, encoding);
    const kind = tellKind(name, () => readHead(narrowed));
    const encoded: Inside = { name, layers: [...layers, { kind: 'encoding', name: encoding }] };
    return { unit: makeUnit(origin, path, encoded, kind, narrowed) };
  }
  const kind = isBinary ? 'binary' : tellKind(name, () => readHead(content));
  return { unit: makeUnit(origin, path, inside, kind, content) };
}
