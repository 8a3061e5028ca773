/** What git says lies in a working tree: the questions asked, and the reading of the answers. */

import type { Gathering, Place } from './gathering.ts';
import { type GitAnswer, readTrustedFolders, runGit } from './git.ts';
import { type BytePath, toOpenable, toShown } from './names.ts';

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

/** Reads `ls-files -t -s -c -d`: `H 100644 <id> 0<tab>path`, with `R` for what is gone from disk. */
function readTracked(stdout: Buffer): Map<BytePath, Tracked> {
  const tracked = new Map<BytePath, Tracked>();
  for (const record of splitRecords(stdout)) {
    const path = record.slice(record.indexOf('\t') + 1);
    const mode = record.slice(2, 8);
    tracked.set(path, { mode, skipWorktree: record[0] === 'S', missing: record[0] === 'R' });
  }
  return tracked;
}

/** Reads ignored entries; what lies in a folder that is listed itself goes with it. */
function readIgnored(stdout: Buffer): BytePath[] {
  let folder = '';
  return splitRecords(stdout).filter(path => {
    if (folder !== '' && path.startsWith(folder)) return false;
    if (path.endsWith('/')) folder = path;
    return true;
  });
}

const failure = (answers: readonly GitAnswer[]): string | undefined => {
  for (const answer of answers) if (!answer.ok) return answer.why;
  return undefined;
};

/** Paths as git prints and Node resolves them, made comparable. */
const normalize = (path: string): string => (/^[A-Za-z]:/.test(path) ? path.replaceAll('\\', '/').toLowerCase() : path);

/** Runs the questions side by side. Returns why not, when git can't be relied on here. */
async function ask(
  gathering: Gathering,
  top: string,
  folders: readonly string[],
  trusted: readonly string[],
): Promise<GitListing | string> {
  const { signal, includeIgnored, gitTimeoutMs: timeoutMs } = gathering;
  const start = (args: readonly string[], input = '') => runGit({ cwd: top, args, input, signal, trusted, timeoutMs });
  const run = (...args: string[]) => start(['--literal-pathspecs', ...args]);
  const exclude = includeIgnored ? [] : ['--exclude-standard'];
  const where = ['--', ...folders];
  const nothing: GitAnswer = { ok: true, stdout: Buffer.alloc(0) };
  const named = folders.length > 0 && !includeIgnored;
  const [level, tracked, untracked, ignored, checked] = await Promise.all([
    run('rev-parse', '--show-toplevel'),
    run('ls-files', '-z', '-t', '-s', '-c', '-d', ...where),
    run('ls-files', '-z', '-o', ...exclude, ...where),
    includeIgnored ? nothing : run('ls-files', '-z', '-o', '-i', ...exclude, '--directory', ...where),
    named
      ? start(['check-ignore', '-z', '--no-index', '--stdin'], folders.map(folder => `./${folder}`).join('\0'))
      : nothing,
  ]);
  signal?.throwIfAborted();
  // check-ignore ends with 1 to say that it names none.
  const ignoredFolders = !checked.ok && checked.code === 1 ? nothing : checked;
  if (level.ok && tracked.ok && untracked.ok && ignored.ok && ignoredFolders.ok) {
    const real = level.stdout.toString('latin1').replace(/\r?\n$/, '');
    if (normalize(real) !== normalize(Buffer.from(top).toString('latin1')))
      return `it takes ${toShown(real)} for the working tree`;
    return {
      tracked: readTracked(tracked.stdout),
      untracked: splitRecords(untracked.stdout),
      ignored: readIgnored(ignored.stdout),
      ignoredFolders: new Set(splitRecords(ignoredFolders.stdout).map(path => path.slice('./'.length))),
    };
  }
  return failure([level, tracked, untracked, ignored, ignoredFolders]) ?? 'git failed';
}

/** Asks git what lies in `places`, all below `top`. Returns why not, when it can't say or can't be relied on. */
export async function askGit(
  gathering: Gathering,
  top: BytePath,
  places: readonly Place[],
): Promise<GitListing | string> {
  const cwd = toOpenable(top);
  const wholeTree = places.some(place => place.path === top);
  const folders = wholeTree ? [] : places.map(place => toOpenable(place.path.slice(top.length).replace(/^\//, '')));
  if (typeof cwd !== 'string' || !folders.every(folder => typeof folder === 'string')) return 'its name is not UTF-8';
  const first = await ask(gathering, cwd, folders, []);
  if (typeof first !== 'string' || !first.includes('dubious ownership')) return first;
  const trusted = await readTrustedFolders(cwd);
  return trusted.length === 0 ? first : ask(gathering, cwd, folders, trusted);
}
