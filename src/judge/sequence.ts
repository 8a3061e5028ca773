/** Values that somebody has typed along: the alphabet, digits in order, walks over the keyboard, two of these in turn. */

const LEVEL_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '!@#$%^&*()'];
const ROWS = [...LEVEL_ROWS, '1qaz2wsx3edc4rfv5tgb6yhn7ujm', 'qazwsxedcrfvtgb'];

/** Whether most of the value is made of runs of neighbours, up or down, or every other character is (`A1B2C3D4`). */
export function isSequence(body: string): boolean {
  const text = body.toLowerCase().replace(/[-_.]/g, '');
  if (text.length < 6) return false;
  const needed = text.length < 20 ? 0.75 : 0.6;
  if (countSteps(text) >= (text.length - 1) * needed || inRuns(text) >= text.length * 0.9) return true;
  return text.length >= 12 && [0, 1].every(turn => inRuns(everyOther(text, turn)) >= (text.length / 2) * needed);
}

const everyOther = (text: string, first: number): string => [...text].filter((_, at) => at % 2 === first).join('');

function countSteps(text: string): number {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    if (isStep(text, at) || isWalk(text, at) || WRAPS.has(text.slice(at - 1, at + 1))) steps++;
  }
  return steps;
}

/** From the end of one sequence to the start of the next. */
const WRAPS: ReadonlySet<string> = new Set(['90', '9a', '0a', 'z0', 'z1', 'f0', 'za']);

const isStep = (text: string, at: number): boolean =>
  Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) === 1 && /[a-z\d]{2}/.test(text.slice(at - 1, at + 1));

const isWalk = (text: string, at: number): boolean =>
  at >= 2 && ROWS.some(row => row.includes(text.slice(at - 2, at + 1)));

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

const isBeside = (text: string, at: number): boolean => {
  const pair = text.slice(at - 1, at + 1);
  return isStep(text, at) || WRAPS.has(pair) || LEVEL_ROWS.some(row => row.includes(pair));
};
