/** Pairs `--format` with `--output`, so that several reports can be written at once. */

import { resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { OutputRequest } from '../model/settings.ts';

/** A `--format` or an `--output` where it stood on the command line. */
export interface OutputToken {
  readonly kind: 'format' | 'output';
  readonly value: string;
}

/**
 * The reports that were asked for.
 *
 * Each `--output` belongs to the `--format` right before it; if the command line starts with an `--output`, each belongs to the
 * `--format` right after it. A `--format` without a file goes to standard output, of which there is one. Without any `--format`
 * the name of the file tells it: `report.sarif`. Files come out absolute, taken from `cwd`.
 */
export function pairOutputs(
  tokens: readonly OutputToken[],
  formats: readonly string[],
  cwd: string,
): readonly OutputRequest[] {
  const pairs = tokens.some(token => token.kind === 'format') ? pairTokens(tokens) : nameFormats(tokens, formats);
  return settleOutputs(pairs.length === 0 ? [{ format: 'text' }] : pairs, cwd);
}

function pairTokens(tokens: readonly OutputToken[]): readonly OutputRequest[] {
  const outputsFirst = tokens[0]?.kind === 'output';
  const ordered = outputsFirst ? tokens.toReversed() : tokens;
  const requests: OutputRequest[] = [];
  let open: string | undefined;
  const close = (file?: string): void => {
    if (open !== undefined)
      requests.push(file === undefined || file === '-' ? { format: open } : { format: open, file });
    open = undefined;
  };
  for (const { kind, value } of ordered) {
    if (kind === 'format') close();
    else if (open === undefined) throw lonely(value, outputsFirst);
    if (kind === 'format') open = value;
    else close(value);
  }
  close();
  return outputsFirst ? requests.reverse() : requests;
}

const lonely = (file: string, outputsFirst: boolean): UserError =>
  new UserError(
    `--output ${file}: found no --format that it belongs to; expected one right ${outputsFirst ? 'after' : 'before'} it`,
    'as in -f sarif -o report.sarif -f text',
  );

function nameFormats(tokens: readonly OutputToken[], formats: readonly string[]): readonly OutputRequest[] {
  return tokens.map(({ value }) => {
    if (value === '-') return { format: 'text' };
    const [, extension] = /\.([A-Za-z0-9]+)$/.exec(value) ?? [];
    const format = extension === undefined || extension === 'txt' ? 'text' : extension.toLowerCase();
    if (formats.includes(format)) return { format, file: value };
    throw new UserError(
      `--output ${value}: found no --format; expected one, or a file name that ends in ${formats.map(name => `.${name}`).join(', ')}`,
    );
  });
}

/** Makes the files absolute; two reports for one place are a UserError. */
export function settleOutputs(requests: readonly OutputRequest[], cwd: string): readonly OutputRequest[] {
  const absolute = requests.map(({ format, file }) =>
    file === undefined ? { format } : { format, file: resolve(cwd, file) },
  );
  const seen = new Set<string | undefined>();
  for (const { format, file } of absolute) {
    if (seen.has(file)) {
      const what = file === undefined ? '--format' : `--output ${file}`;
      const where = file === undefined ? 'standard output' : 'one file';
      throw new UserError(
        `${what}: found ${format} as a second report for ${where}; expected one`,
        'give each an --output of its own',
      );
    }
    seen.add(file);
  }
  return absolute;
}
