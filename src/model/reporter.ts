/** A report format: a function from a report to text, which touches nothing. */

import type { Report } from './report.ts';
import type { Secret } from './secret.ts';

export interface Style {
  readonly color: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** How a secret is written: its mask, and in clear only under --show-secrets. */
  secretText(secret: Secret): string;
  readonly verbose: boolean;
}

export interface Reporter {
  readonly summary: string;
  /** Whether the format shows fingerprints, which cost time to make for guessable values. */
  readonly fingerprints: 'all' | 'some' | 'none';
  render(report: Report, style: Style): Iterable<string>;
}

export const defineReporter = (reporter: Reporter): Reporter => reporter;
