/** Archives that tools make are opened, with every member under its name. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { holdBytes } from '../../../src/unfold/archive/stream.ts';
import { unfoldContent } from '../../../src/unfold/unfold.ts';
import { makeTar, makeZip, openAll, tarHeader } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'unleak-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));

const longName = `${'a long folder name/'.repeat(12)}end.txt`;
const files: Readonly<Record<string, string>> = {
  'first.env': 'A=1\n',
  'dir/second.py': 'b = 2\n'.repeat(4000),
  'dir/é 日.txt': 'three\n',
  [longName]: 'four\n',
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, 'in', path)), { recursive: true });
  writeFileSync(join(folder, 'in', path), text);
}

const has = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Runs a shell line that makes `out` from the folder `in`. */
function make(line: string): Buffer {
  rmSync(join(folder, 'out.bin'), { force: true });
  execFileSync('sh', ['-c', line], {
    cwd: join(folder, 'in'),
    stdio: 'pipe',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return readFileSync(join(folder, 'out.bin'));
}

const python = (code: string): string => `python3 -c '${code}'`;
const zipfile = (method: string): string =>
  python(`import zipfile,os
z=zipfile.ZipFile("../out.bin","w",zipfile.${method})
[z.write(os.path.join(d,f)) for d,_,fs in os.walk(".") for f in fs]
z.close()`);
const tarfile = (format: string, mode = 'w'): string =>
  python(`import tarfile
t=tarfile.open("../out.bin","${mode}",format=tarfile.${format})
t.add(".",arcname="")
t.close()`);

const tools: readonly (readonly [string, string, string, string])[] = [
  ['zip', 'zip -qr ../out.bin .', 'zip', 'zip'],
  ['zip', 'zip -qr0 ../out.bin .', 'zip, stored', 'zip'],
  ['zip', 'zip -qr - . | cat > ../out.bin', 'zip, piped', 'zip'],
  ['zip', 'zip -qr -fz ../out.bin .', 'zip, forced to zip64', 'zip'],
  [
    'zip',
    'zip -qr ../out.bin . && (echo "#!/bin/sh"; echo exit; cat ../out.bin) > ../o2 && mv ../o2 ../out.bin',
    'a zip that is a program',
    'zip',
  ],
  ['jar', 'jar cf ../out.bin .', 'jar', 'zip'],
  ['python3', zipfile('ZIP_DEFLATED'), 'zipfile', 'zip'],
  ['python3', zipfile('ZIP_STORED'), 'zipfile, stored', 'zip'],
  ['tar', 'tar cf ../out.bin --format=gnu *', 'GNU tar', 'tar'],
  ['tar', 'tar cf ../out.bin --format=posix *', 'pax', 'tar'],
  [
    'tar',
    'tar cf ../out.bin --format=ustar first.env dir && tar rf ../out.bin --format=gnu a*',
    'ustar, then GNU',
    'tar',
  ],
  ['tar', 'tar czf ../out.bin *', 'tgz', 'gzip tar'],
  ['tar', 'tar cf - * | gzip -1 | cat - > ../out.bin', 'tar in gzip', 'gzip tar'],
  ['python3', tarfile('PAX_FORMAT'), 'tarfile, pax', 'tar'],
  ['python3', tarfile('GNU_FORMAT', 'w:gz'), 'tarfile, gz', 'gzip tar'],
];

describe('what tools make', () => {
  it.each(tools.filter(([program]) => has(program)))('%s: %s', (_program, line, _title, layers) => {
    const contents = openAll(make(line));
    const bare = Object.fromEntries(
      Object.entries(contents.texts).map(([path, text]) => [path.replace(/!(?:\.\/)?/, '!'), text]),
    );
    delete bare['a!META-INF/MANIFEST.MF'];
    expect(bare).toEqual(Object.fromEntries(Object.entries(files).map(([path, text]) => [`a!${path}`, text])));
    expect(new Set(Object.values(contents.layers))).toEqual(new Set([layers]));
    expect([contents.skipped, contents.failed]).toEqual([[], []]);
  });

  it.runIf(has('ar'))('ar, with long names', () => {
    writeFileSync(join(folder, 'in', 'zero.bin'), Buffer.from('A=1\0'));
    const bytes = make(
      `cp first.env a-rather-long-name.env; ar rc ../out.bin zero.bin a-rather-long-name.env first.env; rm a-r* zero.bin`,
    );
    expect(openAll(bytes).texts).toEqual({
      'a!zero.bin': 'A=1\0',
      'a!a-rather-long-name.env': 'A=1\n',
      'a!first.env': 'A=1\n',
    });
  });

  it.runIf(has('dpkg-deb'))('a Debian package', () => {
    const line = `rm -rf ../deb && mkdir -p ../deb/DEBIAN ../deb/etc && cp first.env ../deb/etc/app.env &&
      printf 'Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: a\n' > ../deb/DEBIAN/control &&
      dpkg-deb -Zgzip -b ../deb ../out.bin`;
    const { texts, failed } = openAll(make(line), 'a.deb');
    expect(texts['a.deb!data.tar.gz!./etc/app.env']).toBe('A=1\n');
    expect(texts['a.deb!control.tar.gz!./control']).toMatch(/^Package: a\n/);
    expect(failed).toEqual([]);
  });

  it.runIf(has('zip'))('an encrypted member is skipped, its neighbours are not', () => {
    const { texts, skipped, failed } = openAll(
      make('zip -q -P pw ../out.bin first.env && zip -q ../out.bin dir/second.py'),
    );
    expect(Object.keys(texts)).toEqual(['a!dir/second.py']);
    expect([skipped, failed]).toEqual([['a!first.env: an encrypted member, not opened'], []]);
  });

  it.runIf(has('python3'))('a method that is not known is skipped', () => {
    const { skipped, failed } = openAll(make(zipfile('ZIP_LZMA')));
    expect(skipped).toHaveLength(4);
    expect(skipped).toContain('a!first.env: a member compressed by method 14, not opened');
    expect(failed).toEqual([]);
  });
});

describe('one file that is compressed', () => {
  it.each([
    ['dump.sql.gz', 'dump.sql.gz!dump.sql'],
    ['x/dump.sql.GZ', 'x/dump.sql.GZ!dump.sql'],
    ['logo.svgz', 'logo.svgz!logo.svg'],
    ['<stdin>', '<stdin>!data'],
  ])('%s is shown as %s', (path, shown) => {
    const { texts, layers } = openAll(gzipSync('A=1\n'), path);
    expect(texts).toEqual({ [shown]: 'A=1\n' });
    expect(layers).toEqual({ [shown]: 'gzip' });
  });

  it.runIf(has('gzip'))('has the name that it was packed under', () => {
    expect(openAll(make('gzip -c first.env > ../out.bin'), 'x.bin').texts).toEqual({ 'x.bin!first.env': 'A=1\n' });
  });

  it('may be in several pieces, with zeros behind them', () => {
    const pieces = Array.from({ length: 50 }, (_, index) => gzipSync(`line ${index}\n`.repeat(index * 100)));
    const whole = Buffer.concat([...pieces, Buffer.alloc(1024)]);
    const expected = Array.from({ length: 50 }, (_, index) => `line ${index}\n`.repeat(index * 100)).join('');
    expect(openAll(whole, 'a.gz')).toMatchObject({ texts: { 'a.gz!a': expected }, failed: [] });
  });

  it('is not whole where other bytes stand behind it', () => {
    const { texts, failed } = openAll(Buffer.concat([gzipSync('A=1\n'), Buffer.from('B=2\n')]), 'a.gz');
    expect(texts).toEqual({ 'a.gz!a': 'A=1\n' });
    expect(failed).toEqual(['a.gz!a: ends in bytes that are no part of it']);
  });
});

describe('zip', () => {
  it('is opened behind the header of a browser extension, and with a comment', () => {
    const zip = makeZip([{ name: 'k.js', bytes: 'a' }], { comment: 'x'.repeat(5000) });
    const crx = Buffer.concat([Buffer.from('Cr24\x03\0\0\0\x04\0\0\0abcd', 'latin1'), zip]);
    expect(openAll(crx)).toMatchObject({ texts: { 'a!k.js': 'a' }, failed: [] });
  });

  it.each([{ zip64: true }, { zip64: false }])('with large numbers where there need be none: %j', end => {
    const zip = makeZip(
      [
        { name: 'one', bytes: '1', zip64: true },
        { name: 'two', bytes: '2', method: 0, zip64: true },
      ],
      end,
    );
    expect(openAll(zip)).toMatchObject({ texts: { 'a!one': '1', 'a!two': '2' }, failed: [] });
  });

  it('without members holds nothing', () => {
    expect(openAll(makeZip([]))).toMatchObject({ texts: {}, skipped: [], failed: [] });
  });

  it('counts what is told from a member as that of a file: kinds, and what is no text', () => {
    const { kinds, skipped } = openAll(
      makeZip([
        { name: 'Dockerfile', bytes: 'x' },
        { name: '.env', bytes: 'x' },
        { name: 'dir/a.unknown', bytes: '#!/usr/bin/env python\n' },
        { name: 'b.bin', bytes: 'a\0b' },
        { name: 'c.png', bytes: Buffer.from('89504e470d0a1a0a0000', 'hex') },
        { name: 'd/' },
      ]),
    );
    expect(kinds).toEqual({
      'a!Dockerfile': 'shell',
      'a!.env': 'dotenv',
      'a!dir/a.unknown': 'python',
      'a!b.bin': 'binary',
    });
    expect(skipped).toEqual(['a!c.png: an image']);
  });

  it('opens text that is stored wide', () => {
    const { layers } = openAll(makeZip([{ name: 'w.txt', bytes: Buffer.from('\ufeffA=1\nB=2\n', 'utf16le') }]));
    expect(layers).toEqual({ 'a!w.txt': 'zip utf-16le' });
  });
});

describe('tar', () => {
  it('has names in parts', () => {
    const header = tarHeader(Buffer.from('tail.txt'), 1, '0');
    header.write('head/of/it', 345);
    const whole = makeTar([{ name: 'tail.txt', bytes: 'x' }]);
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    expect(openAll(Buffer.concat([header, whole.subarray(512)])).texts).toEqual({ 'a!head/of/it/tail.txt': 'x' });
  });

  it('takes name and size from pax, and only for the next entry', () => {
    const record = (text: string): string => `${text.length + String(text.length).length + 2} ${text}\n`;
    const whole = makeTar([
      { name: 'pax', type: 'x', bytes: record('path=long name') + record('mtime=1234') },
      { name: 'short', bytes: 'one' },
      { name: 'other', bytes: 'two' },
    ]);
    expect(openAll(whole).texts).toEqual({ 'a!long name': 'one', 'a!other': 'two' });
  });

  it('goes on behind its end, where another was appended', () => {
    const whole = Buffer.concat([
      makeTar([{ name: 'a', bytes: '1' }]),
      Buffer.alloc(10240),
      makeTar([{ name: 'b', bytes: '2' }]),
    ]);
    expect(openAll(whole)).toMatchObject({ texts: { 'a!a': '1', 'a!b': '2' }, failed: [] });
  });

  it('passes over links and folders that tell a size', () => {
    const whole = makeTar([
      { name: 'link', type: '1', size: 5000 },
      { name: 'folder/', type: '5', size: 5000 },
      { name: 'b', bytes: '2' },
    ]);
    expect(openAll(whole)).toMatchObject({ texts: { 'a!b': '2' }, failed: [] });
  });

  it('is known without a mark, from its checksum', () => {
    const header = tarHeader(Buffer.from('old.txt'), 1, '\0');
    header.fill(0, 257, 265);
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, ' ')}\0 `,
      148,
    );
    expect(openAll(Buffer.concat([header, Buffer.from('x'.padEnd(512, '\0'))])).texts).toEqual({ 'a!old.txt': 'x' });
  });

  it('is not what only has a mark', () => {
    const fake = Buffer.concat([
      Buffer.from('file'),
      Buffer.alloc(253),
      Buffer.from('ustar\0'),
      Buffer.alloc(249),
      Buffer.from('KEY=1'),
    ]);
    expect(unfoldContent({ kind: 'stdin' }, 'x', holdBytes(fake))).toMatchObject({ unit: { kind: 'binary' } });
  });
});

describe('archives in archives', () => {
  const inner = makeZip([{ name: 'k.env', bytes: 'K=1' }]);
  it('are opened, with a path that tells the way', () => {
    const whole = gzipSync(
      makeTar([{ name: 'b/c.zip', bytes: makeZip([{ name: 'd.zip', bytes: inner, method: 0 }]) }]),
    );
    const { texts, layers } = openAll(whole, 'x/a.tgz');
    expect(texts).toEqual({ 'x/a.tgz!b/c.zip!d.zip!k.env': 'K=1' });
    expect(layers).toEqual({ 'x/a.tgz!b/c.zip!d.zip!k.env': 'gzip tar zip zip' });
  });

  it('are opened four deep, and said not to be where there are more', () => {
    let whole = inner;
    for (let depth = 2; depth <= 4; depth++)
      whole = makeZip([
        { name: 'z', bytes: whole },
        { name: 'own', bytes: String(depth) },
      ]);
    expect(openAll(whole).texts['a!z!z!z!k.env']).toBe('K=1');
    const deeper = openAll(
      makeZip([
        { name: 'z', bytes: whole },
        { name: 'last', bytes: 'x' },
      ]),
    );
    expect(Object.keys(deeper.texts)).toEqual(['a!z!z!z!own', 'a!z!z!own', 'a!z!own', 'a!last']);
    expect(deeper.failed).toEqual(['a!z!z!z!z: is nested deeper than 4 archives: not opened']);
  });
});
