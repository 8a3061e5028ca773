/** Runs the built program as a process of its own, as a user does. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import type { LineJson, ReportJson } from '../../src/report/json-shape.ts';

export interface Options {
  readonly cwd: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
  /** Called once the process runs, with a way to send it a signal. */
  readonly meanwhile?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const home = mkdtempSync(join(tmpdir(), 'unleak-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The built program. */
export const bin = (): string => join(inject('app'), 'bin/unleak.js');

/** An environment with nothing in it that steers unleak, git or colours, and with an empty home. */
export const plainEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  TMPDIR: tmpdir(),
  LANG: 'C.UTF-8',
});

/** Runs `unleak args...`. */
export function unleak(
  args: readonly string[],
  { cwd, input, env = {}, nodeFlags = [], meanwhile }: Options,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeFlags, bin(), ...args], {
      cwd,
      env: { ...plainEnvironment(), ...env },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('error', reject);
    child.on('close', code =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    meanwhile?.(signal => child.kill(signal));
  });
}

export interface Scanned extends Ended {
  readonly report: ReportJson;
  /** `path:line:column rule-id`, in the report's order. */
  readonly places: readonly string[];
  /** Paths that findings are in, each once. */
  readonly paths: readonly string[];
}

/** Runs `unleak scan args... --format json` and reads the report; fails with what was said when there is none. */
export async function scan(args: readonly string[], options: Options): Promise<Scanned> {
  const ended = await unleak(['scan', '--format', 'json', ...args], options);
  if (!ended.stdout.startsWith('{')) throw new Error(`no report (exit ${ended.code}): ${ended.stderr}`);
  const report = JSON.parse(ended.stdout) as ReportJson;
  const places = report.findings.map(it => `${it.path}:${it.line}:${it.column} ${it.ruleId}`);
  return { ...ended, report, places, paths: [...new Set(report.findings.map(it => it.path))] };
}

export const readLines = (jsonl: string): LineJson[] =>
  jsonl
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as LineJson);
