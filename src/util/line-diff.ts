/** Which lines of a text are new against an older one: the shortest edit where it is near, else all between what both begin and end with. */

/** Tells of a line, from 1 on, whether it was added or changed. */
export type AddedLines = (line: number) => boolean;

/** Edits looked for; two texts that differ by more share little, and the middle counts as new as a whole. */
const MAX_EDITS = 2000;
/** Steps back over all rounds, so that memory stays bounded. */
const MAX_TRACE = 4_000_000;

/** Lines of `after` that `before` lacks at their place. Ends of lines do not count: a file that changed from CRLF to LF has no new line. */
export function findAddedLines(before: string, after: string): AddedLines {
  const [a, b] = numberLines(before, after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const stop = b.length - end;
  const kept = keepCommon(a.subarray(start, a.length - end), b.subarray(start, stop));
  return line => line > start && line <= stop && kept[line - 1 - start] !== 1;
}

/** The same number for the same line. */
function numberLines(before: string, after: string): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const number = (line: string): number => {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
    const known = numbers.get(bare);
    if (known !== undefined) return known;
    numbers.set(bare, numbers.size);
    return numbers.size - 1;
  };
  return [Int32Array.from(before.split('\n'), number), Int32Array.from(after.split('\n'), number)];
}

/** 1 for each line of `b` that the shortest edit from `a` keeps (Myers, An O(ND) Difference Algorithm, 1986). */
function keepCommon(a: Int32Array, b: Int32Array): Uint8Array {
  const kept = new Uint8Array(b.length);
  if (a.length === 0 || b.length === 0) return kept;
  const rounds = searchEdits(a, b);
  if (rounds === undefined) return kept;
  let x = a.length;
  let y = b.length;
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const round = rounds[edits]!;
    const k = x - y;
    const down = edits > 0 && (k === -edits || (k !== edits && at(round, k - 1, edits) < at(round, k + 1, edits)));
    const from = edits === 0 ? 0 : down ? at(round, k + 1, edits) : at(round, k - 1, edits) + 1;
    for (; x > from && y > 0; x--, y--) kept[y - 1] = 1;
    if (edits === 0) break;
    if (down) y--;
    else x--;
  }
  return kept;
}

/** The farthest places of the round before `edits`, by diagonal. */
const at = (round: Int32Array, diagonal: number, edits: number): number => round[diagonal + edits]!;

/** For each number of edits, the farthest places that one edit fewer reached; nothing when it would be too many. */
function searchEdits(a: Int32Array, b: Int32Array): Int32Array[] | undefined {
  const most = Math.min(a.length + b.length, MAX_EDITS);
  const rounds: Int32Array[] = [];
  let farthest = new Int32Array(3);
  let traced = 0;
  for (let edits = 0; edits <= most; edits++) {
    rounds.push(farthest);
    const next = new Int32Array(2 * edits + 5);
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && at(farthest, k - 1, edits) < at(farthest, k + 1, edits));
      let x = edits === 0 ? 0 : down ? at(farthest, k + 1, edits) : at(farthest, k - 1, edits) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      next[k + edits + 1] = x;
      if (x >= a.length && y >= b.length) return rounds;
    }
    farthest = next;
    traced += next.length;
    if (traced > MAX_TRACE) return undefined;
  }
  return undefined;
}
