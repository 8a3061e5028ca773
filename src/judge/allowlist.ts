/** What the configuration allows by path, rule and pattern. Entries that name fingerprints are asked later, of findings. */

import { UserError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Match } from '../model/match.ts';
import type { RuleSpec } from '../model/rule.ts';
import type { AllowEntry } from '../model/settings.ts';
import { compilePathGlobs } from '../util/path-globs.ts';
import { runWithin } from '../util/run-within.ts';

/** For all the patterns of one entry on one secret and its line. */
const LIMIT_MS = 200;

export interface Allowlist {
  /** The first entry that allows the match. Throws a UserError on a pattern that runs too long. */
  find(match: Match): AllowEntry | undefined;
}

/** What an entry is held against: where a secret stands, which rule found it, its value and its line. */
interface Subject {
  readonly path: string;
  readonly rule: RuleSpec;
  /** The value and the line, made only when a pattern asks. */
  texts(): readonly string[];
}

type Fits = (subject: Subject) => boolean;

/** Entries past their expiry and entries that name fingerprints are left out. */
export function createAllowlist(entries: readonly AllowEntry[], today: string): Allowlist {
  const live = entries
    .filter(entry => entry.fingerprints.length === 0 && !(entry.expires !== undefined && entry.expires < today))
    .map(entry => ({ entry, fits: compileEntry(entry) }));
  return {
    find(match) {
      if (live.length === 0) return undefined;
      const subject = { path: match.unit.path, rule: match.rule, texts: () => [match.secret.reveal(), lineOf(match)] };
      return live.find(({ fits }) => fits(subject))?.entry;
    },
  };
}

const compiled = new WeakMap<AllowEntry, Fits>();

/** Whether an entry's paths, rules and patterns fit a finding; fields that are not set fit everything. */
export function fitsAllowEntry(entry: AllowEntry, finding: Finding): boolean {
  const fits = compiled.get(entry) ?? compileEntry(entry);
  compiled.set(entry, fits);
  const { rule, secret, excerpt, at } = finding;
  return fits({ path: at.path, rule, texts: () => [secret.reveal(), excerpt] });
}

function compileEntry(entry: AllowEntry): Fits {
  const fitsPath = entry.paths.length === 0 ? () => true : compilePathGlobs(entry.paths);
  const fitsText = entry.patterns.length === 0 ? () => true : compilePatterns(entry);
  return subject => fitsRule(entry, subject.rule) && fitsPath(subject.path) && fitsText(subject.texts);
}

const fitsRule = (entry: AllowEntry, rule: RuleSpec): boolean =>
  entry.rules.length === 0 || entry.rules.some(name => namesRule(name, rule));

/** Whether a name (id, former id, or glob with `*`) names the rule. */
export function namesRule(name: string, rule: RuleSpec): boolean {
  const known = [rule.id, ...rule.aliases];
  if (!name.includes('*')) return known.includes(name);
  const pattern = name.split(/\*+/).map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const regex = new RegExp(`^${pattern.join('.*')}$`);
  return known.some(id => regex.test(id));
}

/** Tries every pattern on the value and then on the line; those that may backtrack without end run under a limit. */
function compilePatterns(entry: AllowEntry): (texts: () => readonly string[]) => boolean {
  const regexes = entry.patterns.map(source => new RegExp(source));
  const bounded = entry.patterns.every(source => !/[*+]|\{\d+,\}/.test(source));
  return texts => {
    const subjects = texts();
    let fits = false;
    let running: RegExp | undefined;
    const tryAll = (): void => {
      fits = subjects.some(text =>
        regexes.some(regex => {
          running = regex;
          return regex.test(text);
        }),
      );
    };
    if (bounded) tryAll();
    else if (!runWithin(LIMIT_MS, tryAll)) throw tooSlow(entry, running);
    return fits;
  };
}

const tooSlow = (entry: AllowEntry, regex: RegExp | undefined): UserError =>
  new UserError(
    `${entry.from}: the pattern ${JSON.stringify(regex?.source.slice(0, 80) ?? '')} ran for more than ${LIMIT_MS} ms on one line`,
    'nested or repeated quantifiers such as (a+)+ take for ever on some texts; write it without them',
  );

/** The line or lines the match stands on, as far as they were kept around it. */
function lineOf(match: Match): string {
  const start = match.before.lastIndexOf('\n') + 1;
  const end = match.after.search(/[\r\n]/);
  return match.before.slice(start) + match.secret.reveal() + (end < 0 ? match.after : match.after.slice(0, end));
}
