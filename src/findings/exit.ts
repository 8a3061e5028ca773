/** The exit code of a scan and what it means. */

import { exitCodes, type Report } from '../model/report.ts';
import { severities } from '../model/rule.ts';
import type { ScanSettings } from '../model/settings.ts';

export interface Outcome {
  readonly code: number;
  /** One sentence, for people. */
  readonly meaning: string;
}

type ExitSettings = Pick<ScanSettings, 'failOn' | 'requireCoverage' | 'exitZero'>;

/**
 * 1 for findings at or above the threshold, whether or not the run was complete: they are certain. Else 3 where something could not be
 * read (under `requireCoverage` also where something was left out on purpose), else 0. `exitZero` forgives findings and nothing else.
 */
export function decideExit(report: Report, { failOn, requireCoverage, exitZero }: ExitSettings): Outcome {
  const threshold = severities.indexOf(failOn);
  const failing = report.findings.filter(finding => severities.indexOf(finding.severity) >= threshold).length;
  const unread = report.failed.length + (requireCoverage ? report.skipped.length : 0);
  const found = failing > 0 ? `${count(failing, 'finding')} at or above ${failOn}` : '';
  const incomplete = unread > 0 ? `${count(unread, 'item')} not scanned` : '';
  if (failing > 0 && !exitZero) return { code: exitCodes.findings, meaning: sentence(found, incomplete) };
  if (unread > 0) return { code: exitCodes.incomplete, meaning: sentence(`incomplete: ${incomplete}`, found) };
  if (failing > 0) return { code: exitCodes.clean, meaning: sentence(found, 'forgiven by --exit-zero') };
  const minor = report.findings.length;
  const said = minor > 0 ? `${count(minor, 'finding')}, all below ${failOn}` : 'no findings';
  return { code: exitCodes.clean, meaning: sentence(said) };
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const sentence = (...parts: string[]): string => `${parts.filter(part => part !== '').join('; ')}.`;
