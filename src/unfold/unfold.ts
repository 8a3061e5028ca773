/** Raw content made a unit: text in its encoding, its kind and labels; or why there is nothing in it to scan. */

import type { Content, Kind, Origin, Unit } from '../model/unit.ts';
import { tellKind } from './kind.ts';
import { tellLabels } from './labels.ts';
import { recognizeMagic } from './magic.ts';
import { detectEncoding, narrowContent } from './text.ts';

const headBytes = 8192;
const kindBytes = 1024;
/** Compressed or encrypted bytes give themselves away at once. */
const controlSample = 128;

const noLayers: Unit['layers'] = [];

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

/** A unit whose labels are read from its path when somebody asks: few units come before the judge, and cold code costs. */
function makeUnit(origin: Origin, path: string, kind: Kind, layers: Unit['layers'], content: Content): Unit {
  return {
    origin,
    path,
    kind,
    layers,
    content,
    get labels() {
      return tellLabels(path);
    },
  };
}

/** Makes a unit of what a source has opened. Pure: it reads the content and nothing else. */
export function unfoldContent(
  origin: Origin,
  path: string,
  content: Content,
): { readonly unit: Unit } | { readonly skipped: string } {
  const head = content.window(0, headBytes);
  const hasZero = Buffer.prototype.indexOf.call(head, 0) >= 0;
  const isBinary = hasZero || hasControls(head);
  const why = isBinary ? recognizeMagic(head) : undefined;
  if (why !== undefined) return { skipped: why };
  const encoding = detectEncoding(head, hasZero);
  if (encoding !== undefined) {
    const narrowed = narrowContent(content, encoding);
    const kind = tellKind(path, () => readHead(narrowed));
    return { unit: makeUnit(origin, path, kind, [{ kind: 'encoding', name: encoding }], narrowed) };
  }
  const kind = isBinary ? 'binary' : tellKind(path, () => readHead(content));
  return { unit: makeUnit(origin, path, kind, noLayers, content) };
}
