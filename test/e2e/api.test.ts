/** The public API: the scan that the command line runs, as a function of the built package. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import type * as Api from '../../src/index.ts';
import { scan as scanByProcess } from './app.ts';
import { groqKey } from './secrets.ts';
import { makeTree } from './tree.ts';

const load = async (): Promise<typeof Api> =>
  (await import(pathToFileURL(join(inject('app'), 'dist/index.js')).href)) as typeof Api;

describe('scan()', () => {
  const tree = (): string => makeTree({ 'a.env': `GROQ_API_KEY=${groqKey('a')}\n`, 'b.ts': 'clean\n' });

  it('finds what the command finds', async () => {
    const cwd = tree();
    const { scan } = await load();
    const report = await scan({ cwd });
    const { report: printed } = await scanByProcess([], { cwd });
    expect(report.findings.map(({ at, rule }) => [at.path, at.line, at.column, rule.id])).toEqual(
      printed.findings.map(({ path, line, column, ruleId }) => [path, line, column, ruleId]),
    );
    expect(report.scanned.files).toBe(2);
    expect(report.findings[0]?.fingerprint).toBe(printed.findings[0]?.fingerprint);
  });

  it('never prints a secret, however it is printed', async () => {
    const { scan } = await load();
    const report = await scan({ cwd: tree() });
    const { inspect } = await import('node:util');
    for (const text of [
      JSON.stringify(report),
      inspect(report, { depth: 20, showHidden: true }),
      String(report.findings[0]?.secret),
      `${report.findings[0]?.secret}`,
    ]) {
      expect(text).not.toContain(groqKey('a').slice(4, 24));
    }
  });

  it('takes the flags as options', async () => {
    const { scan } = await load();
    const cwd = tree();
    expect((await scan({ cwd, exclude: ['*.env'] })).findings).toEqual([]);
    expect((await scan({ cwd, paths: ['b.ts'] })).scanned.files).toBe(1);
    expect((await scan({ cwd, rule: ['aws-*'] })).findings).toEqual([]);
  });

  it('throws a UserError for wrong options', async () => {
    const { scan, UserError } = await load();
    await expect(scan({ cwd: tree(), failOn: 'bad' })).rejects.toThrow(UserError);
    await expect(scan({ cwd: tree(), paths: ['nope'] })).rejects.toThrow(/nope/);
  });

  it('stops when its signal says so', async () => {
    const { scan } = await load();
    await expect(scan({ cwd: tree(), signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('tells how far it is, and reads no environment unless it is given one', async () => {
    const { scan } = await load();
    const seen: number[] = [];
    process.env['UNLEAK_FAIL_ON'] = 'nonsense';
    await scan({ cwd: tree(), onProgress: done => seen.push(done) });
    delete process.env['UNLEAK_FAIL_ON'];
    expect(seen.at(-1)).toBe(2);
  });
});
