import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readStdin, type StdinRequest } from '../../src/sources/stdin.ts';
import { unfoldContent } from '../../src/unfold/unfold.ts';

const KiB = 1024;
const readAll = (chunks: readonly (Buffer | string)[], request: Partial<StdinRequest> = {}) =>
  readStdin({ stream: Readable.from(chunks), path: 'in.json', unfold: unfoldContent, ...request });

const spools = (): string[] => readdirSync(tmpdir()).filter(name => /^unleak-[0-9a-f]{24}$/.test(name));

describe('standard input', () => {
  it.each([
    ['in memory', 1024 * KiB],
    ['in a file without a name', 10 * KiB],
  ])('is read to its end, %s', async (_where, maxMemoryBytes) => {
    const chunks = Array.from({ length: 50 }, (_, i) => Buffer.alloc(KiB, 97 + (i % 26)));
    const { reading, close } = await readAll(chunks, { maxMemoryBytes });
    if (!('unit' in reading)) throw new Error('no unit');
    const { content, ...unit } = reading.unit;
    expect(unit).toMatchObject({ origin: { kind: 'stdin' }, path: 'in.json', kind: 'json' });
    expect(content.size).toBe(50 * KiB);
    expect(Buffer.from(content.window(0, content.size)).equals(Buffer.concat(chunks))).toBe(true);
    expect(Buffer.from(content.window(30 * KiB - 1, 2)).toString()).toBe(
      String.fromCharCode(97 + (29 % 26), 97 + (30 % 26)),
    );
    expect(spools()).toEqual([]);
    close();
    close();
  });

  it('may be empty, or text', async () => {
    expect((await readAll([])).reading).toMatchObject({ unit: { content: { size: 0 }, kind: 'json' } });
    expect((await readAll(['é'], { path: '<stdin>' })).reading).toMatchObject({
      unit: { content: { size: 2 }, kind: 'text' },
    });
  });

  it('fails when it breaks off or never ends', async () => {
    async function* broken() {
      yield Buffer.from('a');
      throw Object.assign(new Error('x'), { code: 'EIO' });
    }
    expect((await readAll([], { stream: Readable.from(broken()) })).reading).toEqual({ failed: "can't be read (EIO)" });
    async function* endless() {
      for (;;) yield Buffer.alloc(KiB);
    }
    const { reading, close } = await readAll([], {
      stream: Readable.from(endless()),
      maxMemoryBytes: KiB,
      maxBytes: 9 * KiB,
    });
    expect(reading).toEqual({ failed: `holds more than ${9 * KiB} bytes` });
    close();
  });

  it('is given up when the run is stopped', async () => {
    const stop = new AbortController();
    const waiting = readAll([], { stream: new Readable({ read: () => undefined }), signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
});
