/** The built-in rules as JSON: what is written at build time, and read in a millisecond at run time. */

import { readFileSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import type { RuleSpec } from '../model/rule.ts';

/** What a scan does without, and what most rules have alike; left out of the lean file. */
const leanDefaults = {
  cwe: [798],
  flags: '',
  boundary: 'token',
  public: false,
  generic: false,
  beats: [],
  aliases: [],
  kinds: [],
  examples: [],
  source: { url: '', date: '' },
  samples: [],
  nearMisses: [],
  custom: false,
} as const satisfies Partial<RuleSpec>;

type LeanSpec = Omit<RuleSpec, keyof typeof leanDefaults> & Partial<RuleSpec>;

/** A rule as the lean file holds it. */
export function leanSpec(spec: RuleSpec): LeanSpec {
  const lean: Record<string, unknown> = { ...spec };
  for (const [key, usual] of Object.entries(leanDefaults)) {
    const left = key === 'samples' || key === 'nearMisses' || key === 'source';
    if (left || JSON.stringify(lean[key]) === JSON.stringify(usual)) delete lean[key];
  }
  return lean as unknown as LeanSpec;
}

/** Where the build puts its files: beside the bundle, or two folders up from here when this file runs as it is. */
const folders = import.meta.url.endsWith('.ts') ? ['../../dist/'] : ['./', '../'];

function readBuilt(name: string): string {
  for (const folder of folders) {
    try {
      return readFileSync(new URL(folder + name, import.meta.url), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new UserError(
    `the built-in rules (${name}) are missing`,
    'install the package again, or build it: npm run build',
  );
}

/** The built-in rules with all that a scan needs; samples, near misses and sources are empty. */
export const loadPack = (): RuleSpec[] =>
  (JSON.parse(readBuilt('rules.json')) as LeanSpec[]).map(spec => ({ ...leanDefaults, ...spec }));

/** The built-in rules with samples and sources, for telling about them and testing them. */
export const loadFullPack = (): RuleSpec[] => JSON.parse(readBuilt('rules-full.json')) as RuleSpec[];
