/** `unleak rules list|show|test`: hands the work to rules.ts and writes what it says. */

import { scanText } from '../../engine/scan-text.ts';
import { UserError } from '../../model/errors.ts';
import { escapeText } from '../../report/escape.ts';
import type { Io } from '../io.ts';
import { writeOutput } from '../output.ts';
import { listRules, rulesFormats, showRule, testRules } from './rules.ts';

export async function rulesCommand(
  name: 'list' | 'show' | 'test',
  named: readonly string[],
  flags: { readonly rules?: readonly string[]; readonly format: string },
  io: Io,
): Promise<number> {
  const format = rulesFormats.find(known => known === flags.format);
  if (format === undefined)
    throw new UserError(`--format: found "${flags.format}"; expected ${rulesFormats.join(' or ')}`);
  const options = { cwd: io.cwd, ruleFiles: flags.rules ?? [], format };
  const result =
    name === 'list'
      ? await listRules({ ...options, names: named })
      : name === 'show'
        ? await showRule({ ...options, id: named[0] ?? '' })
        : await testRules({ ...options, names: named }, scanText);
  for (const notice of result.notices) io.stderr.write(`unleak: ${escapeText(notice)}\n`);
  await writeOutput([result.text], { stream: io.stdout });
  return result.exitCode;
}
