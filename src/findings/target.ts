/** Which findings a user means by `path:line`, `path:line:column` or a fingerprint. */

import { UserError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';

const maxChoicesShown = 10;

/** Whether a target is a fingerprint or the start of one, so that the findings need theirs before it can be found. */
export const isFingerprint = (target: string): boolean => /^[0-9a-f]{12,32}$/i.test(target);

/**
 * The findings of the one value that is meant, those of all its rules and, for a fingerprint, places. Throws UserError where nothing
 * or more than one value fits, with the choices (masked).
 */
export function findTarget<F extends Finding>(findings: readonly F[], target: string): F[] {
  const found = isFingerprint(target)
    ? findByFingerprint(findings, target.toLowerCase())
    : findByPlace(findings, target);
  if (found.length === 0) throw nothingFound(findings, target);
  if (new Set(found.map(finding => finding.secretId)).size > 1) throw ambiguous(found, target);
  return found;
}

function findByFingerprint<F extends Finding>(findings: readonly F[], prefix: string): F[] {
  return findings.filter(finding => finding.fingerprint?.startsWith(prefix));
}

/** A path may itself end like a place (`log:12`), so a target is read both ways. */
function findByPlace<F extends Finding>(findings: readonly F[], target: string): F[] {
  const [, path = '', line, column] = /^(.+?):(\d+)(?::(\d+))?$/s.exec(target) ?? [];
  const [, longPath = '', longLine] = /^(.+):(\d+)$/s.exec(target) ?? [];
  if (line === undefined) throw badTarget();
  const here = (finding: F): boolean => isPath(finding, path) && covers(finding, Number(line));
  const exact = findings.filter(
    finding => here(finding) && (column === undefined || finding.at.column === Number(column)),
  );
  return exact.length > 0
    ? exact
    : findings.filter(finding => isPath(finding, longPath) && covers(finding, Number(longLine)));
}

const isPath = ({ at }: Finding, path: string): boolean =>
  at.path === path || at.path === path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');

const covers = ({ at }: Finding, line: number): boolean => at.line <= line && line <= at.endLine;

function badTarget(): UserError {
  return new UserError(
    'expected path:line, path:line:column or a fingerprint of at least 12 hex digits',
    'copy it from the report',
  );
}

function nothingFound(findings: readonly Finding[], target: string): UserError {
  if (isFingerprint(target))
    return new UserError(
      'no finding has this fingerprint',
      'a fingerprint holds under the salt of the baseline it was made with; try path:line',
    );
  const path = target.replace(/(?::\d+){1,2}$/s, '');
  // What is no place might be the secret itself, which is not repeated.
  const place = path === target ? 'this place' : target;
  const others = findings.filter(finding => isPath(finding, path));
  if (others.length === 0)
    return new UserError(`there is no finding at ${place}`, 'the path is read as the report shows it');
  return new UserError(`there is no finding at ${place}; in this file there are:\n${listChoices(others)}`);
}

function ambiguous(found: readonly Finding[], target: string): UserError {
  const hint = isFingerprint(target) ? 'write more digits of it' : 'name the column, too, or the fingerprint';
  return new UserError(`more than one secret fits:\n${listChoices(found)}`, hint);
}

function listChoices(findings: readonly Finding[]): string {
  const lines = findings.slice(0, maxChoicesShown).map(({ at, rule, secret, fingerprint }) => {
    const tag = fingerprint === undefined ? '' : ` ${fingerprint}`;
    return `  ${JSON.stringify(at.path).slice(1, -1)}:${at.line}:${at.column} ${rule.id} ${secret.masked}${tag}`;
  });
  if (findings.length > lines.length) lines.push(`  and ${findings.length - lines.length} more`);
  return lines.join('\n');
}
