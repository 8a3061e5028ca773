/** Checks the regular expressions of a config before anything runs with them. */

import type { Complaint } from '../shape/shape.ts';

/** What is wrong with a regular expression source, if anything; never repeats it, since it may hold a secret. */
export function complainAboutPattern(source: string): Complaint | undefined {
  let regex: RegExp;
  try {
    regex = new RegExp(source);
  } catch (error) {
    return {
      what: `found an invalid regular expression (${describeFault(error)}); expected one of JavaScript`,
      hint: /^\(\?[a-z]+\)/.test(source) ? 'JavaScript has no inline flags: write [Aa] for a' : '',
    };
  }
  if (!regex.test('')) return undefined;
  return {
    what: 'found a regular expression that fits the empty text, and so every secret; expected a narrower one',
    hint: 'leave `patterns` out to allow whatever stands at a path',
  };
}

/** The engine's message ends in the reason: "Invalid regular expression: /…/: Unterminated group". */
function describeFault(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return message
    .slice(message.lastIndexOf(': ') + 2)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 80);
}
