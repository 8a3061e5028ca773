/** What git says lies in a working tree: the questions asked, and the reading of the answers. */

import { ReadFailure } from '../model/errors.ts';
import type { Gathering, Place } from './gathering.ts';
import { readTrustedFolders, runGit } from './git.ts';
import { isPlainRepository } from './git-folder.ts';
import { type BytePath, toBytes, toOpenable } from './names.ts';

export interface Tracked {
  /** `100644`, `120000` (symlink), `160000` (submodule). */
  readonly mode: string;
  /** Left out of the working tree on purpose, or so git was told. */
  readonly skipWorktree: boolean;
  /** git could not find it on disk. */
  readonly missing: boolean;
}

export interface GitListing {
  /** Relative to the top level, as all paths here. */
  readonly tracked: ReadonlyMap<BytePath, Tracked>;
  /** Untracked files; what ends in `/` is a repository of its own. */
  readonly untracked: readonly BytePath[];
  /** Files and whole folders (ending in `/`) that ignore files leave out. */
  readonly ignored: readonly BytePath[];
  /** Of the folders asked for, those that are ignored as a whole. */
  readonly ignoredFolders: ReadonlySet<BytePath>;
}

const splitRecords = (stdout: Buffer): string[] => stdout.toString('latin1').split('\0').slice(0, -1);

const plainFile: Tracked = { mode: '100644', skipWorktree: false, missing: false };

/** Reads `ls-files -t -s -c -d`: `H 100644 <id> 0<tab>path`, with `R` for what is gone from disk. */
function readTracked(stdout: Buffer): Map<BytePath, Tracked> {
  const tracked = new Map<BytePath, Tracked>();
  for (const record of splitRecords(stdout)) {
    const path = record.slice(record.indexOf('\t') + 1);
    const isPlain = record.startsWith('H 100644 ');
    tracked.set(path, isPlain ? plainFile : readState(record));
  }
  return tracked;
}

const readState = (record: string): Tracked => ({
  mode: record.slice(2, 8),
  skipWorktree: record[0] === 'S',
  missing: record[0] === 'R',
});

/** Reads ignored entries; what lies in a folder that is listed itself goes with it. */
function readIgnored(stdout: Buffer): BytePath[] {
  let folder = '';
  return splitRecords(stdout).filter(path => {
    if (folder !== '' && path.startsWith(folder)) return false;
    if (path.endsWith('/')) folder = path;
    return true;
  });
}

/** Paths as git prints and Node resolves them, made comparable. */
const normalize = (path: string): string => (/^[A-Za-z]:/.test(path) ? path.replaceAll('\\', '/').toLowerCase() : path);

/** One question to git: its answer read, or why there is none. */
interface Question<Answer> {
  readonly args: readonly string[];
  readonly input?: string;
  read(stdout: Buffer): Answer;
}

/** How questions are put in one working tree. Each answer is read as it comes, while git is at work on the others. */
function createAsker(gathering: Gathering, cwd: string, trusted: readonly string[]) {
  const { signal, gitTimeoutMs: timeoutMs } = gathering;
  return async <Answer>({ args, input = '', read }: Question<Answer>): Promise<Answer> => {
    const answer = await runGit({ cwd, args, input, signal, trusted, timeoutMs });
    if (answer.ok) return read(answer.stdout);
    // check-ignore ends with 1 to say that it names none.
    if (args[0] === 'check-ignore' && answer.code === 1) return read(Buffer.alloc(0));
    throw new ReadFailure(answer.why);
  };
}

/** The folders of a question: those to list (none: all) and those that were named below the top level. */
interface Folders {
  readonly listed: readonly string[];
  readonly named: readonly string[];
}

/** Runs the questions side by side. Throws a ReadFailure when git can't be relied on here. */
async function ask(
  gathering: Gathering,
  top: string,
  folders: Folders,
  trusted: readonly string[],
): Promise<GitListing> {
  const { includeIgnored, signal } = gathering;
  const put = createAsker(gathering, top, trusted);
  const where = ['--', ...folders.listed];
  const list = ['--literal-pathspecs', 'ls-files', '-z'];
  const exclude = includeIgnored ? [] : ['--exclude-standard'];
  const input = folders.named.map(folder => `./${folder}`).join('\0');
  const readFolders = (stdout: Buffer) => new Set(splitRecords(stdout).map(path => path.slice('./'.length)));
  const isAsked = folders.named.length > 0 && !includeIgnored;
  const [tracked, untracked, ignored, ignoredFolders] = await Promise.all([
    put({ args: [...list, '-t', '-s', '-c', '-d', ...where], read: readTracked }),
    put({ args: [...list, '-o', ...exclude, ...where], read: splitRecords }),
    includeIgnored ? [] : put({ args: [...list, '-o', '-i', ...exclude, '--directory', ...where], read: readIgnored }),
    isAsked
      ? put({ args: ['check-ignore', '-z', '--no-index', '--stdin'], input, read: readFolders })
      : new Set<string>(),
    isPlainRepository(toBytes(top)) ||
      put({ args: ['rev-parse', '--show-toplevel'], read: stdout => checkTop(top, stdout) }),
  ]);
  signal?.throwIfAborted();
  return { tracked, untracked, ignored, ignoredFolders };
}

/** Refuses a repository whose working tree is elsewhere. */
function checkTop(top: string, stdout: Buffer): void {
  const real = stdout.toString().replace(/\r?\n$/, '');
  if (normalize(real) !== normalize(top)) throw new ReadFailure(`it takes ${real} for the working tree`);
}

/** Asks git what lies in `places`, all below `top`. Returns why not, when it can't say or can't be relied on. */
export async function askGit(
  gathering: Gathering,
  top: BytePath,
  places: readonly Place[],
): Promise<GitListing | string> {
  if (top === '/') return 'it is all of the file system';
  const cwd = toOpenable(top);
  const below = places.filter(({ path }) => path !== top).map(({ path }) => toOpenable(path.slice(top.length + 1)));
  const named = below.filter(folder => typeof folder === 'string');
  if (typeof cwd !== 'string' || named.length < below.length) return 'its name is not UTF-8';
  const folders = { listed: below.length < places.length ? [] : named, named };
  try {
    return await ask(gathering, cwd, folders, []).catch(async (error: unknown) => {
      if (!(error instanceof ReadFailure && error.message.includes('dubious ownership'))) throw error;
      const trusted = await readTrustedFolders(cwd);
      if (trusted.length === 0) throw error;
      return ask(gathering, cwd, folders, trusted);
    });
  } catch (error) {
    gathering.signal?.throwIfAborted();
    if (error instanceof ReadFailure) return error.message;
    throw error;
  }
}
