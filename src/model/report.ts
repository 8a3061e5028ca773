/** Everything a run learned; the only thing a reporter sees. */

import type { Dropped, Finding } from './finding.ts';
import type { DropReason } from './match.ts';

export interface Unread {
  readonly path: string;
  readonly why: string;
}

/** How the baseline fared. */
export interface BaselineResult {
  readonly path: string;
  /** Findings that it held back. */
  readonly known: number;
  /** Entries that nothing in this run matched, by what they say of themselves. */
  readonly gone: readonly string[];
  /** Entries past their expiry; their findings count again. */
  readonly expired: readonly string[];
}

export interface Report {
  readonly tool: { readonly name: 'unleak'; readonly version: string };
  /** Source order, then offset, whatever the number of threads. */
  readonly findings: readonly Finding[];
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Every dropped match, only when --explain asked. */
  readonly drops?: readonly Dropped[];
  /** Left out on purpose: devices, encrypted members, archives that are not opened, limits the user set. */
  readonly skipped: readonly Unread[];
  /** Could not be read; makes the run incomplete. */
  readonly failed: readonly Unread[];
  readonly scanned: { readonly files: number; readonly bytes: number; readonly rules: number };
  /** Files that ignore files leave out, where they were counted; folders that are ignored as a whole count as one. */
  readonly ignored: number;
  /** Ignore comments, allowlist entries and rule settings that nothing used, or that are past their expiry. */
  readonly stale: readonly string[];
  readonly baseline?: BaselineResult;
  /** Said to the user besides the findings, on stderr and in the summary. */
  readonly notices: readonly string[];
  readonly milliseconds: number;
}

/** Exit codes of every command but rotate. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, incomplete: 3 } as const;
