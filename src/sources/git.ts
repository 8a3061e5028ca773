/** The one place that starts git, in an environment in which nothing that a repository's own configuration names is ever run. */

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';
import { env, platform } from 'node:process';

export interface GitRequest {
  /** Absolute folder to run in. */
  readonly cwd: string;
  readonly args: readonly string[];
  /** What git reads on standard input; nothing when absent. */
  readonly input?: string;
  /** Default 60 s; then git is killed and the answer says so. */
  readonly timeoutMs?: number;
  /** Default 256 MiB of output; past it git is killed and the answer says so. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Values of `safe.directory` that the user's own configuration holds (`readTrustedFolders`). */
  readonly trusted?: readonly string[];
}

export type GitAnswer =
  | { readonly ok: true; readonly stdout: Buffer }
  /** `code` is git's exit code, absent when it did not come to an end of its own. */
  | { readonly ok: false; readonly code?: number; readonly why: string };

const maxStderrBytes = 4096;

/** Settings that outrank the repository's own; every one names a program that git would start. */
const settings = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['log.showSignature', 'false'],
] as const;

/** The caller's environment without anything that steers git, and with everything that a repository could steer nailed down. */
export function createNeutralEnvironment(trusted: readonly string[] = []): NodeJS.ProcessEnv {
  const inherited = Object.entries(env).filter(([name]) => !/^GIT_/i.test(name));
  const pairs = [...settings, ...trusted.map(folder => ['safe.directory', folder] as const)];
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_PAGER: 'cat',
    GIT_ASKPASS: 'false',
    GIT_SSH_COMMAND: 'false',
    GIT_CONFIG_COUNT: String(pairs.length),
    ...Object.fromEntries(
      pairs.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, key],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
}

/** A folder of the search path that the scanned tree could have filled: `npx` and `npm run` put `node_modules/.bin` first. */
function isUntrusted(folder: string, cwd: string): boolean {
  if (!isAbsolute(folder) || /[\\/]node_modules([\\/]|$)/.test(folder)) return true;
  if (dirname(cwd) === cwd) return false;
  const inner = relative(cwd, folder);
  return !(inner.startsWith('..') || isAbsolute(inner));
}

/** Looks git up ourselves, since a relative entry of the search path, or Windows, would find one in the scanned folder. */
function findGit(cwd: string): string | undefined {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (isUntrusted(folder, cwd)) continue;
    const program = join(folder, platform === 'win32' ? 'git.exe' : 'git');
    try {
      accessSync(program, constants.X_OK);
      if (statSync(program).isFile()) return program;
    } catch {
      // Not here: the next folder.
    }
  }
  return undefined;
}

/** Gathers a child's output within bounds, and its end. */
function collect(child: ChildProcess, maxBytes: number, settle: (answer: GitAnswer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) settle({ ok: false, why: `git wrote more than ${maxBytes} bytes` });
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (stderr.length < maxStderrBytes) stderr += chunk.toString();
  });
  child.on('error', error =>
    settle({ ok: false, why: `git could not be started (${(error as { code?: string }).code})` }),
  );
  child.on('close', (code, signal) => {
    if (code === 0) {
      settle({ ok: true, stdout: Buffer.concat(chunks) });
      return;
    }
    const [said = ''] = stderr.slice(0, maxStderrBytes).trim().split('\n');
    const why = said.replace(/^(?:fatal|error): /, '') || `git ended with ${code ?? signal}`;
    settle(code === null ? { ok: false, why } : { ok: false, code, why });
  });
}

/** Runs git. Never throws and never hangs: whatever goes wrong is an answer. */
export function runGit(
  request: GitRequest,
  environment = createNeutralEnvironment(request.trusted),
): Promise<GitAnswer> {
  const { cwd, args, input, timeoutMs = 60_000, maxBytes = 256 * 1024 * 1024, signal } = request;
  const program = findGit(cwd);
  if (!program) return Promise.resolve({ ok: false, why: 'git is not installed' });
  if (signal?.aborted) return Promise.resolve({ ok: false, why: 'stopped' });
  // Releases before 2.31 know no settings in the environment.
  const overrides = settings.flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  return new Promise(resolve => {
    let child: ChildProcess;
    try {
      child = spawn(program, [...overrides, ...args], { cwd, env: environment, stdio: 'pipe', windowsHide: true });
      // A git that ended early says why itself.
      child.stdin?.on('error', () => undefined).end(input ?? '');
    } catch (error) {
      return resolve({ ok: false, why: `git could not be started (${(error as { code?: string }).code})` });
    }
    const settle = (answer: GitAnswer): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      if (child.exitCode === null) child.kill('SIGKILL');
      resolve(answer);
    };
    const stop = (): void => settle({ ok: false, why: 'stopped' });
    const timer = setTimeout(() => settle({ ok: false, why: `git took longer than ${timeoutMs / 1000} s` }), timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    return collect(child, maxBytes, settle);
  });
}

/**
 * The folders that the user's own global and system configuration declares safe. The neutral environment reads neither, so a
 * refusal for the sake of ownership is asked once more with these: what the user decided holds, nothing else is switched off.
 */
export async function readTrustedFolders(cwd: string): Promise<readonly string[]> {
  const program = findGit(cwd);
  if (!program) return [];
  const { GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM, ...neutral } = createNeutralEnvironment();
  for (const name of ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM']) if (env[name]) neutral[name] = env[name];
  const ask = async (scope: string): Promise<string[]> => {
    const args = ['config', scope, '--includes', '-z', '--get-all', 'safe.directory'];
    const answer = await runGit({ cwd: dirname(program), args }, neutral);
    return answer.ok ? answer.stdout.toString().split('\0').slice(0, -1) : [];
  };
  return (await Promise.all([ask('--system'), ask('--global')])).flat();
}
