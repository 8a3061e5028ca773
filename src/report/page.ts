/** The page that the text format is written on: its width, its colours (only text.ts knows how they are made), its lists. */

import type { Severity } from '../model/rule.ts';

type Brush = (text: string) => string;

export interface Paint {
  readonly severity: Readonly<Record<Severity, Brush>>;
  readonly strong: Brush;
  readonly place: Brush;
  readonly faint: Brush;
  readonly good: Brush;
  readonly bad: Brush;
}

/** What every part of the text is written by. */
export interface Page {
  readonly paint: Paint;
  /** Columns that prose may fill. */
  readonly width: number;
  /** Whether long lists are written in full. */
  readonly full: boolean;
}

/** The first lines of a list, and how many are left out; all of them on a full page. */
export function* writeList(lines: readonly string[], most: number, indent: string, page: Page): Generator<string> {
  const shown = page.full ? lines : lines.slice(0, most);
  for (const line of shown) yield `${indent}${line}\n`;
  const left = lines.length - shown.length;
  if (left > 0) yield `${indent}${page.paint.faint(`and ${left} more (--verbose lists them all)`)}\n`;
}
