/** A report reaches its file whole or not at all, and a stream at the pace of its reader. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOutput } from '../../src/cli/output.ts';
import { UserError } from '../../src/model/errors.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'unleak-output-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const modeOf = (file: string): number => statSync(file).mode & 0o777;

const write = (
  chunks: Iterable<string>,
  name = 'report.json',
  more: { private?: boolean } = {},
  signal?: AbortSignal,
) => writeOutput(chunks, { file: join(root, name), root, ...more }, signal);

/** Chunks that are made while they are written; the last step throws when one is given. */
function* makeChunks(count: number, last?: () => void): Generator<string> {
  for (let at = 0; at < count; at += 1) yield `${'x'.repeat(9_999)}\n`;
  last?.();
}

const fail = (message: string) => () => {
  throw new Error(message);
};

describe('a file', () => {
  it('holds all chunks, and nothing else is left in the folder', async () => {
    await write(['a', '', 'b\n', '日本\n']);
    expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe('ab\n日本\n');
    expect(readdirSync(root)).toEqual(['report.json']);
  });

  it('is there when there is nothing to say', async () => {
    await write([]);
    expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe('');
  });

  it('may be large', async () => {
    await write(makeChunks(1000));
    expect(statSync(join(root, 'report.json')).size).toBe(10_000_000);
  });

  it('replaces an older report, and keeps its mode', async () => {
    const file = join(root, 'report.json');
    writeFileSync(file, 'old', { mode: 0o640 });
    await write(['new']);
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new', 0o640]);
  });

  it('is as open as the user’s mask says, and the user’s alone when it shows secrets', async () => {
    await write(['a'], 'plain');
    await write(['a'], 'shown', { private: true });
    writeFileSync(join(root, 'before'), '');
    chmodSync(join(root, 'before'), 0o644);
    await write(['a'], 'before', { private: true });
    writeFileSync(join(root, 'any'), '');
    expect(modeOf(join(root, 'plain'))).toBe(modeOf(join(root, 'any')));
    expect([modeOf(join(root, 'shown')), modeOf(join(root, 'before'))]).toEqual([0o600, 0o600]);
  });

  it('is not touched when the report fails half-way', async () => {
    writeFileSync(join(root, 'report.json'), 'old');
    await expect(write(makeChunks(50, fail('broken')))).rejects.toThrow('broken');
    expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe('old');
    expect(readdirSync(root)).toEqual(['report.json']);
  });

  it('is not touched when the run is cancelled half-way', async () => {
    const cancel = new AbortController();
    await expect(
      write(
        makeChunks(50, () => cancel.abort()),
        'report.json',
        {},
        cancel.signal,
      ),
    ).rejects.toThrow(/abort/i);
    expect(readdirSync(root)).toEqual([]);
  });

  it('is never seen half-written', async () => {
    const seen: string[][] = [];
    function* look(): Generator<string> {
      for (const chunk of makeChunks(30)) {
        seen.push(readdirSync(root).filter(name => name === 'report.json'));
        yield chunk;
      }
    }
    await write(look());
    expect(seen.flat()).toEqual([]);
    expect(readdirSync(root)).toEqual(['report.json']);
  });
});

