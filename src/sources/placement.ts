/** How named paths are shown: relative to the working directory where they lie in it, always with `/`. */

import path, { type PlatformPath } from 'node:path';

/** The path relative to `cwd` with `/`, empty for `cwd` itself; nothing when it lies outside. Both are absolute. */
export function showInside(cwd: string, target: string, flavour: PlatformPath = path): string | undefined {
  const inner = flavour.relative(cwd, target);
  if (inner === '..' || inner.startsWith(`..${flavour.sep}`) || flavour.isAbsolute(inner)) return undefined;
  return inner.replaceAll(flavour.sep, '/');
}

/** A path as it was typed, with `/` and without `./` in front or slashes at its end. */
export function showTyped(typed: string, flavour: PlatformPath = path): string {
  const normal = flavour.normalize(typed).replaceAll(flavour.sep, '/');
  return normal.length > 1 && !/^[A-Za-z]:\/$/.test(normal) ? normal.replace(/\/$/, '') : normal;
}

/** Whether something that does not exist can be meant as a pattern. */
export const looksLikeGlob = (typed: string): boolean => /[*?{[]|[!+@]\(/.test(typed);

/** A pattern as fast-glob reads it: where `\` separates folders it can't escape. */
export const toGlob = (typed: string, flavour: PlatformPath = path): string =>
  flavour.sep === '\\' ? typed.replaceAll('\\', '/') : typed;
