/** `unleak allow <finding>`: writes down that a finding may stand, and why; the value itself is never written. */

import { lstat, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { addJsonEntry, addYamlEntry, type NewAllowEntry } from '../../findings/allow-entry.ts';
import { publicSalt, type Tagger, tagFindings } from '../../findings/fingerprint.ts';
import { addInlineComment } from '../../findings/inline-comment.ts';
import { checkLabel, type EntryLabel, refuseSecrets } from '../../findings/label.ts';
import { findTarget, isFingerprint } from '../../findings/target.ts';
import { UserError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import { writeOutput } from '../output.ts';

export interface AllowRequest {
  /** `path:line[:column]` as a report shows it, or a fingerprint of at least 12 digits. */
  readonly target: string;
  readonly label: EntryLabel;
  /** Prefer a comment at the end of the finding's line to an entry of the configuration. */
  readonly inline: boolean;
  /** What a scan found, nothing held back by a baseline. */
  readonly findings: readonly Finding[];
  /** Under the baseline's salt where there is a baseline. */
  readonly tagger: Tagger;
  /** Absolute folder that origins are relative to; below it no symbolic link is followed. */
  readonly root: string;
  /** Absolute; a YAML file or a package.json. Absent: `unleak.yml` in the root is made. */
  readonly configFile?: string;
  /** ISO 8601 day. */
  readonly today: string;
}

export interface AllowOutcome {
  /** Absolute path of the file that was changed. */
  readonly file: string;
  /** What was done, a sentence a line. */
  readonly lines: readonly string[];
}

const newConfig = 'unleak.yml';

/** Allows one value, by a comment where that was asked for and can stand, else by its fingerprint in the configuration. */
export async function runAllow(request: AllowRequest): Promise<AllowOutcome> {
  const { target, findings, tagger, today } = request;
  const label = checkLabel(request.label, today);
  const { reason } = label;
  if (reason === undefined) throw new UserError('a reason is needed to allow a finding', 'add --reason "…"');
  refuseSecrets(
    label,
    findings.map(finding => finding.secret),
  );
  const found = findTarget(isFingerprint(target) ? await tagFindings(findings, tagger) : findings, target);
  const lines: string[] = [];
  if (request.inline) {
    const commented = await allowInline(request, found, label);
    if ('file' in commented) return commented;
    lines.push(`No comment was written, since ${commented.refusal}; the configuration allows the value instead.`);
  }
  const allowed = await allowInConfig(request, found, { ...label, reason });
  return { file: allowed.file, lines: [...lines, ...allowed.lines] };
}

/** Writes the comment; a refusal says why the line can't take one. */
async function allowInline(
  { root, findings }: AllowRequest,
  found: readonly Finding[],
  label: EntryLabel,
): Promise<AllowOutcome | { refusal: string }> {
  const [finding] = found;
  if (finding === undefined) throw new Error('no finding to allow');
  const { at } = finding;
  if (found.some(other => other.at.path !== at.path || other.at.line !== at.line)) {
    throw new UserError(
      'the value stands at more than one place',
      'name one of them, path:line, or leave out --inline',
    );
  }
  const neighbours = findings.filter(other => other.at.path === at.path && other.at.line === at.line);
  if (neighbours.some(other => other.secretId !== finding.secretId)) {
    return { refusal: 'the line holds another secret, which the comment would allow, too' };
  }
  if (at.origin.kind !== 'file' || typeof at.origin.path !== 'string')
    return { refusal: 'the place is no file that can be named' };
  if (at.layers.some(({ kind }) => kind === 'archive')) return { refusal: 'it stands in an archive' };
  const file = resolve(root, at.origin.path);
  const text = await readText(file, at.path);
  if (text === undefined) return { refusal: 'the file is gone' };
  if (text.includes('\ufffd')) return { refusal: 'the file is not plain UTF-8 text' };
  const commented = addInlineComment(text, finding, label);
  if (commented.refusal !== undefined) return { refusal: commented.refusal };
  await writeOutput([commented.text], { file, root });
  return { file, lines: [`Allowed ${finding.rule.id} by a comment at ${at.path}:${at.line}.`] };
}

async function allowInConfig(
  request: AllowRequest,
  found: readonly Finding[],
  label: Omit<NewAllowEntry, 'fingerprints'>,
): Promise<AllowOutcome> {
  const { root, tagger, configFile: file = join(root, newConfig) } = request;
  const [finding] = found;
  if (finding === undefined) throw new Error('no finding to allow');
  const fingerprint = await tagger.tag(finding.secret);
  const entry = { fingerprints: [fingerprint], ...label };
  const shown = relative(root, file) || file;
  const text = await readText(file, shown);
  const isPackage = basename(file) === 'package.json';
  const changed = isPackage ? addJsonEntry(text ?? '{}\n', entry, shown) : await addYamlEntry(text ?? '', entry, shown);
  await writeOutput([changed], { file, root });
  const lines = [
    `Allowed ${finding.rule.id} ${finding.secret.masked} wherever it stands, as ${fingerprint} in ${shown}.`,
  ];
  if (tagger.isSlow(finding.secret) && Buffer.compare(tagger.salt, publicSalt) === 0) {
    lines.push(
      'The value is one that could be guessed, and its fingerprint is made without a salt of this repository. With a baseline',
      '(`unleak baseline`) there is one: whoever reads the file would then have to try guesses for this repository alone.',
    );
  }
  return { file, lines };
}

/** The text of an ordinary file, its byte order mark kept; undefined where there is none. */
async function readText(file: string, shown: string): Promise<string | undefined> {
  try {
    const status = await lstat(file);
    if (!status.isFile()) throw new UserError(`${shown} is no ordinary file`, 'links are not followed');
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UserError(`${shown} can't be read: ${code}`);
  }
}
