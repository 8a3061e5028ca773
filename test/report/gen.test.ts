/** The generated files are up to date, and a format is found by its file alone. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { formats, loadReporter } from './build.ts';

it('what is made from other files is as `npm run gen` would write it', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/gen.ts', '--check'], { cwd: root, stdio: 'pipe' });
});

it('the formats are all there, each with a line for the help', async () => {
  expect(formats).toEqual(expect.arrayContaining(['json', 'jsonl', 'sarif', 'text']));
  for (const format of formats) expect((await loadReporter(format)).summary).toMatch(/\S/);
});
