/** Exit codes of a scan: 0 clean, 1 findings, 3 incomplete. */

import { describe, expect, it } from 'vitest';
import { decideExit } from '../../src/findings/exit.ts';
import type { Report } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/rule.ts';
import { sampleFinding } from './sample.ts';

const unread = [{ path: 'a', why: 'permission denied' }];

function report(severity: Severity | undefined, failed: boolean, skipped: boolean): Report {
  return {
    tool: { name: 'unleak', version: '0.0.0' },
    findings: severity ? [sampleFinding({ severity })] : [],
    dropped: {},
    skipped: skipped ? unread : [],
    failed: failed ? unread : [],
    scanned: { files: 1, bytes: 1, rules: 1 },
    ignored: 0,
    stale: [],
    notices: [],
    milliseconds: 1,
  };
}

describe('the exit code', () => {
  it.each<[string, number, Severity | undefined, boolean, boolean, string, string]>([
    ['nothing found', 0, undefined, false, false, '', 'no findings.'],
    ['a finding at the threshold', 1, 'medium', false, false, '', '1 finding at or above medium.'],
    ['one above', 1, 'critical', false, false, '', '1 finding at or above medium.'],
    ['one below', 0, 'low', false, false, '', '1 finding, all below medium.'],
    ['something that could not be read', 3, undefined, true, false, '', 'incomplete: 1 item not scanned.'],
    ['that and a finding below', 3, 'info', true, false, '', 'incomplete: 1 item not scanned.'],
    [
      'that and a finding: findings are certain',
      1,
      'high',
      true,
      false,
      '',
      '1 finding at or above medium; 1 item not scanned.',
    ],
    ['something skipped', 0, undefined, false, true, '', 'no findings.'],
    [
      'something skipped where coverage is required',
      3,
      undefined,
      false,
      true,
      'coverage',
      'incomplete: 1 item not scanned.',
    ],
    ['a finding forgiven', 0, 'high', false, false, 'zero', '1 finding at or above medium; forgiven by --exit-zero.'],
    [
      'an incomplete run is not forgiven',
      3,
      'high',
      true,
      false,
      'zero',
      'incomplete: 1 item not scanned; 1 finding at or above medium.',
    ],
  ])('%s: %i', (_, code, severity, failed, skipped, options, meaning) => {
    const settings = {
      failOn: 'medium',
      requireCoverage: options === 'coverage',
      exitZero: options === 'zero',
    } as const;
    expect(decideExit(report(severity, failed, skipped), settings)).toEqual({ code, meaning });
  });

  it.each<[Severity, number]>([
    ['info', 1],
    ['low', 1],
    ['medium', 0],
    ['critical', 0],
  ])('follows the threshold: %s gives %i for a low finding', (failOn, code) => {
    expect(decideExit(report('low', false, false), { failOn, requireCoverage: false, exitZero: false }).code).toBe(
      code,
    );
  });
});
