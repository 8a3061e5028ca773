import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReadFailure } from '../../src/model/errors.ts';
import type { Unit } from '../../src/model/unit.ts';
import { createReader, type Reading } from '../../src/sources/read.ts';
import { unfoldContent } from '../../src/unfold/unfold.ts';
import { list, makeRepository, makeTree } from './tree.ts';

const MiB = 1024 * 1024;
const entry = (path: string | Buffer, explicit = false) => ({ path, shown: String(path), explicit });
const read = (path: string | Buffer, explicit = false): Reading =>
  createReader(unfoldContent).read(entry(path, explicit));
const textOf = ({ content }: Unit): string => Buffer.from(content.window(0, content.size)).toString();

function unitOf(reading: Reading): Unit {
  if (!('unit' in reading)) throw new Error(JSON.stringify(reading));
  return reading.unit;
}

describe('reading a file', () => {
  it('gives its bytes, and where it was read', () => {
    const root = makeTree({ 'a.ts': 'const a = 1;\n' });
    const unit = unitOf(read(join(root, 'a.ts')));
    expect(textOf(unit)).toBe('const a = 1;\n');
    expect(unit).toMatchObject({
      origin: { kind: 'file', path: join(root, 'a.ts') },
      kind: 'javascript',
      layers: [],
      labels: [],
    });
  });

  it.each([0, 1, 4095, 4096, 4097, 8192, 4 * MiB - 1, 4 * MiB, 4 * MiB + 1, 9 * MiB])(
    'of %i bytes gives all of them',
    size => {
      const bytes = Buffer.alloc(size, 'x');
      for (let i = 0; i < size; i += 1000) bytes[i] = 97 + (i % 26);
      const path = join(makeTree({ f: bytes }), 'f');
      const reader = createReader(unfoldContent);
      const { content } = unitOf(reader.read(entry(path)));
      expect(content.size).toBe(size);
      for (let at = 0; at < size; at += MiB) {
        const window = Buffer.from(content.window(at, MiB + 100));
        expect(window.equals(bytes.subarray(at, at + MiB + 100))).toBe(true);
      }
      expect(Buffer.from(content.window(0, size + 5)).equals(bytes)).toBe(true);
      expect(content.window(size + 1, 10)).toHaveLength(0);
      reader.close();
    },
  );

  it('keeps nothing open that it does not need', () => {
    const root = makeTree({ big: Buffer.alloc(5 * MiB, 'a'), small: 'b' });
    const reader = createReader(unfoldContent);
    const { content } = unitOf(reader.read(entry(join(root, 'big'))));
    expect(textOf(unitOf(reader.read(entry(join(root, 'small')))))).toBe('b');
    expect(() => content.window(0, 1)).toThrow(ReadFailure);
    reader.close();
    reader.close();
  });

  it('works for names that are not UTF-8', () => {
    const path = Buffer.concat([Buffer.from(`${makeTree()}/`), Buffer.from([0xff, 0xfe])]);
    writeFileSync(path, 'x');
    expect(textOf(unitOf(read(path)))).toBe('x');
  });

  it('reads to the end what says that it has no size', () => {
    expect(textOf(unitOf(read('/proc/self/status', true)))).toContain('Pid:');
    expect(unitOf(read('/proc/self/environ')).content.size).toBeGreaterThan(0);
  });

  it('skips what is no file, without waiting for it', async () => {
    const root = makeTree({ real: 'x' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('real', join(root, 'link'));
    mkdirSync(join(root, 'folder'));
    const server = createServer();
    await new Promise<void>(resolve => server.listen(join(root, 'socket'), resolve));
    for (const explicit of [false, true]) {
      expect(read(join(root, 'pipe'), explicit)).toEqual({ skipped: 'a named pipe' });
      expect(read(join(root, 'socket'), explicit)).toEqual({ skipped: 'a socket or a device without a driver' });
      expect(read('/dev/zero', explicit)).toEqual({ skipped: 'a device' });
      expect(read('/dev/null', explicit)).toEqual({ skipped: 'a device' });
      expect(read(join(root, 'folder'), explicit)).toMatchObject({ skipped: expect.stringContaining('a folder') });
    }
    server.close();
    expect(read(join(root, 'link'))).toEqual({ skipped: 'a symbolic link, not followed' });
    expect(textOf(unitOf(read(join(root, 'link'), true)))).toBe('x');
  });

  it('does not drain a pipe that somebody writes to', async () => {
    const path = join(makeTree(), 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = spawn('sh', ['-c', `exec 3<>'${path}'; echo kept >&3; sleep 0.5; head -c 4 <&3`]);
    let got = '';
    reader.stdout.on('data', data => {
      got += data;
    });
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(read(path)).toEqual({ skipped: 'a named pipe' });
    await new Promise(resolve => reader.on('close', resolve));
    expect(got).toBe('kept');
  });

  it('fails with why for what can not be read', () => {
    const root = makeTree({ a: '' });
    expect(read(join(root, 'gone'))).toEqual({ failed: 'was gone when it was to be read' });
    expect(read(join(root, 'a/b'))).toEqual({ failed: 'was gone when it was to be read' });
    expect(read(join(root, 'x'.repeat(300)))).toEqual({ failed: "can't be read (ENAMETOOLONG)" });
    expect(read('/proc/self/mem')).toEqual({ failed: "can't be read (EIO)" });
    expect(read('/proc/self/mem', true)).toEqual({ failed: "can't be read (EIO)" });
    expect(read('nul\0')).toMatchObject({ failed: expect.stringContaining('ERR_INVALID_ARG_VALUE') });
  });

  it.each([
    ['outside of a repository', makeTree],
    ['in a repository', makeRepository],
  ])('fails when it vanished after listing, %s', async (_where, make) => {
    const root = make({ a: 'x', b: 'y' });
    const { entries } = await list(root);
    rmSync(join(root, 'a'));
    const reader = createReader(unfoldContent);
    expect(entries.map(one => Object.keys(reader.read(one))[0])).toEqual(['failed', 'unit']);
  });

  it('fails when a file shrinks under it, and keeps to the size it had when it grows', () => {
    const path = join(makeTree({ f: Buffer.alloc(6 * MiB, 'a') }), 'f');
    const reader = createReader(unfoldContent);
    const { content } = unitOf(reader.read(entry(path)));
    appendFileSync(path, 'more');
    expect(content.window(6 * MiB - 1, 100)).toHaveLength(1);
    truncateSync(path, 5 * MiB);
    expect(() => content.window(5 * MiB - 1, 100)).toThrow('became shorter');
    reader.close();
  });

  it('needs little memory for a large file', () => {
    const path = join(makeTree(), 'large');
    const fd = openSync(path, 'w');
    const end = randomBytes(16);
    writeSync(fd, 'x'.repeat(1000), 0);
    writeSync(fd, end, 0, 16, 3 * 1024 * MiB);
    closeSync(fd);
    const reader = createReader(unfoldContent);
    const { content } = unitOf(reader.read(entry(path)));
    expect(content.size).toBe(3 * 1024 * MiB + 16);
    const before = process.memoryUsage.rss();
    expect(Buffer.from(content.window(content.size - 16, 100)).equals(end)).toBe(true);
    for (let at = 0; at < 64 * MiB; at += MiB) content.window(at, MiB);
    expect(process.memoryUsage.rss() - before).toBeLessThan(48 * MiB);
    reader.close();
  });
});
