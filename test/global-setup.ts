/** Tests run from the sources, but read the rule pack that a build compiles; make sure that it is there and new. */

import { execFileSync } from 'node:child_process';

export default function setup(): void {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/compile-rules.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
