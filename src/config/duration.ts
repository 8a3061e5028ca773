/** Reads lengths of time as people write them: `30s`, `5m`, `500ms`. */

const millisecondsPer = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** What a length of time looks like, to follow "expected". */
export const durationForm = 'a time such as 30s, 5m or 500ms';

/** Timers overflow past this and would fire at once. */
const maxMs = 2 ** 31 - 1;

/** Milliseconds, or nothing when the text is no length of time, is zero, or is more than 24 days. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const milliseconds = Math.round(Number(amount) * millisecondsPer[unit as keyof typeof millisecondsPer]);
  return milliseconds >= 1 && milliseconds <= maxMs ? milliseconds : undefined;
}
