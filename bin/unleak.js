#!/usr/bin/env node
// Node's modules are asked for this way because import statements read every property of them, which costs 10 ms.
process.getBuiltinModule('module').enableCompileCache?.();
const main = new URL('../dist/main.js', import.meta.url);
if (process.getBuiltinModule('fs').existsSync(main)) {
  const { runProcess } = await import(main.href);
  await runProcess();
} else {
  process.stderr.write('unleak is not built yet: run `npm ci && npm run build` in its folder\n');
  process.exitCode = 2;
}
