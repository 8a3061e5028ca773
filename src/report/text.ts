/** The `text` format: for people, one block a secret, the worst first. */

import { Chalk, type ChalkInstance } from 'chalk';
import { defineReporter } from '../model/reporter.ts';
import { crowdedLines, groupFindings } from './groups.ts';
import type { Page, Paint } from './page.ts';
import { writeBlock } from './text-block.ts';
import { writeSummary } from './text-summary.ts';

/** Narrower than this no prose reads well, wider neither. */
const leastWidth = 50;
const mostWidth = 120;

const mix = (chalk: ChalkInstance): Paint => ({
  severity: {
    critical: chalk.bold.red,
    high: chalk.red,
    medium: chalk.yellow,
    low: chalk.cyan,
    info: chalk.blue,
  },
  strong: chalk.bold,
  place: chalk.underline,
  faint: chalk.dim,
  good: chalk.green,
  bad: chalk.bold,
});

const plain = mix(new Chalk({ level: 0 }));
const colored = mix(new Chalk({ level: 1 }));

export default defineReporter({
  summary: 'for people: one block a secret, the worst first',
  fingerprints: 'none',
  *render(report, style) {
    const page: Page = {
      paint: style.color ? colored : plain,
      width: Math.max(leastWidth, Math.min(style.width, mostWidth)),
      full: style.verbose,
    };
    const crowded = crowdedLines(report.findings);
    for (const group of groupFindings(report.findings)) {
      yield* writeBlock(group, crowded, style, page);
      yield '\n';
    }
    yield* writeSummary(report, page);
  },
});
