/** Standard input as a unit: read to its end, in memory up to a bound and past it in a file that has no name. */

import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { holdBytes, openWindows } from './content.ts';
import type { Reading, Unfold } from './read.ts';

export interface StdinRequest {
  readonly stream: Readable;
  /** What the report shows. */
  readonly path: string;
  readonly unfold: Unfold;
  /** Kept in memory up to this; default 64 MiB. */
  readonly maxMemoryBytes?: number;
  /** More than this is a failure; default 16 GiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What standard input held; `close` gives the space back. */
export interface StdinReading {
  readonly reading: Reading;
  close(): void;
}

const windowBytes = 4 * 1024 * 1024;

/** A file that only this process can reach, and that is gone when it ends. */
function openSpool(): number {
  const path = join(tmpdir(), `unleak-${randomBytes(12).toString('hex')}`);
  const fd = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

function writeFully(fd: number, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
  }
}

/** Reads a stream to its end. Never throws but for the signal: what goes wrong is a failed reading. */
export async function readStdin(request: StdinRequest): Promise<StdinReading> {
  const { stream, path, unfold, maxMemoryBytes = 64 * 1024 * 1024, maxBytes = 16 * 1024 ** 3, signal } = request;
  let chunks: Buffer[] = [];
  let bytes = 0;
  let spool: number | undefined;
  const close = (): void => {
    if (spool !== undefined) closeSync(spool);
    spool = undefined;
  };
  const stop = (): void => void stream.destroy(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    for await (const chunk of stream) {
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
      bytes += piece.length;
      chunks.push(piece);
      if (bytes > maxBytes) return { reading: { failed: `holds more than ${maxBytes} bytes` }, close };
      if (bytes <= maxMemoryBytes) continue;
      spool ??= openSpool();
      writeFully(spool, chunks);
      chunks = [];
    }
    const fd = spool;
    const content =
      fd === undefined
        ? holdBytes(Buffer.concat(chunks))
        : openWindows(fd, bytes, Buffer.allocUnsafeSlow(windowBytes), () => spool === fd);
    return { reading: unfold({ kind: 'stdin' }, path, content), close };
  } catch (error) {
    close();
    signal?.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    return { reading: { failed: `can't be read (${code ?? message})` }, close };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
