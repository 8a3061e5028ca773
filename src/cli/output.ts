/** Writes text: to a stream at the reader's pace, or to a file that is either whole or not there. */

import { type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Writable } from 'node:stream';
import { UserError } from '../model/errors.ts';
import { lazyCrypto } from '../util/lazy-crypto.ts';

export interface StreamTarget {
  readonly stream: Writable;
}

export interface FileTarget {
  /** Absolute path of the file to make or replace. */
  readonly file: string;
  /** Absolute folder; below it no folder on the way to the file may be a symbolic link. */
  readonly root: string;
  /** For reports that show secrets: only the user may read the file. */
  readonly private?: boolean;
}

export type OutputTarget = StreamTarget | FileTarget;

/** Chunks are gathered to writes of about this many characters. */
const batchLength = 64 * 1024;

/** Writes all chunks, or nothing to a file. A reader that has gone away is a clean end; what else fails is a UserError. */
export async function writeOutput(chunks: Iterable<string>, target: OutputTarget, signal?: AbortSignal): Promise<void> {
  if ('stream' in target) await writeStream(chunks, target.stream, signal);
  else await writeFile(chunks, target, signal);
}

function* gather(chunks: Iterable<string>, signal: AbortSignal | undefined): Generator<string> {
  let gathered = '';
  for (const chunk of chunks) {
    gathered += chunk;
    if (gathered.length < batchLength) continue;
    signal?.throwIfAborted();
    yield gathered;
    gathered = '';
  }
  signal?.throwIfAborted();
  if (gathered !== '') yield gathered;
}

/** What a stream says when its reader has gone away. */
const goneCodes: readonly unknown[] = ['EPIPE', 'ERR_STREAM_DESTROYED'];

async function writeStream(chunks: Iterable<string>, stream: Writable, signal?: AbortSignal): Promise<void> {
  // An error is also an event, one that ends the process where nobody listens; it may come after the write's own callback.
  stream.on('error', () => {});
  try {
    for (const text of gather(chunks, signal)) await writeText(stream, text);
  } catch (error) {
    if (goneCodes.includes(codeOf(error))) return;
    throw explain(error, 'cannot write the output');
  }
}

const writeText = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, error => (error ? reject(error) : resolve()));
  });

async function writeFile(chunks: Iterable<string>, target: FileTarget, signal?: AbortSignal): Promise<void> {
  const { file } = target;
  const problem = `cannot write ${file}`;
  const temporary = join(dirname(file), `.unleak-${lazyCrypto().randomBytes(8).toString('hex')}.tmp`);
  await refuseLinks(target, problem);
  const mode = await chooseMode(target, problem);
  try {
    const handle = await open(temporary, 'wx', mode.atFirst);
    try {
      await fill(handle, chunks, signal);
      if (mode.atLast !== undefined) await handle.chmod(mode.atLast);
    } finally {
      await handle.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw explain(error, problem);
  }
}

async function fill(handle: FileHandle, chunks: Iterable<string>, signal?: AbortSignal): Promise<void> {
  for (const text of gather(chunks, signal)) await handle.appendFile(text);
  await handle.sync();
}

/** A link planted on the way would let a scanned tree choose what is overwritten. */
async function refuseLinks({ file, root }: FileTarget, problem: string): Promise<void> {
  const below = relative(root, dirname(file));
  if (below === '' || isAbsolute(below) || below.split(sep)[0] === '..') return;
  let folder = root;
  for (const name of below.split(sep)) {
    folder = join(folder, name);
    const status = await statusOf(folder, problem);
    if (status?.isSymbolicLink())
      throw new UserError(`${problem}: ${folder} is a symbolic link`, 'name the real folder');
  }
}

/** The mode of a file that is replaced stays; a new one gets what the user's mask leaves. */
async function chooseMode(target: FileTarget, problem: string): Promise<{ atFirst: number; atLast?: number }> {
  const status = await statusOf(target.file, problem);
  if (status?.isSymbolicLink())
    throw new UserError(`${problem}: it is a symbolic link`, 'name the file that it leads to');
  if (status?.isDirectory())
    throw new UserError(`${problem}: it is a folder`, `name a file in it, not ${basename(target.file)}`);
  if (status !== undefined && !status.isFile()) {
    throw new UserError(`${problem}: it is no ordinary file`, 'leave the option out to write to standard output');
  }
  if (target.private === true) return { atFirst: 0o600 };
  return status === undefined ? { atFirst: 0o666 } : { atFirst: 0o600, atLast: status.mode & 0o777 };
}

async function statusOf(path: string, problem: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw explain(error, problem);
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  EISDIR: 'it is a folder',
};

/** What the operating system refused, in words; an error of ours stays what it is. */
function explain(error: unknown, problem: string): unknown {
  const code = codeOf(error);
  if (error instanceof UserError || typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new UserError(`${problem}: ${reasons[code] ?? code}`);
}
