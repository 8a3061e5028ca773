/** A whole run: sources listed, files shared out over threads, findings settled, one report. */

import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import type { Baseline } from '../findings/baseline-file.ts';
import { fitsAllowEntry } from '../judge/allowlist.ts';
import type { Report } from '../model/report.ts';
import type { Rule, RuleSpec } from '../model/rule.ts';
import type { ScanSettings } from '../model/settings.ts';
import type { Archive, Unit } from '../model/unit.ts';
import { type Listing, listFiles } from '../sources/files.ts';
import { unfoldContent } from '../unfold/unfold.ts';
import { finishWith } from '../util/steps.ts';
import {
  addBatches,
  addDrops,
  addOutcome,
  addResult,
  type Collection,
  countDrops,
  emptyCollection,
  MAX_EXCERPTS,
} from './collect.ts';
import { type ContextRequest, createContext, rulesOf } from './context.ts';
import { type Crew, createCrew } from './crew.ts';
import { createBreath, scanPool } from './pool.ts';
import { archiveSkipped, scanArchive } from './scan-archive.ts';
import { scanSafely } from './scan-safely.ts';
import type { UnitContext } from './scan-unit.ts';
import type { Settled, SettleRequest } from './settle.ts';

/** What a run is given besides its settings. */
export interface ScanInput {
  readonly settings: ScanSettings;
  readonly version: string;
  /** The user's own rules, checked. */
  readonly customRules: readonly RuleSpec[];
  /** What to scan; `-` among them is standard input. */
  readonly paths: readonly string[];
  /** Further paths from a list, as bytes. */
  readonly listed?: readonly (string | Buffer)[];
  readonly stdin?: Readable;
  readonly baseline?: Baseline;
  readonly fingerprints: SettleRequest['fingerprints'];
  readonly lineStands?: SettleRequest['lineStands'];
  /** `.unleakignore` files of a trusted ref by absolute path, in place of those on disk. */
  readonly trustedIgnores?: ReadonlyMap<string, Buffer>;
  readonly notices: readonly string[];
  onProgress?(filesDone: number, filesInAll: number): void;
  /** Called once, when so many files are listed that the run will take a while. */
  onMany?(): void;
  readonly signal?: AbortSignal;
  /** ISO 8601 day. */
  readonly today: string;
}

/** Worth a second thread: what one thread does in less time than a thread takes to start. */
const ENTRIES_PER_THREAD = 600;
/** So many entries are worth calling workers while the rest is still being listed. */
const MANY_ENTRIES = 2 * ENTRIES_PER_THREAD;
const MAX_THREADS = 8;

const chooseThreads = (settings: ScanSettings, entries: number): number =>
  settings.threads ??
  Math.max(1, Math.min(availableParallelism(), MAX_THREADS, Math.ceil(entries / ENTRIES_PER_THREAD)));

/** What the steps of a run share. */
interface Run {
  readonly input: ScanInput;
  readonly rules: readonly Rule[];
  readonly context: UnitContext;
  readonly crew: Crew;
  readonly deadline: number;
  readonly collection: Collection;
}

export async function runScan(input: ScanInput): Promise<Report> {
  const started = performance.now();
  const { timeoutMs } = input.settings;
  const deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.timeOrigin + started + timeoutMs;
  const request = contextRequest(input);
  const crew = createCrew(request);
  try {
    // Files are listed while this thread gets ready, and workers get ready while files are listed.
    const listed = listInput(input, () => {
      input.onMany?.();
      crew.call(chooseThreads(input.settings, MANY_ENTRIES) - 1);
    });
    listed.catch(() => {});
    const rules = rulesOf(request);
    const run: Run = {
      input,
      rules,
      context: createContext(request, rules),
      crew,
      deadline,
      collection: emptyCollection(),
    };
    const listing = await listed;
    run.collection.skipped.push(...listing.skipped);
    run.collection.failed.push(...listing.failed);
    await scanFiles(run, listing);
    if (input.paths.includes('-')) await scanStdin(run);
    return await conclude(input, listing, rules, run.collection, started);
  } finally {
    crew.dismiss();
  }
}

/** With only standard input to scan there is nothing to list. */
async function listInput(input: ScanInput, onMany: () => void): Promise<Listing> {
  const { settings, paths, listed, trustedIgnores, signal } = input;
  const named = paths.filter(path => path !== '-');
  const { cwd, include, exclude, includeIgnored } = settings;
  if (named.length === 0 && listed === undefined && paths.length > 0) {
    return { root: cwd, entries: [], skipped: [], failed: [], ignored: 0, notices: [] };
  }
  const scope = { include, exclude, includeIgnored, trustedIgnores };
  return listFiles({ cwd, paths: named, filesFrom: listed, ...scope, signal, onMany });
}

function contextRequest({ settings, customRules, lineStands, today }: ScanInput): ContextRequest {
  const { onlyRules, withoutRules, severities, minConfidence, inlineIgnore, archives, explain } = settings;
  return {
    customRules,
    choice: { onlyRules, withoutRules, severities },
    allow: settings.allow,
    minConfidence,
    inlineIgnore,
    archives,
    explain,
    ignoresNeedTrust: lineStands !== undefined,
    today,
  };
}

