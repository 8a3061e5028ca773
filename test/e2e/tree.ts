/** Real folders and real git repositories in a temporary folder. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';
import { afterAll } from 'vitest';

export type Files = Readonly<Record<string, string | Buffer>>;

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A new folder with these files, gone after the tests of the file. */
export function makeTree(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'unleak-e2e-')));
  made.push(folder);
  writeFiles(folder, files);
  return folder;
}

/** git in a folder, with a user and without the machine's own settings. */
export function gitIn(folder: string): SimpleGit {
  const git = simpleGit(folder, {
    config: [
      'user.name=Test',
      'user.email=test@example.org',
      'commit.gpgSign=false',
      'protocol.file.allow=always',
      'init.defaultBranch=main',
    ],
    unsafe: { allowUnsafeProtocolOverride: true },
  });
  return git.env({ PATH: process.env['PATH'] ?? '', HOME: folder });
}

/** A repository whose files are committed. */
export async function makeRepository(files: Files): Promise<string> {
  const folder = makeTree(files);
  const git = gitIn(folder);
  await git.init();
  await commitAll(folder, 'start');
  return folder;
}

export async function commitAll(folder: string, message: string): Promise<void> {
  const git = gitIn(folder);
  await git.add(['--all']);
  await git.commit(message);
}
