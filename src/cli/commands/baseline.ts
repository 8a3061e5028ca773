/** `unleak baseline`: writes what a scan found into the baseline, so that later scans report only what is new. */

import { resolve } from 'node:path';
import { type BaselineChange, createBaseline, describeEntry, updateBaseline } from '../../findings/baseline.ts';
import { formatBaseline, readBaseline } from '../../findings/baseline-file.ts';
import { createTagger, tagFindings } from '../../findings/fingerprint.ts';
import { checkLabel, type EntryLabel, isExpired, refuseSecrets } from '../../findings/label.ts';
import type { Finding } from '../../model/finding.ts';
import { writeOutput } from '../output.ts';

/** Name of the file, in the folder that is scanned, where no other is asked for. */
export const defaultBaseline = '.unleak-baseline';

export interface BaselineRequest {
  /** Absolute folder that the path is resolved against; below it no symbolic link is followed. */
  readonly root: string;
  /** Relative to the root or absolute, as the user wrote it. */
  readonly path?: string;
  /** All findings of a scan that no baseline has held any back from; their fingerprints are made here, under the file's salt. */
  readonly findings: readonly Finding[];
  /** Whether the scan looked at everything, with every rule, and could read it. */
  readonly complete: boolean;
  readonly prune: boolean;
  /** Said of the entries that are added. */
  readonly label?: EntryLabel;
  /** ISO 8601 day. */
  readonly today: string;
  readonly signal?: AbortSignal;
}

export interface BaselineOutcome {
  readonly path: string;
  readonly change: BaselineChange;
  readonly written: boolean;
  /** What was done, a sentence a line. */
  readonly lines: readonly string[];
}

const maxListed = 20;

/** Brings the file up to date and says what changed. A file that already says it all is not touched. */
export async function runBaseline(request: BaselineRequest): Promise<BaselineOutcome> {
  const { root, path = defaultBaseline, findings, complete, prune, today, signal } = request;
  const label = checkLabel(request.label ?? {}, today);
  refuseSecrets(
    label,
    findings.map(finding => finding.secret),
  );
  const file = resolve(root, path);
  const known = await readBaseline(file, path);
  const baseline = known ?? createBaseline(path);
  const tagged = await tagFindings(findings, createTagger(baseline.salt), signal ? { signal } : {});
  signal?.throwIfAborted();
  const change = updateBaseline(baseline, tagged, { prune, complete, label });
  const text = formatBaseline(change.baseline);
  const written = known === undefined || text !== formatBaseline(known);
  if (written) await writeOutput([text], { file, root }, signal);
  return { path, change, written, lines: describeChange(path, change, known === undefined, today) };
}

function describeChange(
  path: string,
  { baseline, added, kept, gone, removed }: BaselineChange,
  isNew: boolean,
  today: string,
): string[] {
  const counts = [
    `${added.length} added`,
    `${kept} kept`,
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ];
  const total = baseline.entries.size;
  const lines = [
    `${isNew ? 'Wrote' : 'Updated'} ${path}: ${total} known ${total === 1 ? 'value' : 'values'} (${counts.join(', ')}).`,
  ];
  const expired = [...baseline.entries.values()].filter(entry => isExpired(entry.expires, today));
  if (expired.length > 0) lines.push('Past their expiry, so that they still fail a scan:', ...listEntries(expired));
  if (removed.length > 0) lines.push('Removed:', ...listEntries(removed));
  if (gone.length > 0)
    lines.push('Not found any more (`unleak baseline --prune` takes them out):', ...listEntries(gone));
  return lines;
}

function listEntries(entries: BaselineChange['gone']): string[] {
  const lines = entries.slice(0, maxListed).map(entry => `  ${describeEntry(entry)}`);
  return entries.length > maxListed ? [...lines, `  and ${entries.length - maxListed} more`] : lines;
}
