/** `unleak baseline`: what it writes, keeps and says. */

import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BaselineRequest, defaultBaseline, runBaseline } from '../../src/cli/commands/baseline.ts';
import { sampleFinding, sampleToken, spellings } from '../findings/sample.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unleak-baseline-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const values = [sampleToken(41, 40), sampleToken(42, 40), 'Summer2019!'];
const findings = values.map((value, at) => sampleFinding({ value, line: at + 1 }));
const run = (change: Partial<BaselineRequest> = {}) =>
  runBaseline({ root, findings, complete: true, prune: false, today: '2026-06-15', ...change });
const read = (path = defaultBaseline): string => readFileSync(join(root, path), 'utf8');

describe('unleak baseline', () => {
  it('writes a file with a salt of its own, an entry a value, and nothing of the values', async () => {
    const { lines, written } = await run();
    expect(written).toBe(true);
    expect(lines).toEqual(['Wrote .unleak-baseline: 3 known values (3 added, 0 kept).']);
    expect(read()).toMatch(/^unleak-baseline 1 salt=[0-9a-f]{32}$/m);
    expect(read().match(/^[0-9a-f]{32} acme-api-key$/gm)?.length).toBe(3);
    for (const value of values) expect(spellings(value).filter(spelling => read().includes(spelling))).toEqual([]);
    const first = read();
    rmSync(join(root, defaultBaseline));
    await run();
    expect(read()).not.toBe(first);
  });

  it('leaves a file alone that says it all', async () => {
    await run();
    const before = lstatSync(join(root, defaultBaseline));
    const { written, lines } = await run();
    expect(written).toBe(false);
    expect(lines[0]).toContain('(0 added, 3 kept)');
    expect(lstatSync(join(root, defaultBaseline)).ino).toBe(before.ino);
  });

  it('adds one line for one finding, under the salt that is there', async () => {
    await run({ findings: findings.slice(0, 2) });
    const before = read().split('\n');
    await run();
    expect(
      read()
        .split('\n')
        .filter(line => !before.includes(line)).length,
    ).toBe(1);
    expect(before.every(line => read().split('\n').includes(line))).toBe(true);
  });

  it('keeps what is gone and names it, until asked to prune', async () => {
    await run();
    const kept = await run({ findings: findings.slice(0, 1) });
    expect(kept.lines.join('\n')).toMatch(
      /Not found any more \(.*--prune.*\):\n {2}[0-9a-f]{12} acme-api-key\n {2}[0-9a-f]{12} acme-api-key$/,
    );
    const pruned = await run({ findings: findings.slice(0, 1), prune: true });
    expect(pruned.lines[0]).toBe('Updated .unleak-baseline: 1 known value (0 added, 1 kept, 2 removed).');
    expect(read().match(/ acme-api-key$/gm)?.length).toBe(1);
  });

  it('does not renew what has expired, and says so', async () => {
    await run();
    writeFileSync(
      join(root, defaultBaseline),
      read().replaceAll(' acme-api-key', ' acme-api-key owner=@x expires=2026-01-01 # soon'),
    );
    const { lines, written } = await run();
    expect(written).toBe(false);
    expect(lines).toContain('Past their expiry, so that they still fail a scan:');
    expect(read().match(/expires=2026-01-01 # soon$/gm)?.length).toBe(3);
  });

  it('writes to the path that it is given, relative or absolute', async () => {
    mkdirSync(join(root, 'ci'));
    await run({ path: 'ci/known' });
    await run({ path: join(root, 'ci', 'other') });
    expect(readdirSync(join(root, 'ci'))).toEqual(['known', 'other']);
  });

  it('says of new entries what it was told, but never a secret', async () => {
    await run({ label: { reason: ' from before ', owner: '@team', expires: '2027-01-01' } });
    expect(read().match(/acme-api-key owner=@team expires=2027-01-01 # from before$/gm)?.length).toBe(3);
    await expect(run({ label: { reason: `it is ${values[0]}` } })).rejects.toThrow('holds the secret itself');
    await expect(run({ label: { expires: '2026-01-01' } })).rejects.toThrow('has passed');
    await expect(run({ label: { expires: '2026-02-30' } })).rejects.toThrow('not a day');
    await expect(run({ label: { owner: 'two words' } })).rejects.toThrow('one word');
    await expect(run({ label: { owner: '@one,@two' } })).rejects.toThrow('one word');
    await expect(run({ label: { reason: 'a\nb' } })).rejects.toThrow('line break');
  });

  it.each([
    ['a partial scan is to prune', { prune: true, complete: false }, 'partial scan'],
    ['the file is no baseline', { path: 'other' }, 'other:1:1'],
    ['the file is a folder', { path: 'folder' }, 'folder is no file'],
    ['the folder is not there', { path: 'no/such' }, 'no such folder'],
    ['the file is a link', { path: 'link' }, 'symbolic link'],
    ['a folder on the way is one', { path: 'way/known' }, 'symbolic link'],
  ])('is refused, and writes nothing, where %s', async (_, change, message) => {
    const outside = mkdtempSync(join(tmpdir(), 'unleak-outside-'));
    writeFileSync(join(root, 'other'), 'hello\n');
    mkdirSync(join(root, 'folder'));
    symlinkSync(join(outside, 'target'), join(root, 'link'));
    symlinkSync(outside, join(root, 'way'));
    await expect(run(change)).rejects.toThrow(message);
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(root).sort()).toEqual(['folder', 'link', 'other', 'way']);
    expect(existsSync(join(root, defaultBaseline))).toBe(false);
    rmSync(outside, { recursive: true });
  });

  it('writes nothing after an abort', async () => {
    await expect(run({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readdirSync(root)).toEqual([]);
  });
});
