/**
 * Precision and recall on labelled lines of real repositories: `tsx scripts/measure-labelled.ts <labelled-lines.jsonl.gz> [options]`.
 *
 * Each row's text is scanned as a file under its real path. A row counts as found when a finding touches its lines; a finding on
 * a line that also holds a true row is not held against a false one. The data is given by path and is never part of the project.
 *
 * --rules=<rules.json>        a compiled pack; dist/rules.json unless given
 * --min-confidence=<level>    medium unless given
 * --show=missed|wrong|<rule>  lists rows with their values masked
 * --limit=<n>                 of that list, 50 unless given
 * --with-cap                  keeps the repository of test vectors that holds half of all true rows
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { scanUnit, type UnitContext } from '../src/engine/scan-unit.ts';
import { judge } from '../src/judge/judge.ts';
import { findOverlapped } from '../src/judge/overlap.ts';
import { createMatcher } from '../src/match/matcher.ts';
import type { Confidence, RuleSpec } from '../src/model/rule.ts';
import { compileRules } from '../src/rules/compile.ts';
import { holdBytes } from '../src/sources/content.ts';
import { unfoldContent } from '../src/unfold/unfold.ts';

interface Row {
  readonly id: number;
  readonly repo: string;
  readonly path: string;
  readonly label: 'T' | 'F';
  readonly category: string;
  readonly line: number;
  readonly lineEnd: number;
  readonly fileLine: number;
  readonly text: string;
}

interface Scored {
  readonly row: Row;
  /** Rules whose findings touch the row's lines, with what they show of the value. */
  readonly found: readonly string[];
  /** Reasons for which matches on the row's lines were dropped. */
  readonly dropped: readonly string[];
}

/** A crypto library's test vectors: half of all true rows. */
const CAPPED = '2ba83c6a';
/** Identifiers and names that the data set labels and no scanner should report. */
const LEFT_OUT = /\b(?:UUID|AWS S3 Bucket|Firebase Domain)\b/;

const [file, ...options] = process.argv.slice(2);
if (file === undefined)
  throw new Error('usage: measure-labelled.ts <labelled-lines.jsonl.gz> [--show=missed|wrong|<rule>]');
const option = (name: string): string | undefined =>
  options.find(it => it.startsWith(`--${name}=`))?.slice(name.length + 3);

const readRows = (path: string): Row[] =>
  gunzipSync(readFileSync(path))
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row)
    .filter(row => !LEFT_OUT.test(row.category) && (options.includes('--with-cap') || row.repo !== CAPPED));

function makeContext(): UnitContext {
  const pack = option('rules') ?? new URL('../dist/rules.json', import.meta.url);
  const rules = compileRules(JSON.parse(readFileSync(pack, 'utf8')) as RuleSpec[]);
  const minConfidence = (option('min-confidence') ?? 'medium') as Confidence;
  return {
    matcher: createMatcher({ rules }),
    judge: match => judge(match, { minConfidence, today: '2026-01-01' }),
    allowedBy: () => undefined,
    overlapped: findOverlapped,
    readIgnores: () => undefined,
    archives: false,
    explain: true,
    ignoresNeedTrust: false,
  };
}

function scoreRow(row: Row, context: UnitContext): Scored {
  const unfolded = unfoldContent({ kind: 'file', path: row.path }, row.path, holdBytes(Buffer.from(row.text)));
  if (!('unit' in unfolded))
    return { row, found: [], dropped: ['skipped' in unfolded ? unfolded.skipped : 'an archive'] };
  const result = scanUnit(unfolded.unit, context);
  const touches = (at: { line: number; endLine: number }): boolean => at.line <= row.lineEnd && at.endLine >= row.line;
  return {
    row,
    found: result.drafts.filter(it => touches(it.at)).map(it => `${it.rule.id} ${it.confidence} ${it.secret.masked}`),
    dropped: result.drops.filter(it => touches(it.at)).map(it => `${it.ruleId}: ${it.reason}`),
  };
}

function countByRule(scored: readonly Scored[]): void {
  const counts = new Map<string, [number, number]>();
  for (const { row, found } of scored) {
    for (const rule of new Set(found.map(it => it.split(' ')[0] ?? ''))) {
      const count = counts.get(rule) ?? [0, 0];
      count[row.label === 'T' ? 0 : 1]++;
      counts.set(rule, count);
    }
  }
  const sorted = [...counts].sort(([, a], [, b]) => b[0] + b[1] - a[0] - a[1]);
  for (const [rule, [right, wrong]] of sorted) console.log(`${rule.padEnd(32)} right ${right}  wrong ${wrong}`);
}

function list(scored: readonly Scored[], what: string): void {
  const wanted = scored.filter(({ row, found }) => {
    if (what === 'missed') return row.label === 'T' && found.length === 0;
    if (what === 'wrong') return row.label === 'F' && found.length > 0;
    return found.some(it => it.startsWith(`${what} `));
  });
  const perRepo = new Map<string, number>();
  let left = Number(option('limit') ?? 50);
  for (const { row, found, dropped } of wanted) {
    const seen = perRepo.get(row.repo) ?? 0;
    perRepo.set(row.repo, seen + 1);
    if (seen >= 4 || left-- <= 0) continue;
    console.log(
      `${row.label} ${row.id} ${row.path.slice(-50)}:${row.fileLine} [${row.category}] ${[...found, ...dropped].join('; ')}`,
    );
  }
}

const rows = readRows(file);
const trueLines = new Set(rows.filter(row => row.label === 'T').map(row => `${row.repo}/${row.path}:${row.fileLine}`));
const context = makeContext();
const scored = rows
  .filter(row => row.label === 'T' || !trueLines.has(`${row.repo}/${row.path}:${row.fileLine}`))
  .map(row => scoreRow(row, context));
const count = (label: 'T' | 'F', found: boolean): number =>
  scored.filter(it => it.row.label === label && (!found || it.found.length > 0)).length;
const right = count('T', true);
const wrong = count('F', true);
countByRule(scored);
const show = option('show');
if (show !== undefined) list(scored, show);
const precision = right / (right + wrong);
const recall = right / count('T', false);
console.log(
  `true ${right} of ${count('T', false)}, false ${wrong} of ${count('F', false)}: ` +
    `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${((2 * precision * recall) / (precision + recall)).toFixed(3)}`,
);
