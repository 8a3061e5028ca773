/** Adds the flags of `scan` to commands; apart from their list, whose types are public and must not need commander's. */

import type { Command } from 'commander';
import { describeFlag, type FlagName, type FlagToken, scanFlags, spellFlag } from './flags.ts';

/** Teaches a command the flags of `scan`; what comes back gives the tokens that a parsed command line held, in its order. */
export function addScanFlags(command: Command, without: readonly FlagName[] = []): () => readonly FlagToken[] {
  const tokens: FlagToken[] = [];
  for (const flag of scanFlags.filter(({ name }) => !without.includes(name))) {
    command.option(spellFlag(flag), describeFlag(flag));
    command.on(`option:${flag.name}`, (value?: string | null) => {
      tokens.push(typeof value === 'string' ? { name: flag.name, value } : { name: flag.name });
    });
  }
  return () => tokens;
}
