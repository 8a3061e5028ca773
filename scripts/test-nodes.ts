/**
 * Runs the packed package on every major version of Node that it promises to run on, and prints a table of what works.
 *
 * `tsx scripts/test-nodes.ts [major …]`: packs dist/ as it is (builds it when it is missing), installs each Node into a temporary folder.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groqKey, makeRandom } from '../test/e2e/secrets.ts';

const named = process.argv.slice(2);
/** The oldest version that `engines` allows stands beside the newest of each major. */
const versions = named.length > 0 ? named : ['20.19.0', '20', '22', '24'];
const temp = mkdtempSync(join(tmpdir(), 'unleak-nodes-'));

const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', npm_config_update_notifier: 'false' };
for (const name of Object.keys(env)) if (name.startsWith('UNLEAK_') || name.startsWith('NODE_')) delete env[name];

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function makeFolder(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(temp, name);
  for (const [path, text] of Object.entries({ 'package.json': '{ "private": true }\n', ...files })) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Packs the package and installs it as a user would; gives the path of its command. */
function installPackage(): string {
  if (!existsSync('dist/main.js')) execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts']);
  const packed = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', temp], '.');
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const folder = makeFolder('consumer', {});
  npm(['install', '--offline', '--ignore-scripts', '--cache', join(temp, 'cache'), join(temp, filename)], folder);
  return join(folder, 'node_modules/unleak/bin/unleak.js');
}

/** Installs a Node from npm; gives the path of its executable. */
function installNode(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = makeFolder(`node-${version}`, {});
  npm(['install', '--ignore-scripts', `${name}@${version}`], folder);
  return join(folder, 'node_modules', name, 'bin/node');
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Check {
  readonly name: string;
  /** The folder it runs in. */
  readonly cwd: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** For Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly holds: (run: Run) => boolean;
}

const key = groqKey('nodes');
const ownToken = `acme_${makeRandom('nodes', 32, '0123456789abcdef')}`;
const ownRule = `provider: Acme
url: https://acme.example/keys
fix: Make a new one.
rules:
  - id: acme-token
    title: Acme token
    severity: high
    why: Its holder opens the gates.
    anchor: { prefix: [acme_] }
    pattern: "acme_[0-9a-f]{32}"
    source: { url: https://acme.example/docs, date: 2026-01-31 }
    samples: ["acme_{{hex:32}}"]
    nearMisses: ["acme_{{hex:31}}"]
`;

/** Runs first in every thread and notes how each worker ended: one that fails would leave its work to the others, and go unseen. */
const watcher = `
const { isMainThread } = require('node:worker_threads');
const { appendFileSync } = require('node:fs');
if (!isMainThread) process.on('exit', code => appendFileSync(__filename + '.log', code + ';'));
`;

/** How the workers of the run before ended, one after the other. */
function takeWatched(path: string): string {
  const log = `${path}.log`;
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  rmSync(log, { force: true });
  return text;
}

function makeChecks(): readonly Check[] {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const leak = { 'src/chat.ts': `export const client = new Groq({ apiKey: '${key}' });\n` };
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`src/${i}.ts`, `export const n${i} = ${i};\n`]),
  );
  const clean = makeFolder('clean', { 'src/main.ts': 'export const answer = 42;\n' });
  const dirty = makeFolder('dirty', leak);
  const large = makeFolder('large', { ...many, ...leak });
  const watch = join(makeFolder('watch', { 'watch.cjs': watcher }), 'watch.cjs');
  const configured = makeFolder('configured', { ...leak, 'unleak.yml': 'exclude:\n  - src/**\n' });
  const own = makeFolder('own', { 'own.yml': ownRule, 'deploy.sh': `acme login ${ownToken}\n` });
  const finds =
    (count: number, secret = key) =>
    ({ code, stdout, stderr }: Run): boolean =>
      code === 1 && !`${stdout}${stderr}`.includes(secret) && JSON.parse(stdout).findings.length === count;
  const json = ['-f', 'json'];
  return [
    { name: 'version', cwd: clean, args: ['--version'], holds: run => run.code === 0 && run.stdout === `${version}\n` },
    {
      name: 'help',
      cwd: clean,
      args: ['scan', '--help'],
      holds: run => run.code === 0 && run.stdout.includes('--fail-on'),
    },
    {
      name: 'clean',
      cwd: clean,
      args: ['scan'],
      holds: run => run.code === 0 && run.stdout.includes('No secrets found'),
    },
    { name: 'text', cwd: dirty, args: ['scan'], holds: run => run.code === 1 && run.stdout.includes('src/chat.ts:1:') },
    { name: 'json', cwd: dirty, args: ['scan', ...json], holds: finds(1) },
    {
      name: 'sarif',
      cwd: dirty,
      args: ['scan', '-f', 'sarif'],
      holds: run => run.code === 1 && JSON.parse(run.stdout).runs[0].results.length === 1,
    },
    { name: 'stdin', cwd: dirty, args: ['scan', '-', ...json], input: `KEY=${key}\n`, holds: finds(1) },
    {
      name: 'workers',
      cwd: large,
      args: ['scan', '--threads', '2', ...json],
      nodeArgs: ['--require', watch],
      holds: run => finds(1)(run) && takeWatched(watch) === '0;',
    },
    { name: 'YAML config', cwd: configured, args: ['scan'], holds: run => run.code === 0 },
    { name: 'own rules', cwd: own, args: ['scan', '--rules', 'own.yml', ...json], holds: finds(1, ownToken) },
    { name: 'globs', cwd: dirty, args: ['scan', 'src/*.ts', ...json], holds: finds(1) },
    { name: 'wrong use', cwd: clean, args: ['scan', '--no-such-flag'], holds: run => run.code === 2 },
  ];
}

/** What is wrong with a run, in short; nothing when all is well. A warning of Node's counts as wrong. */
function findFault(check: Check, run: Run): string | undefined {
  if (/\w*Warning:/.test(run.stderr)) return `warns: ${run.stderr.trim()}`;
  try {
    if (check.holds(run)) return undefined;
  } catch (error) {
    return `${String(error)}: ${run.stdout.slice(0, 200)}`;
  }
  return `exit ${run.code}: ${`${run.stdout}${run.stderr}`.trim().slice(0, 400)}`;
}

function runCheck(node: string, command: string, { cwd, args, input = '', nodeArgs = [] }: Check): Run {
  const { status, stdout, stderr } = spawnSync(node, [...nodeArgs, command, ...args], {
    cwd,
    env,
    input,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

try {
  const command = installPackage();
  const checks = makeChecks();
  const faults: string[] = [];
  const rows = versions.map(version => {
    const node = installNode(version);
    const shown = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const marks = checks.map(check => {
      const fault = findFault(check, runCheck(node, command, check));
      if (fault !== undefined) faults.push(`${shown}, ${check.name}: ${fault}`);
      return fault === undefined ? 'ok' : 'FAILS';
    });
    return [shown, ...marks];
  });
  const table = [['', ...checks.map(({ name }) => name)], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map(row => row[column]!.length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  for (const fault of faults) console.error(`\n${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(temp, { recursive: true, force: true });
}
