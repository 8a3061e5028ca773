/** Opens archives in memory, and archives in them: units to scan, one after the other, and what could not be read. */

import { ReadFailure } from '../../model/errors.ts';
import type { Archive, ArchiveFormat, Layer, Unit } from '../../model/unit.ts';
import { showBytes } from '../../util/show-bytes.ts';
import { unfoldContent } from '../unfold.ts';
import { readAr } from './ar.ts';
import { type ArchiveLimits, type Budget, createBudget, defaultLimits } from './budget.ts';
import { gunzip, readPackedName } from './gzip.ts';
import type { Member, Members } from './member.ts';
import { contentSource, streamSource } from './source.ts';
import { type ByteStream, createMemory, load, type Pull, streamOf, TOO_LARGE } from './stream.ts';
import { readTar, startsTar, TAR_BLOCK_BYTES } from './tar.ts';
import { readZip } from './zip.ts';
import { unpackZstd } from './zstd.ts';

/** One thing that an archive comes to. Paths are those of the report, `outer!inner`. */
export type Opened =
  /** The unit's content holds until the next step. */
  | { readonly unit: Unit }
  | { readonly path: string; readonly skipped: string }
  | { readonly path: string; readonly failed: string };

/** Opens an archive in steps; those without a result are pauses. Nothing is written anywhere, and memory stays bounded. Never throws for what it holds. */
export const openArchive = (archive: Archive, limits: ArchiveLimits = defaultLimits): Generator<Opened | undefined> =>
  walk(archive, createBudget(archive.content.size, limits), 1);

function* walk(archive: Archive, budget: Budget, depth: number): Generator<Opened | undefined> {
  try {
    const { layers, members } = openMembers(archive, budget);
    const inner = { ...archive, layers: [...archive.layers, ...layers] };
    for (const member of members) {
      if (member === undefined) yield;
      else yield* openMember(inner, member, budget, depth);
    }
  } catch (error) {
    // What is used up is used up for all archives around this one.
    if (!(error instanceof ReadFailure) || (budget.isSpent() && depth > 1)) throw error;
    yield { path: archive.path, failed: error.message };
  }
}

function* openMember(archive: Archive, member: Member, budget: Budget, depth: number): Generator<Opened | undefined> {
  budget.countMember();
  const path = `${archive.path}!${member.name}`;
  if (member.content !== undefined && member.content.size > 0)
    yield* openContent({ ...archive, path, name: `${archive.name}/${member.name}` }, member.content, budget, depth);
  if (member.skipped !== undefined) yield { path, skipped: member.skipped };
  if (member.failed !== undefined && !budget.isSpent()) yield { path, failed: member.failed };
}

function* openContent(
  { origin, path, name, layers }: Omit<Archive, 'content'>,
  content: Archive['content'],
  budget: Budget,
  depth: number,
): Generator<Opened | undefined> {
  const unfolded = unfoldContent(origin, path, content, { name, layers });
  if ('unit' in unfolded) yield unfolded;
  else if ('skipped' in unfolded) yield { path, skipped: unfolded.skipped };
  else if (depth < budget.limits.maxDepth) yield* walk(unfolded.archive, budget, depth + 1);
  else yield { path, failed: `is nested deeper than ${budget.limits.maxDepth} archives: not opened` };
}

interface OpenedMembers {
  /** What was opened to reach the members. */
  readonly layers: readonly Layer[];
  readonly members: Members;
}

function openMembers(archive: Archive, budget: Budget): OpenedMembers {
  const { format, content } = archive;
  const layers: Layer[] = [{ kind: 'archive', name: format }];
  if (format === 'zip') return { layers, members: readZip(content, budget) };
  if (format === 'tar') return { layers, members: readTar(contentSource(content)) };
  if (format === 'ar') return { layers, members: readAr(contentSource(content)) };
  const stream = budget.meter(streamOf(unpack[format](content)));
  const head = new Uint8Array(TAR_BLOCK_BYTES);
  const whole = prepend(head.subarray(0, stream.read(head)), stream);
  const { maxMemberBytes } = budget.limits;
  if (!startsTar(head)) return { layers, members: readAlone(archive, whole, maxMemberBytes) };
  return {
    layers: [...layers, { kind: 'archive', name: 'tar' }],
    members: readTar(streamSource(whole, maxMemberBytes)),
  };
}

type Compression = Exclude<ArchiveFormat, 'zip' | 'tar' | 'ar'>;

const unpack: Readonly<Record<Compression, (content: Archive['content']) => Pull>> = {
  gzip: gunzip,
  zstd: unpackZstd,
};

function prepend(head: Uint8Array, stream: ByteStream): ByteStream {
  const space = new Uint8Array(1 << 16);
  let first: Uint8Array | undefined = head;
  return streamOf(() => {
    if (first === undefined) {
      const read = stream.read(space);
      return read === 0 ? undefined : space.subarray(0, read);
    }
    const chunk = first;
    first = undefined;
    return chunk;
  });
}

/** The one file that was compressed. */
function* readAlone(archive: Archive, stream: ByteStream, maxBytes: number): Members {
  const { content, cut, failure } = yield* load(stream, createMemory(maxBytes));
  const member: Member = { name: nameAlone(archive), content };
  const failed = cut ? TOO_LARGE : failure?.message;
  yield failed === undefined ? member : { ...member, failed };
}

/** What the compressed file says that it holds, else its own name without what tells the compression. */
function nameAlone({ path, format, content }: Archive): string {
  const told = format === 'gzip' ? readPackedName(content) : undefined;
  if (told !== undefined && told.length > 0) return showBytes(told);
  const own = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1);
  const bare = own.replace(/\.(?:gz|gzip|zst|zstd)$/i, '').replace(/\.svgz$/i, '.svg');
  return bare === own && !/\.svgz$/i.test(own) ? 'data' : bare;
}
