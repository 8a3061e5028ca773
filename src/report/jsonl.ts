/** The `jsonl` format: one finding a line as it comes, the summary on the last. */

import { defineReporter } from '../model/reporter.ts';
import { toFindingJson, toRestJson } from './json-parts.ts';
import type { LineJson } from './json-shape.ts';
import { toJsonLine } from './json-writer.ts';

export default defineReporter({
  summary: 'one JSON object a line: the findings, and last the summary',
  fingerprints: 'some',
  *render(report, style) {
    for (const finding of report.findings) yield `${toJsonLine(toFindingJson(finding, style))}\n`;
    const last: LineJson = { kind: 'summary', ...toRestJson(report) };
    yield `${toJsonLine(last)}\n`;
  },
});
