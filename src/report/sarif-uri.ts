/** Writes a shown path as the URI that SARIF wants: percent-encoded, relative to the scanned folder where it can be. */

import type { Location } from '../model/finding.ts';

/** The name that stands for the scanned folder; code scanning replaces it by the checkout. */
export const rootId = '%SRCROOT%';

export interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: typeof rootId;
}

const lone = /\p{Cs}/gu;

/** RFC 3986 lets these stand, encodeURIComponent does too, but some readers take them for syntax. */
const rest = /[!'()*]/g;

const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment.replace(lone, '\ufffd')).replace(
    rest,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** A path that stands nowhere in the file system, or whose bytes are text. */
export function toArtifactLocation(path: string): ArtifactLocation {
  const encoded = path.split('/').map(encodeSegment).join('/');
  if (path.startsWith('/')) return { uri: `file://${encoded.replace(/^\/+/, '/')}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded.replace('%3A', ':')}` };
  return { uri: encoded, uriBaseId: rootId };
}

/** A finding's file; a name that is no UTF-8 gets its own bytes back, which the shown path has as `\xNN`. */
export function locateArtifact({ origin, path }: Location): ArtifactLocation {
  const location = toArtifactLocation(path);
  if (origin.kind !== 'file' || typeof origin.path === 'string') return location;
  const uri = location.uri.replace(/%5Cx([89a-f][0-9a-f])/g, (_, byte: string) => `%${byte.toUpperCase()}`);
  return { ...location, uri };
}
