/** What the matcher saw, before and after the judge has spoken. */

import type { Confidence, Rule, Severity } from './rule.ts';
import type { Secret } from './secret.ts';
import type { Span, Unit } from './unit.ts';

/** The place a value is assigned in, as far as the bytes around it tell. */
export interface Assignment {
  /** The whole name: `process.env.OPENAI_API_KEY`, `apiKey`, `--password`. Empty when there is none. */
  readonly name: string;
  /** What stands between name and value: `=`, `:`, `=>`, `(`, `,`, `>`, ` `, `??`. */
  readonly operator: string;
  /** The quote around the value, or nothing. */
  readonly quote: '"' | "'" | '`' | '';
}

/** A pattern's hit that nobody has judged yet. */
export interface Match {
  readonly rule: Rule;
  readonly unit: Unit;
  /** The secret's bytes in the unit's content. */
  readonly span: Span;
  readonly secret: Secret;
  /** Up to 512 bytes of the content before and after the secret, as latin1 text. */
  readonly before: string;
  readonly after: string;
  readonly assignment?: Assignment;
  /** Whether the rule's context words stand in the name, on the line, or only near by; absent for rules without words. */
  readonly context?: 'name' | 'line' | 'near' | 'file';
}

/** Why a match is no finding; every drop is counted under one of these. */
export const dropReasons = {
  'inline-ignore': 'a comment on the line allows it',
  allowlisted: 'an allowlist of the configuration names it',
  baselined: 'the baseline holds it',
  placeholder: 'a placeholder, not a value',
  example: 'a known example or test key of the vendor',
  reference: 'a reference to a value kept elsewhere',
  'not-a-secret': 'an identifier, a path, prose or a hash that is no secret',
  'low-entropy': 'not random enough for what it claims to be',
  'bad-checksum': "the format's own checksum does not fit",
  'not-decodable': 'the format cannot be decoded',
  overlapped: 'a more specific rule reports the same place',
  'low-confidence': 'below the confidence asked for',
} as const;
export type DropReason = keyof typeof dropReasons;

/** What the judge decided, and never without a reason. */
export type Verdict =
  | {
      readonly keep: true;
      readonly confidence: Confidence;
      readonly severity: Severity;
      /** Facts learnt offline that a reader wants: "checksum fits", "role service_role", "expired 2024-01-01". */
      readonly notes: readonly string[];
    }
  | { readonly keep: false; readonly reason: DropReason };

export const drop = (reason: DropReason): Verdict => ({ keep: false, reason });
