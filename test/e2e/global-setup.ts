/** Builds unleak once into a folder of its own, so that no test depends on what lies in dist/. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder that holds bin/, dist/ and package.json, as an installed package does. */
    app: string;
  }
}

export default function setup({ provide }: TestProject): () => void {
  const app = mkdtempSync(join(tmpdir(), 'unleak-app-'));
  mkdirSync(join(app, 'bin'));
  copyFileSync('bin/unleak.js', join(app, 'bin/unleak.js'));
  copyFileSync('package.json', join(app, 'package.json'));
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts', join(app, 'dist')], { stdio: 'pipe' });
  provide('app', app);
  return () => rmSync(app, { recursive: true, force: true });
}