describe('what is refused, in one line, before anything is written', () => {
  const refuse = async (name: string): Promise<UserError> => {
    const before = readdirSync(root, { recursive: true });
    const error = await write(['a'], name).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(readdirSync(root, { recursive: true })).toEqual(before);
    return error as UserError;
  };

  it('a file that is a symbolic link, wherever it leads', async () => {
    writeFileSync(join(root, 'victim'), 'precious');
    symlinkSync('victim', join(root, 'link'));
    symlinkSync('nowhere', join(root, 'dangling'));
    expect((await refuse('link')).message).toBe(`cannot write ${root}/link: it is a symbolic link`);
    expect((await refuse('dangling')).message).toContain('symbolic link');
    expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('precious');
  });

  it('a folder on the way, within the tree, that is a symbolic link', async () => {
    mkdirSync(join(root, 'real/deep'), { recursive: true });
    symlinkSync('real', join(root, 'link'));
    expect((await refuse('link/report.json')).message).toContain(`${root}/link is a symbolic link`);
    expect((await refuse('link/deep/report.json')).message).toContain(`${root}/link is a symbolic link`);
  });

  it('a folder that is not there', async () => {
    expect((await refuse('missing/report.json')).message).toBe(
      `cannot write ${root}/missing/report.json: there is no such folder`,
    );
  });

  it('a way that leads through a file', async () => {
    writeFileSync(join(root, 'file'), '');
    expect((await refuse('file/report.json')).message).toContain('a part of its path is no folder');
  });

  it('a folder', async () => {
    mkdirSync(join(root, 'folder'));
    expect((await refuse('folder')).message).toContain('it is a folder');
  });

  it('a device', async () => {
    await expect(writeOutput(['a'], { file: '/dev/null', root })).rejects.toThrow('it is no ordinary file');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('a name that is too long', async () => {
    expect((await refuse('x'.repeat(300))).message).toContain('the name is too long');
  });

  it('but not a link above the tree, which is the user’s own', async () => {
    mkdirSync(join(root, 'real/tree'), { recursive: true });
    symlinkSync('real', join(root, 'home'));
    const tree = join(root, 'home/tree');
    await writeOutput(['a'], { file: join(tree, 'report.json'), root: tree });
    await writeOutput(['b'], { file: join(root, 'home/other.json'), root: tree });
    expect(readFileSync(join(root, 'real/tree/report.json'), 'utf8')).toBe('a');
    expect(readFileSync(join(root, 'real/other.json'), 'utf8')).toBe('b');
  });
});

/** A stream whose writes fail with this code after the first. */
const breakAfterFirst = (code: string): { stream: Writable; written: string[] } => {
  const written: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      if (written.length > 0) return done(Object.assign(new Error(code), { code }));
      written.push(chunk);
      done();
    },
  });
  return { stream, written };
};

describe('a stream', () => {
  it('gets all chunks and stays open', async () => {
    const stream = new PassThrough();
    await writeOutput(['a', 'b'], { stream });
    await writeOutput(['c'], { stream });
    expect(stream.writableEnded).toBe(false);
    expect(stream.read().toString()).toBe('abc');
  });

  it('is not written faster than it is read', async () => {
    let made = 0;
    function* count(): Generator<string> {
      for (const chunk of makeChunks(500)) {
        made += 1;
        yield chunk;
      }
    }
    const stream = new Writable({ write: () => {} });
    void writeOutput(count(), { stream });
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(made).toBeLessThan(20);
  });

  it('whose reader goes away is a clean end, and no more is made', async () => {
    let made = 0;
    function* count(): Generator<string> {
      for (const chunk of makeChunks(500)) {
        made += 1;
        yield chunk;
      }
    }
    const { stream, written } = breakAfterFirst('EPIPE');
    await writeOutput(count(), { stream });
    await writeOutput(['after'], { stream });
    expect(written).toHaveLength(1);
    expect(made).toBeLessThan(20);
  });

  it('that fails otherwise is the user’s to know', async () => {
    const { stream } = breakAfterFirst('ENOSPC');
    await expect(writeOutput(makeChunks(50), { stream })).rejects.toThrow(
      new UserError('cannot write the output: no space is left'),
    );
  });

  it('of a real process ends cleanly when the reader closes the pipe', async () => {
    const module = new URL('../../src/cli/output.ts', import.meta.url);
    const script = `import { writeOutput } from ${JSON.stringify(module.href)};
      function* chunks() { for (let at = 0; at < 1e4; at += 1) yield 'x'.repeat(1e4) + '\\n'; }
      await writeOutput(chunks(), { stream: process.stdout });
      process.stderr.write('done');`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
    });
    child.stdout.once('data', () => child.stdout.destroy());
    let errors = '';
    child.stderr.on('data', data => {
      errors += data;
    });
    const [code] = await once(child, 'close');
    expect([code, errors]).toEqual([0, 'done']);
  });
});
