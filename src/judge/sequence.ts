/** Values that somebody has typed along: the alphabet, digits in order, walks over the keyboard, two of these in turn. */

const LEVEL_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '!@#$%^&*()'];
const ROWS = [...LEVEL_ROWS, '1qaz2wsx3edc4rfv5tgb6yhn7ujm', 'qazwsxedcrfvtgb'];

const piecesOf = (rows: readonly string[], size: number): ReadonlySet<string> =>
  new Set(rows.flatMap(row => Array.from({ length: row.length - size + 1 }, (_, at) => row.slice(at, at + size))));
const WALKS = piecesOf(ROWS, 3);
const NEIGHBOURS = piecesOf(LEVEL_ROWS, 2);
/** From the end of one sequence to the start of the next. */
const WRAPS: ReadonlySet<string> = new Set(['90', '9a', '0a', 'z0', 'z1', 'f0', 'za']);

/** Whether most of the value is made of runs of neighbours, up or down, or every other character is (`A1B2C3D4`). */
export function isSequence(body: string): boolean {
  const text = body.toLowerCase().replace(/[-_.]/g, '');
  if (text.length < 6) return false;
  const needed = text.length < 20 ? 0.75 : 0.6;
  if (countSteps(text) >= (text.length - 1) * needed || inRuns(text) >= text.length * 0.9) return true;
  return text.length >= 12 && [0, 1].every(turn => inRuns(everyOther(text, turn)) >= (text.length / 2) * needed);
}

function everyOther(text: string, first: number): string {
  let picked = '';
  for (let at = first; at < text.length; at += 2) picked += text[at];
  return picked;
}

function countSteps(text: string): number {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    if (isStep(text, at) || WALKS.has(text.slice(at - 2, at + 1)) || WRAPS.has(text.slice(at - 1, at + 1))) steps++;
  }
  return steps;
}

/** From a letter or digit to the next one or the one before. */
function isStep(text: string, at: number): boolean {
  const from = text.charCodeAt(at - 1);
  const step = text.charCodeAt(at) - from;
  return (step === 1 || step === -1) && isAlphanumeric(from) && isAlphanumeric(from + step);
}

const isAlphanumeric = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** How many characters stand in runs of three neighbours or more: all of `asdfqwer1234`, next to none of a random value. */
function inRuns(text: string): number {
  let inside = 0;
  let run = 1;
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && isBeside(text, at)) run++;
    else {
      if (run >= 3) inside += run;
      run = 1;
    }
  }
  return inside;
}

function isBeside(text: string, at: number): boolean {
  if (isStep(text, at)) return true;
  const pair = text.slice(at - 1, at + 1);
  return WRAPS.has(pair) || NEIGHBOURS.has(pair);
}
