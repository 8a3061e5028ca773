/** The `json` format: one object, for programs. */

import { defineReporter } from '../model/reporter.ts';
import { toFindingJson, toRestJson } from './json-parts.ts';
import { mapLazily, writeJson } from './json-writer.ts';

export default defineReporter({
  summary: 'one JSON object with everything; its schema ships with the package',
  fingerprints: 'some',
  *render(report, style) {
    const { schemaVersion, tool, ...rest } = toRestJson(report);
    const findings = mapLazily(report.findings, finding => toFindingJson(finding, style));
    yield* writeJson({ schemaVersion, tool, findings, ...rest });
    yield '\n';
  },
});
