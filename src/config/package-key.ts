/** Cuts the `unleak` key out of a package.json, at its place, so that nothing else in the file matters and positions stay true. */

import { UserError } from '../model/errors.ts';

const key = 'unleak';

/** The value's text with everything before it blanked, or nothing when the file has no such key. */
export function readPackageKey(bytes: Buffer, shown: string): string | undefined {
  if (!bytes.includes(`"${key}"`)) return undefined;
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const parsed = parseJson(text, shown);
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, key)) return undefined;
  const [start, end] = locateValue(text);
  return text.slice(0, start).replace(/[^\n]/g, ' ') + text.slice(start, end);
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(
      `${shown}: found invalid JSON; expected a package.json`,
      'run with --no-config to do without it',
    );
  }
}

/** The range of the key's value in a JSON object that is known to be valid; where the key stands twice, the last one counts. */
function locateValue(text: string): readonly [number, number] {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  let [depth, start, end, name] = [0, -1, -1, ''];
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [sign] = token;
    if ((sign === ',' || sign === '}') && depth === 1 && name === key && end < start) end = token.index;
    if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    else if (sign === ',' && depth === 1) name = '';
    else if (sign === ':' && depth === 1) {
      if (name === key) start = tokens.lastIndex;
    } else if (depth === 1 && name === '') name = String(JSON.parse(sign));
  }
  return [start, end];
}
