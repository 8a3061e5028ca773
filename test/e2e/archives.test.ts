/** Secrets in archives: found where they are, told by their way, and never at the cost of the run. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeTar, makeZip } from '../unfold/archive/build.ts';
import { scan, unleak } from './app.ts';
import { anthropicKey, groqKey } from './secrets.ts';
import { makeRepository, makeTree } from './tree.ts';

const MiB = 1 << 20;
const line = (seed: string): string => `key = "${groqKey(seed)}"\n`;
const members = (count: number, at: readonly number[]) =>
  Array.from({ length: count }, (_, index) => ({
    name: `dir/${String(index).padStart(4, '0')}.py`,
    bytes: `# ${'x'.repeat(index)}\n${at.includes(index) ? line(`m${index}`) : 'a = 1\n'}`,
  }));

describe('secrets in archives', () => {
  it.each([
    ['zip', makeZip(members(300, [0, 150, 299]))],
    ['tar', makeTar(members(300, [0, 150, 299]))],
    ['tgz', gzipSync(makeTar(members(300, [0, 150, 299])))],
  ])('%s: in the first member, the last and between, with lines of their own', async (kind, bytes) => {
    const cwd = makeTree({ [`sub/a.${kind}`]: bytes, 'b.txt': line('b') });
    const { places, report, code } = await scan([], { cwd });
    expect(code).toBe(1);
    expect(places).toEqual([
      'b.txt:1:8 groq-api-key',
      ...['0000', '0150', '0299'].map(name => `sub/a.${kind}!dir/${name}.py:2:8 groq-api-key`),
    ]);
    expect(report.findings.at(-1)?.layers).toEqual(
      (kind === 'tgz' ? ['gzip', 'tar'] : [kind]).map(name => ({ kind: 'archive', name })),
    );
    expect(report.summary).toMatchObject({ files: 302, complete: true });
  });

  it('of a document, of a wheel, of a jar, wherever archives stand in archives', async () => {
    const docx = makeZip([
      { name: '[Content_Types].xml', bytes: '<?xml version="1.0"?><Types/>' },
      { name: 'word/document.xml', bytes: `<?xml version="1.0"?>\n<w:t>${groqKey('docx')}</w:t>` },
    ]);
    const wheel = makeZip([
      { name: 'app/settings.py', bytes: line('whl') },
      { name: 'app-1.dist-info/RECORD', bytes: '' },
    ]);
    const jar = makeZip([
      { name: 'META-INF/MANIFEST.MF', bytes: 'Manifest-Version: 1.0\n' },
      { name: 'lib/app.whl', bytes: wheel, method: 0 },
      { name: 'application.properties', bytes: `groq.api.key=${groqKey('jar')}\n` },
    ]);
    const { paths } = await scan([], {
      cwd: makeTree({ 'a.docx': docx, 'b.whl': wheel, 'c.jar': jar, 'no-name': gzipSync(jar) }),
    });
    expect(paths).toEqual([
      'a.docx!word/document.xml',
      'b.whl!app/settings.py',
      'c.jar!lib/app.whl!app/settings.py',
      'c.jar!application.properties',
      'no-name!data!lib/app.whl!app/settings.py',
      'no-name!data!application.properties',
    ]);
  });

  it('on standard input', async () => {
    const input = gzipSync(makeTar(members(30, [7])));
    const { places, report, code } = await scan(['-', '--stdin-path', 'up/load.tgz'], { cwd: makeTree(), input });
    expect([places, code]).toEqual([['up/load.tgz!dir/0007.py:2:8 groq-api-key'], 1]);
    expect(report.summary.files).toBe(31);
    const left = await scan(['-', '--no-archives'], { cwd: makeTree(), input });
    expect([left.report.skipped, left.code]).toEqual([[{ path: '<stdin>', why: 'an archive, not opened' }], 0]);
  });

  it('in a larger file than fits a window', async () => {
    const filler = { name: 'noise.bin', bytes: Buffer.alloc(9 * MiB, 'filler of many words ') };
    const last = { name: 'last.env', bytes: line('last') };
    const cwd = makeTree({
      'a.zip': makeZip([{ ...filler, method: 0 }, last]),
      'b.tar': makeTar([filler, last]),
      'c.tgz': gzipSync(makeTar([filler, last]), { level: 0 }),
    });
    const { paths, report } = await scan([], { cwd });
    expect(paths).toEqual(['a.zip!last.env', 'b.tar!last.env', 'c.tgz!last.env']);
    expect(report.failed).toEqual([]);
  });

  it('are masked, and told without what names could do to a terminal', async () => {
    const zip = makeZip([{ name: '../\x1b[31mred\nline.env', bytes: line('n') }]);
    const cwd = makeTree({ 'a.zip': zip });
    for (const format of ['text', 'json', 'jsonl', 'sarif']) {
      const { stdout } = await unleak(['scan', '-f', format], { cwd });
      expect(stdout).not.toContain(groqKey('n'));
      expect(stdout).not.toContain('\x1b');
      expect(stdout).toContain(format === 'sarif' ? 'a.zip%21' : 'a.zip!');
    }
    expect(readdirSync(cwd)).toEqual(['a.zip']);
    expect(existsSync(join(cwd, '..', '\x1b[31mred\nline.env'))).toBe(false);
  });
});

describe('what is said of files holds for members', () => {
  const cwd = makeTree({
    'a.zip': makeZip([
      { name: 'ok.py', bytes: `key = "${groqKey('i')}"  # unleak:allow\n` },
      { name: 'docs/d.env', bytes: line('d') },
      { name: 'src/s.env', bytes: line('s') },
    ]),
  });

  it('ignore comments, and paths that are allowed', async () => {
    expect((await scan([], { cwd })).paths).toEqual(['a.zip!docs/d.env', 'a.zip!src/s.env']);
    expect((await scan(['--no-inline-ignore'], { cwd })).paths).toContain('a.zip!ok.py');
    const config = makeTree({
      'unleak.yml': 'allow:\n  - paths: ["a.zip!docs/**"]\n    reason: shown\n',
      'a.zip': readFileSync(join(cwd, 'a.zip')),
    });
    expect((await scan([], { cwd: config })).paths).toEqual(['a.zip!src/s.env']);
  });

  it('baselines, and values that are allowed by their place', async () => {
    const tree = makeTree({ 'a.zip': readFileSync(join(cwd, 'a.zip')) });
    expect((await unleak(['baseline'], { cwd: tree })).code).toBe(0);
    expect((await scan(['--baseline', '.unleak-baseline'], { cwd: tree })).paths).toEqual([]);
    const other = makeTree({ 'a.zip': readFileSync(join(cwd, 'a.zip')) });
    expect((await unleak(['allow', 'a.zip!src/s.env:1', '--reason', 'shown'], { cwd: other })).code).toBe(0);
    expect((await scan([], { cwd: other })).paths).toEqual(['a.zip!docs/d.env']);
    const before = readFileSync(join(other, 'a.zip'));
    await unleak(['allow', 'a.zip!docs/d.env:1', '--inline', '--reason', 'shown'], { cwd: other });
    expect(readFileSync(join(other, 'a.zip')).equals(before)).toBe(true);
  });

  it('a trusted ref, in which no line of an archive stands', async () => {
    const repository = await makeRepository({ 'a.zip': readFileSync(join(cwd, 'a.zip')) });
    const { paths } = await scan(['--policy-from', 'HEAD'], { cwd: repository });
    expect(paths).toEqual(['a.zip!ok.py', 'a.zip!docs/d.env', 'a.zip!src/s.env']);
  });

  it('what is left out and what is dropped is counted and explained', async () => {
    const { report } = await scan(['--explain'], { cwd });
    expect(report.drops?.map(({ path, reason }) => [path, reason])).toContainEqual(['a.zip!ok.py', 'inline-ignore']);
  });
});

describe('what can’t be read', () => {
  it('is told once for all members alike, and what was found is kept', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
    const zip = makeZip([
      ...Array.from({ length: 200 }, (_, index) => ({ name: `i${index}.png`, bytes: png })),
      ...Array.from({ length: 50 }, (_, index) => ({ name: `bad${index}`, bytes: 'x', crc: 1 })),
      { name: 'locked', bytes: line('l'), flags: 1 },
      { name: 'k.env', bytes: line('k') },
    ]);
    const { paths, report, code } = await scan(['--exit-zero'], { cwd: makeTree({ 'a.zip': zip }) });
    expect(paths).toEqual(['a.zip!k.env']);
    expect(report.skipped).toEqual([
      { path: 'a.zip!i0.png', why: 'an image, and 199 more like it in this file' },
      { path: 'a.zip!locked', why: 'an encrypted member, not opened' },
    ]);
    expect(report.failed).toEqual([
      { path: 'a.zip!bad0', why: 'does not fit its checksum, and 49 more like it in this file' },
    ]);
    expect([code, report.summary.complete]).toEqual([3, false]);
  });

  it('is told of archives that are broken, and of those that are left alone', async () => {
    const whole = gzipSync(makeTar([...members(20, [0]), { name: 'noise', bytes: anthropicKey('noise').repeat(400) }]));
    const cwd = makeTree({ 'a.tgz': whole.subarray(0, whole.length - 40) });
    const { paths, report, code } = await scan(['--exit-zero'], { cwd });
    expect(paths[0]).toBe('a.tgz!dir/0000.py');
    expect(report.failed).toEqual([{ path: 'a.tgz', why: 'ends too early' }]);
    expect(code).toBe(3);
    const left = await scan(['--no-archives'], { cwd });
    expect(left.report.skipped).toEqual([{ path: 'a.tgz', why: 'an archive, not opened' }]);
    expect(left.code).toBe(0);
  });
});

describe('threads', () => {
  it('change nothing about order, paths, layers or counts', async () => {
    const files: Record<string, string | Buffer> = {};
    for (let index = 0; index < 200; index++) {
      const name = String(index).padStart(3, '0');
      const own = members(6, index % 3 === 0 ? [index % 6] : []).map(it => ({
        ...it,
        bytes: it.bytes.replace(/gsk_\w+/, groqKey(`t${index}`)),
      }));
      const bad = index % 20 === 0 ? [{ name: 'bad', bytes: 'x', crc: 1 }] : [];
      files[`${name}.bin`] = index % 2 === 0 ? makeZip([...own, ...bad]) : gzipSync(makeTar(own));
      files[`${name}.txt`] = index % 5 === 0 ? line(`f${index}`) : 'nothing\n';
    }
    const cwd = makeTree(files);
    const tell = async (threads: number) => {
      const { report } = await scan(['--threads', String(threads), '--explain'], { cwd });
      return {
        findings: report.findings.map(({ secretId: _, ...rest }) => rest),
        rest: [report.skipped, report.failed, report.dropped, report.drops],
        summary: { ...report.summary, milliseconds: 0 },
      };
    };
    const one = await tell(1);
    expect(one.findings.length).toBeGreaterThan(100);
    expect(one.rest[1]).toHaveLength(10);
    for (const threads of [2, 3]) expect(await tell(threads)).toEqual(one);
  });
});

describe('much in little', () => {
  const probe = makeTree({
    'peak.mjs': `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS / 1024)));\n`,
  });

  it('takes little memory: 300 MB in a tgz of 300 members', async () => {
    const cwd = makeTree();
    const block = 'some words of a longer text, 0123456789\n'.repeat(26_000);
    execFileSync(
      'sh',
      ['-c', 'for i in $(seq 1 300); do cp block f$i.txt; done; tar czf a.tgz f*.txt z.env; rm f*.txt z.env block'],
      {
        cwd: writeInto(cwd, { block, 'z.env': line('z') }),
      },
    );
    const peak = join(probe, 'peak');
    const { paths, report } = await scan(['--threads', '1'], {
      cwd,
      nodeFlags: ['--import', join(probe, 'peak.mjs')],
      env: { PEAK_FILE: peak },
    });
    expect(paths).toEqual(['a.tgz!z.env']);
    expect(report.failed).toEqual([]);
    expect(report.summary.bytes).toBeGreaterThan(300e6);
    expect(Number(readFileSync(peak, 'utf8'))).toBeLessThan(200);
  });

  it('is stopped by the time limit, and by a signal', async () => {
    const cwd = makeTree({ 'a.gz': gzipSync(Buffer.alloc(250 * MiB, 'words and words ')) });
    const late = await scan(['--timeout', '300ms'], { cwd });
    expect(late.code).toBe(3);
    expect(late.report.failed[0]?.why).toMatch(/time limit/);
    const started = performance.now();
    const { code } = await unleak(['scan'], { cwd, meanwhile: kill => setTimeout(() => kill('SIGINT'), 500) });
    expect(code).not.toBe(0);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

function writeInto(folder: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files))
    execFileSync('tee', [join(folder, path)], { input: text, stdio: ['pipe', 'ignore', 'inherit'] });
  return folder;
}
