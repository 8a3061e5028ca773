/** What a user may write to name a finding. */

import { describe, expect, it } from 'vitest';
import { findTarget } from '../../src/findings/target.ts';
import { sampleFinding, sampleToken } from './sample.ts';

const [first, second, third] = [sampleToken(1), sampleToken(2), sampleToken(3)];
const findings = [
  sampleFinding({ value: first, line: 3, column: 5, fingerprint: '0123456789ab'.padEnd(32, '0') }),
  sampleFinding({ value: second, line: 3, column: 60, fingerprint: '0123456789ab'.padEnd(32, '1') }),
  sampleFinding({ value: first, line: 9, endLine: 12, fingerprint: '0123456789ab'.padEnd(32, '0') }),
  sampleFinding({ value: first, line: 9, rule: 'generic-key', fingerprint: '0123456789ab'.padEnd(32, '0') }),
  sampleFinding({ value: third, path: 'logs/day:12', line: 4, fingerprint: 'f'.repeat(32) }),
];
const indexes = (target: string): number[] => findTarget(findings, target).map(finding => findings.indexOf(finding));

describe('a target', () => {
  it.each([
    ['a line', 'src/app.ts:9', [2, 3]],
    ['a line within a value', 'src/app.ts:11', [2]],
    ['a line and a column', 'src/app.ts:3:60', [1]],
    ['the path as a shell completes it', './src/app.ts:9', [2, 3]],
    ['the path as Windows writes it', '.\\src\\app.ts:9', [2, 3]],
    ['a name that ends like a place', 'logs/day:12:4', [4]],
    ['a fingerprint: all places', '0123456789ab'.padEnd(32, '0'), [0, 2, 3]],
    ['the start of one', 'ffffffffffff', [4]],
    ['one in capitals', 'FFFFFFFFFFFFFFFF', [4]],
  ])('may be %s', (_, target, expected) => {
    expect(indexes(target)).toEqual(expected);
  });

  it.each([
    ['two secrets on a line', 'src/app.ts:3', 'more than one secret fits'],
    ['two fingerprints', '0123456789ab', 'more than one secret fits'],
    ['another column', 'src/app.ts:3:7', 'in this file there are'],
    ['another line', 'src/app.ts:4', 'in this file there are'],
    ['another file', 'src/other.ts:3', 'there is no finding at '],
    ['another fingerprint', 'a'.repeat(32), 'no finding has this fingerprint'],
    ['too short a fingerprint', '0123456789a', 'expected path:line'],
    ['a path alone', 'src/app.ts', 'expected path:line'],
    ['nothing', '', 'expected path:line'],
  ])('is refused where it names %s', (_, target, message) => {
    expect(() => findTarget(findings, target)).toThrow(message);
  });

  it('that is ambiguous lists the choices, masked', () => {
    let message = '';
    try {
      findTarget(findings, 'src/app.ts:3');
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`src/app.ts:3:60 acme-api-key ${findings[1]?.secret.masked} 0123456789ab1111`);
    expect(message).not.toContain(first);
    expect(message).not.toContain(second);
  });
});