async function scanFiles({ input, collection, ...run }: Run, { entries }: Listing): Promise<void> {
  if (entries.length === 0) return;
  const batches = await scanPool({
    ...run,
    entries,
    threads: chooseThreads(input.settings, entries.length),
    onProgress: done => input.onProgress?.(done, entries.length),
    ...(input.signal && { signal: input.signal }),
  });
  addBatches(collection, batches, index => entries[index]!.shown);
}

async function scanStdin(run: Run): Promise<void> {
  const { input, collection } = run;
  const { settings, stdin, signal } = input;
  if (stdin === undefined) return;
  const { readStdin } = await import('../sources/stdin.ts');
  const path = settings.stdinPath ?? '<stdin>';
  const { reading, close } = await readStdin({ stream: stdin, path, unfold: unfoldContent, ...(signal && { signal }) });
  try {
    if ('skipped' in reading) collection.skipped.push({ path, why: reading.skipped });
    else if ('failed' in reading) collection.failed.push({ path, why: reading.failed });
    else if ('archive' in reading) await scanStdinArchive(reading.archive, run, signal);
    else await scanStdinUnit(reading.unit, run, signal);
  } finally {
    close();
  }
}

async function scanStdinUnit(
  unit: Unit,
  { context, deadline, collection }: Run,
  signal: AbortSignal | undefined,
): Promise<void> {
  const result = await finishWith(scanSafely(unit, context, deadline), createBreath(signal));
  collection.files++;
  collection.bytes += unit.content.size;
  if (typeof result === 'string') collection.failed.push({ path: unit.path, why: result });
  else addResult(collection, result, unit.path);
}

async function scanStdinArchive(
  archive: Archive,
  { context, deadline, collection }: Run,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { path } = archive;
  if (!context.archives) return void collection.skipped.push({ path, why: archiveSkipped });
  const { outcomes, members, bytes } = await finishWith(scanArchive(archive, context, deadline), createBreath(signal));
  collection.files += 1 + members;
  collection.bytes += bytes;
  for (const { member, ...outcome } of outcomes) addOutcome(collection, outcome, path + member);
}

/** Most runs find nothing, and need not load what settling takes. */
async function settleAll(input: ScanInput, collection: Collection): Promise<Settled> {
  const { settings, baseline, fingerprints, lineStands, signal, today } = input;
  const named = settings.allow.some(entry => entry.fingerprints.length > 0);
  if (collection.collected.length === 0 && baseline === undefined && !named)
    return { findings: [], drops: [], stale: [] };
  const { settle } = await import('./settle.ts');
  return settle(collection, {
    allow: settings.allow,
    fingerprints,
    today,
    complete: seesEverything(settings, input.paths) && collection.failed.length === 0,
    fits: (entry, finding) => fitsAllowEntry(entry, finding),
    ...(baseline && { baseline }),
    ...(lineStands && { lineStands }),
    ...(signal && { signal }),
  });
}

async function conclude(
  input: ScanInput,
  listing: Listing,
  rules: readonly Rule[],
  collection: Collection,
  started: number,
): Promise<Report> {
  const { settings } = input;
  const settled = await settleAll(input, collection);
  const drops = [...collection.drops, ...settled.drops];
  addDrops(collection.dropped, countDrops(settled.drops));
  const withoutExcerpt = Math.max(0, collection.collected.length - MAX_EXCERPTS);
  const cut =
    withoutExcerpt > 0 ? [`the excerpts of ${withoutExcerpt} findings were left out; the findings are all there`] : [];
  return {
    tool: { name: 'unleak', version: input.version },
    findings: settled.findings,
    dropped: collection.dropped,
    ...(settings.explain && { drops }),
    skipped: collection.skipped,
    failed: collection.failed,
    scanned: { files: collection.files, bytes: collection.bytes, rules: rules.length },
    ignored: listing.ignored,
    stale: [...collection.expiredIgnores, ...settled.stale, ...staleAllows(input, collection)],
    ...(settled.baseline && { baseline: settled.baseline }),
    notices: [...input.notices, ...listing.notices, ...cut],
    milliseconds: Math.round(performance.now() - started),
  };
}

/** Whether the run could meet everything that a baseline or an allowlist speaks of. */
export const seesEverything = (settings: ScanSettings, paths: readonly string[]): boolean =>
  (paths.length === 0 || (paths.length === 1 && paths[0] === '.')) &&
  settings.filesFrom === undefined &&
  settings.archives &&
  settings.include.length === 0 &&
  settings.exclude.length === 0 &&
  settings.onlyRules.length === 0 &&
  settings.withoutRules.length === 0;

/** Allowlist entries by path, rule or pattern that nothing used, or that are past their expiry. */
function staleAllows({ settings, paths, today }: ScanInput, { usedAllows }: Collection): string[] {
  const complete = seesEverything(settings, paths);
  return settings.allow
    .filter(entry => entry.fingerprints.length === 0)
    .flatMap(entry => {
      if (entry.expires !== undefined && entry.expires < today)
        return [`${entry.from}: the allowlist entry expired after ${entry.expires}`];
      return complete && !usedAllows.has(entry.from)
        ? [`${entry.from}: nothing needs this allowlist entry any more`]
        : [];
    });
}
