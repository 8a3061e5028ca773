/** A finding: what is told to the user, at one place. */

import type { DropReason } from './match.ts';
import type { Confidence, RuleSpec, Severity } from './rule.ts';
import type { Secret } from './secret.ts';
import type { Layer, Origin } from './unit.ts';

/** 1-based lines and columns; columns count UTF-16 units as editors do, `endColumn` is exclusive. */
export interface Location {
  readonly origin: Origin;
  readonly path: string;
  readonly layers: readonly Layer[];
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A line of text with every known secret in it masked, cut to a bounded width around the finding. */
export type Excerpt = string;

/** The other half of a credential, in the same unit. */
export interface FindingPart {
  readonly name: string;
  readonly secret: Secret;
  readonly at: Location;
}

export interface SecretFinding {
  readonly kind: 'secret';
  readonly rule: RuleSpec;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly secret: Secret;
  /** Groups the places of one value in one run: 16 hex digits of an HMAC under a key made for the run. */
  readonly secretId: string;
  readonly at: Location;
  /** Empty when there were too many findings to keep excerpts for all. */
  readonly excerpt: Excerpt;
  readonly notes: readonly string[];
  /** The other halves of the credential that stand near. */
  readonly parts?: readonly FindingPart[];
  /** The value's lasting identity (decisions, *Identity*), 32 hex digits; made only when a report, a baseline or an allowlist asks. */
  readonly fingerprint?: string;
}

/** Config findings join this union with the config audit. */
export type Finding = SecretFinding;

/** A match that was dropped, for --explain. */
export interface Dropped {
  readonly ruleId: string;
  readonly reason: DropReason;
  readonly at: Location;
  readonly masked: string;
}
