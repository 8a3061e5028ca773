/** What is published: the right files and no others, nothing that runs on installation, and a package that works where it is installed. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groqKey } from './e2e/secrets.ts';

const root = dirname(import.meta.dirname);
const temp = mkdtempSync(join(tmpdir(), 'unleak-package-'));
const consumer = join(temp, 'consumer');
const key = groqKey('package');
const env = {
  ...process.env,
  npm_config_cache: join(temp, 'npm-cache'),
  npm_config_update_notifier: 'false',
  npm_config_ignore_scripts: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
};

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let packed: Packed;

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function run(command: string, args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: consumer, env, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

const installed = (path: string): string => join(consumer, 'node_modules/unleak', path);

beforeAll(() => {
  if (!existsSync(join(root, 'dist/main.js')) || !existsSync(join(root, 'dist/types/index.d.ts'))) {
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: root, stdio: 'pipe' });
  }
  [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', temp], root)) as [Packed];
  mkdirSync(join(consumer, 'src'), { recursive: true });
  writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }\n');
  npm(['install', '--offline', join(temp, packed.filename)], consumer);
  writeFileSync(join(consumer, 'src/chat.ts'), `const client = new Groq({ apiKey: '${key}' });\n`);
}, 180_000);

afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** Every kind of file that is published; each is there, and nothing else is. */
const kinds: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^ARCHITECTURE\.md$/,
  /^bin\/unleak\.js$/,
  /^dist\/[\w-]+\.js$/,
  /^dist\/rule(?:s|s-full|-names)\.json(?:\.gz)?$/,
  /^dist\/rules\.tables$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^dist\/types\/(?:[a-z]+\/)?[a-z-]+\.d\.ts$/,
  /^schema\/(?:config|report|report-line)\.schema\.json$/,
];

describe('the tarball', () => {
  it('holds only files of these kinds', () => {
    expect(packed.files.map(({ path }) => path).filter(path => !kinds.some(kind => kind.test(path)))).toEqual([]);
  });

  it.each(kinds.map(String))('holds %s', kind => {
    const pattern = new RegExp(kind.slice(1, -1));
    expect(packed.files.some(({ path }) => pattern.test(path))).toBe(true);
  });

  it('holds what the three entries load, the rule packs and every schema', () => {
    const paths = packed.files.map(({ path }) => path);
    const entries = [
      'main.js',
      'index.js',
      'worker.js',
      'rules.json',
      'rules-full.json.gz',
      'rules.tables',
      'types/index.d.ts',
    ];
    expect(paths).toEqual(expect.arrayContaining(entries.map(name => `dist/${name}`)));
    expect(paths.filter(path => path.startsWith('schema/'))).toHaveLength(3);
  });

  it('has a command that may be run', () => {
    expect(packed.files.find(({ path }) => path === 'bin/unleak.js')!.mode & 0o111).toBe(0o111);
  });

  it('takes less than 3 MB, two thirds of it rules', () => {
    expect(packed.unpackedSize).toBeLessThan(3_000_000);
  });

  it('runs nothing on installation, and brings no other package along', () => {
    const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Record<string, object | undefined>;
    const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'postprepare', 'dependencies'];
    expect(Object.keys(manifest['scripts'] ?? {}).filter(name => hooks.includes(name))).toEqual([]);
    const kindsOfDependencies = [
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      'bundleDependencies',
      'bundledDependencies',
    ];
    expect(kindsOfDependencies.filter(kind => kind in manifest)).toEqual([]);
    expect(existsSync(installed('binding.gyp'))).toBe(false);
    const lock = JSON.parse(readFileSync(join(consumer, 'package-lock.json'), 'utf8')) as { packages: object };
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/unleak']);
  });

  it('gives the licence of each package that is bundled', () => {
    const text = readFileSync(installed('dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const notices = text.split(/^-{78}$/m).filter(notice => notice.trim() !== '');
    const names = notices.map(notice => /^\s*(\S+) \d+\.\d+\.\d+\S* \(/.exec(notice)?.[1]);
    expect(names).toEqual(expect.arrayContaining(['chalk', 'commander', 'fast-glob', 'ora', 'yaml']));
    const bare = notices.filter(notice => !/permission|redistribution|apache license/i.test(notice));
    expect(bare.map(notice => notice.trim().slice(0, 80))).toEqual([]);
  });
});

describe('the installed package', () => {
  it('tells its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(run('npx', ['--no-install', 'unleak', '--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it('scans by its command', () => {
    const { code, stdout } = run('npx', ['--no-install', 'unleak', 'scan', '--no-config']);
    expect(stdout).toContain('src/chat.ts:1:');
    expect(stdout).not.toContain(key);
    expect(code).toBe(1);
  });

  it('finds nothing in itself', () => {
    const { code, stdout } = run('npx', ['--no-install', 'unleak', 'scan', '--no-config', 'node_modules/unleak']);
    expect(stdout).toMatch(/^No secrets found\.\nScanned \d+ files/);
    expect(code).toBe(0);
  });

  it('scans by a function', () => {
    const program = `
      import { scan, UserError, version } from 'unleak';
      const report = await scan({ paths: ['src'] });
      const wrong = await scan({ rules: ['no-such-file.yml'] }).catch(error => error);
      console.log(JSON.stringify([version, report.findings.map(({ rule }) => rule.id), wrong instanceof UserError, report]));`;
    const { code, stdout, stderr } = run(process.execPath, ['--input-type=module', '--eval', program]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(key);
    expect(JSON.parse(stdout).slice(0, 3)).toEqual([expect.any(String), ['groq-api-key'], true]);
  });

  it.each(['schema/config.schema.json', 'schema/report.schema.json', 'package.json'])('gives %s by its name', path => {
    const program = `console.log(import.meta.resolve('unleak/${path}'))`;
    const { stdout } = run(process.execPath, ['--input-type=module', '--eval', program]);
    expect(existsSync(new URL(stdout.trim()))).toBe(true);
  });
});

it('has types that compile without any other package, and refuse what is wrong', () => {
  writeFileSync(
    join(consumer, 'program.ts'),
    `
    import { type Finding, type Report, type ReportJson, scan, type ScanOptions, UserError } from 'unleak';
    const options: ScanOptions = { paths: ['src'], minConfidence: 'low', signal: AbortSignal.timeout(1000) };
    const report: Report = await scan(options);
    const findings: readonly Finding[] = report.findings;
    export const places: string[] = findings.map(({ rule, at }) => rule.id + at.path + at.line);
    export const version: ReportJson['tool']['version'] = report.tool.version;
    export const isOurs = (error: unknown): boolean => error instanceof UserError;
    // @ts-expect-error paths are a list
    await scan({ paths: 'src' });
    // @ts-expect-error there is no such option
    await scan({ noSuchOption: true });
    // @ts-expect-error there is no such field
    report.noSuchField;
    `,
  );
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
  ];
  const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  expect(run(process.execPath, [compiler, ...flags, ...types, 'program.ts'])).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
});
