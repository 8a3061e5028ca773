/** What a run reads besides its settings, from the disk or from the trusted ref: the user's rules and the baseline. */

import { join } from 'node:path';
import type { RefReader } from '../config/ref.ts';
import type { Baseline } from '../findings/baseline-file.ts';
import { UserError } from '../model/errors.ts';
import type { RuleSpec } from '../model/rule.ts';
import type { ScanSettings } from '../model/settings.ts';
import type { RuleShelf } from '../rules/files.ts';
import { loadUserRules } from '../rules/load.ts';
import { isRuleFile } from '../rules/names.ts';

/** Under a trusted ref a file of the repository is never read from the working tree; one outside of it is the user's own. */
export async function readCustomRules(
  settings: ScanSettings,
  policy: RefReader | undefined,
): Promise<readonly RuleSpec[]> {
  const inRef = settings.ruleFiles.filter(path => policy?.covers(path));
  const onDisk = settings.ruleFiles.filter(path => !inRef.includes(path));
  const fromRef = policy && inRef.length > 0 ? await loadUserRules(inRef, settings.cwd, refShelf(policy)) : [];
  return [...fromRef, ...(await loadUserRules(onDisk, settings.cwd))];
}

function refShelf(policy: RefReader): RuleShelf {
  return {
    async list(path) {
      const entry = await policy.look(path);
      if (entry?.kind === 'file') return [path];
      const names = (await policy.list(path))
        .map(({ path: inner }) => inner.slice(inner.lastIndexOf('/') + 1))
        .filter(isRuleFile);
      if (names.length === 0)
        throw new UserError(`${policy.ref} holds no rule files at ${path}`, 'see --policy-from and `rule-files`');
      return names.sort().map(name => join(path, name));
    },
    async read(path) {
      const bytes = await policy.read(path);
      if (bytes === undefined) throw new UserError(`${policy.ref} holds no file at ${path}`);
      return bytes;
    },
  };
}

/** The `.unleakignore` files of the trusted ref: a change may not bring along what hides it. */
export async function readTrustedIgnores(
  { includeIgnored }: ScanSettings,
  policy: RefReader | undefined,
): Promise<ReadonlyMap<string, Buffer> | undefined> {
  return includeIgnored ? undefined : policy?.readAll('.unleakignore');
}

/** The baseline that the settings name; a UserError when it is not there. */
export async function readPolicyBaseline(
  settings: ScanSettings,
  policy: RefReader | undefined,
): Promise<Baseline | undefined> {
  const { baseline: path } = settings;
  if (path === undefined) return undefined;
  const { parseBaseline, readBaseline } = await import('../findings/baseline-file.ts');
  const baseline = policy?.covers(path)
    ? await readFromRef(policy, path, parseBaseline)
    : await readBaseline(path, path);
  if (baseline === undefined) {
    throw new UserError(
      `there is no baseline ${path}${policy?.covers(path) ? ` in ${policy.ref}` : ''}`,
      'write one with `unleak baseline`',
    );
  }
  return baseline;
}

async function readFromRef(
  policy: RefReader,
  path: string,
  parse: (text: string, shown: string) => Baseline,
): Promise<Baseline | undefined> {
  const bytes = await policy.read(path);
  return bytes && parse(bytes.toString('utf8'), `${policy.ref}:${path}`);
}
