/** Real folders and repositories for the tests of this room. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type Listing, type ListRequest, listFiles } from '../../src/sources/files.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes files (`path -> text`) below a folder. */
export function writeTree(root: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** A new folder with these files; removed after the tests. */
export function makeTree(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'unleak-sources-')));
  made.push(root);
  return writeTree(root, files);
}

const author = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

export const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', [...author, '-c', 'protocol.file.allow=always', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });

/** A repository in which these files are committed, ignored or not. */
export function makeRepository(files: Readonly<Record<string, string | Buffer>>): string {
  const root = makeTree(files);
  git(root, 'init', '-q');
  git(root, 'add', '-A', '-f', '.');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'first');
  return root;
}

export const list = (cwd: string, request: Partial<ListRequest> = {}): Promise<Listing> =>
  listFiles({ cwd, paths: [], include: [], exclude: [], includeIgnored: false, ...request });

export const shownOf = (listing: Listing): string[] => listing.entries.map(({ shown }) => shown);
