/** Reads the policy of a run from a git ref, so that a change cannot bring its own permission along. */

import { relative, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import { holdsLines } from './lines.ts';
import { findRepositoryRoot, followLinks, isWithin } from './paths.ts';

/** Runs git in the neutral environment; the one place that starts it is handed in. */
export type RunGit = (request: {
  readonly cwd: string;
  readonly args: readonly string[];
}) => Promise<
  { readonly ok: true; readonly stdout: Buffer } | { readonly ok: false; readonly code?: number; readonly why: string }
>;

/** What stands at a path of the ref. */
export interface RefEntry {
  readonly kind: 'file' | 'folder' | 'symlink' | 'submodule';
  /** Relative to the repository's root, `/` between. */
  readonly path: string;
  readonly oid: string;
  /** Bytes, of a file. */
  readonly size: number;
}

export interface RefReader {
  /** As the user named it. */
  readonly ref: string;
  /** The commit it named when the reader was made: later answers cannot differ. */
  readonly commit: string;
  /** The repository's folder. */
  readonly root: string;
  /** Whether a path (absolute, or relative to `cwd`) lies in the repository. */
  covers(path: string): boolean;
  look(path: string): Promise<RefEntry | undefined>;
  /** The entries right in a folder, in the order of their names; none where there is no such folder. */
  list(path: string): Promise<readonly RefEntry[]>;
  /** A file's bytes; nothing where the ref has no file there. Symbolic links are not followed. */
  read(path: string): Promise<Buffer | undefined>;
  /** The bytes of every file of this name, by the absolute path it has in the working tree. */
  readAll(name: string): Promise<ReadonlyMap<string, Buffer>>;
  /**
   * Whether a line (or several lines, in one piece) stands so in the ref's version of a file; ends of lines do not count. A comment that
   * speaks for the next line is asked for together with that line. No line stands in a file of more than 64 MiB.
   */
  lineStandsInRef(path: string, lineText: string): Promise<boolean>;
}

export interface RefOptions {
  /** What relative paths are relative to; absolute. */
  readonly cwd: string;
  /** A folder of the repository, where `cwd` is none; absolute. */
  readonly start?: string;
  readonly runGit: RunGit;
}

/** Opens a ref; a UserError when there is no repository, or no such ref in it. */
export async function createRefReader(ref: string, options: RefOptions): Promise<RefReader> {
  const { cwd, start = cwd, runGit } = options;
  const root = findRepositoryRoot(start);
  if (root === undefined) {
    throw new UserError(`--policy-from ${show(ref)}: found no git repository; expected to run in one`);
  }
  const commit = await resolveCommit(ref, root, runGit);
  const spellings = [root, followLinks(root)];
  const toTree = (path: string): string | undefined =>
    spellings.map(spelling => stepInto(spelling, resolve(cwd, path))).find(inside => inside !== undefined);
  const look = async (path: string): Promise<RefEntry | undefined> => {
    const inside = toTree(path);
    if (inside === undefined) return undefined;
    if (inside === '') return { kind: 'folder', path: '', oid: commit, size: 0 };
    return (await listTree([commit, '--', `:(literal)${inside}`], root, runGit)).find(entry => entry.path === inside);
  };
  const list = async (path: string): Promise<readonly RefEntry[]> => {
    const folder = await look(path);
    if (folder?.kind !== 'folder') return [];
    const entries = await listTree([folder.oid], root, runGit);
    return entries.map(entry => ({ ...entry, path: folder.path === '' ? entry.path : `${folder.path}/${entry.path}` }));
  };
  const read = async (path: string): Promise<Buffer | undefined> => {
    const entry = await look(path);
    return entry?.kind === 'file' ? readBlob(entry, ref, root, runGit) : undefined;
  };
  const readAll = async (name: string): Promise<ReadonlyMap<string, Buffer>> => {
    const entries = await listTree(['-r', commit], root, runGit);
    const found = entries.filter(({ kind, path }) => kind === 'file' && (path === name || path.endsWith(`/${name}`)));
    const read = async (entry: RefEntry) =>
      [resolve(followLinks(root), entry.path), await readBlob(entry, ref, root, runGit)] as const;
    return new Map(await Promise.all(found.map(read)));
  };
  return {
    ref,
    commit,
    root,
    covers: path => toTree(path) !== undefined,
    look,
    list,
    read,
    readAll,
    lineStandsInRef: findLines(look, read),
  };
}

/** Past this, no line of a file is looked for. */
const maxLinesBytes = 64 * 1024 * 1024;

/** Keeps the last file, since ignore comments come file by file. */
function findLines(look: RefReader['look'], read: RefReader['read']): RefReader['lineStandsInRef'] {
  let last: { readonly path: string; readonly content: Promise<Buffer | undefined> } | undefined;
  const readSmall = async (path: string): Promise<Buffer | undefined> =>
    ((await look(path))?.size ?? 0) > maxLinesBytes ? undefined : read(path);
  return async (path, lineText) => {
    if (last?.path !== path) last = { path, content: readSmall(path) };
    const content = await last.content;
    return content !== undefined && holdsLines(content, lineText);
  };
}

async function resolveCommit(ref: string, root: string, runGit: RunGit): Promise<string> {
  const named = `--policy-from ${show(ref)}`;
  if (ref === '' || ref.startsWith('-') || /[\0-\x20\x7f]/.test(ref)) {
    throw new UserError(`${named}: expected the name of a branch, a tag or a commit`, 'such as origin/main');
  }
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const answer = await runGit({ cwd: root, args });
  const commit = answer.ok ? answer.stdout.toString('latin1').trim() : '';
  if (/^[0-9a-f]{40,64}$/.test(commit)) return commit;
  // With --quiet, 1 is the answer that there is no such thing; any other end is a refusal.
  if (!answer.ok && answer.code !== 1) throw new UserError(`${named}: git could not read ${root}: ${show(answer.why)}`);
  throw new UserError(
    `${named}: found no such commit; expected the name of a branch, a tag or a commit`,
    'a shallow clone may have to fetch it first',
  );
}

/** Entries of a tree; names are matched as they stand, never as patterns. */
async function listTree(args: string[], root: string, runGit: RunGit): Promise<RefEntry[]> {
  const answer = await runGit({ cwd: root, args: ['ls-tree', '-z', '-l', '--full-tree', ...args] });
  if (!answer.ok) throw new UserError(`git could not list ${args.find(arg => arg !== '-r')}: ${show(answer.why)}`);
  return answer.stdout
    .toString('utf8')
    .split('\0')
    .filter(record => record !== '')
    .map(readEntry);
}

const kindOfMode: Readonly<Record<string, RefEntry['kind']>> = {
  '040000': 'folder',
  '120000': 'symlink',
  '160000': 'submodule',
};

/** `<mode> <type> <oid> <size padded>\t<path>`. */
function readEntry(record: string): RefEntry {
  const tab = record.indexOf('\t');
  const [mode = '', , oid = '', size = ''] = record.slice(0, tab).split(/ +/);
  return { kind: kindOfMode[mode] ?? 'file', path: record.slice(tab + 1), oid, size: Number(size) || 0 };
}

async function readBlob(entry: RefEntry, ref: string, root: string, runGit: RunGit): Promise<Buffer> {
  const answer = await runGit({ cwd: root, args: ['cat-file', 'blob', entry.oid] });
  if (!answer.ok) throw new UserError(`${ref}:${entry.path}: git could not read it: ${show(answer.why)}`);
  return answer.stdout;
}

/** The path as a tree names it, or nothing when it leads out of the folder. */
function stepInto(root: string, path: string): string | undefined {
  if (!isWithin(path, root)) return undefined;
  const way = relative(root, path);
  return sep === '/' ? way : way.split(sep).join('/');
}

const show = (text: string): string => text.replace(/[\0-\x1f\x7f-\x9f]/g, '?');
