#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

module.enableCompileCache?.();
const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  const { runProcess } = await import(main.href);
  await runProcess();
} else {
  process.stderr.write('unleak is not built yet: run `npm ci && npm run build` in its folder\n');
  process.exitCode = 2;
}
