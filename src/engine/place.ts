/** Places matches by lines and columns, and lets ignore comments speak. */

import type { Ignore, Ignores } from '../judge/inline-ignore.ts';
import type { Location } from '../model/finding.ts';
import type { Span, Unit } from '../model/unit.ts';
import { createLocator } from '../util/lines.ts';
import { columnsOf } from './columns.ts';
import type { Found, Judged, Located } from './judged.ts';

export interface PlacingContext {
  /** The ignore comments that may speak for the spans. */
  readIgnores(unit: Unit, spans: readonly Span[]): Ignores | undefined;
  readonly explain: boolean;
  readonly ignoresNeedTrust: boolean;
}

/** Places every match that is kept or explained, and lets ignore comments speak. */
export function applyIgnores(
  unit: Unit,
  judged: readonly Judged[],
  context: PlacingContext,
): { items: Located[]; expired: string[] } {
  const locate = createLocator(unit.content, columnsOf(unit.content));
  const spans = judged.filter(it => it.verdict.keep).map(it => it.match.span);
  const ignores = spans.length > 0 ? context.readIgnores(unit, spans) : undefined;
  const expired: string[] = [];
  const items = judged.map((it): Located => {
    if (!it.verdict.keep && !context.explain) return { ...it, at: nowhere(unit), lineStart: 0 };
    const { at, lineStart } = place(unit, it.match, locate);
    const ignore: Ignore | undefined = it.verdict.keep ? ignores?.find(at.line, at.endLine, it.match.rule) : undefined;
    if (ignore === undefined) return { ...it, at, lineStart };
    if (ignore.expired) {
      expired.push(
        `${unit.path}:${ignore.line}: the ${ignore.tool} comment expired on ${ignore.expires ?? 'an earlier day'}`,
      );
      return { ...it, at, lineStart };
    }
    if (context.ignoresNeedTrust) return { ...it, at, lineStart, pendingIgnore: ignore.lineText };
    return { ...it, verdict: { keep: false, reason: 'inline-ignore' }, at, lineStart };
  });
  return { items, expired };
}

export function place(
  unit: Unit,
  { span, layers: inside }: Pick<Found, 'span' | 'layers'>,
  locate: ReturnType<typeof createLocator>,
): { at: Location; lineStart: number } {
  const start = locate(span.start);
  const end = locate(span.end);
  const { origin, path } = unit;
  const layers = inside === undefined ? unit.layers : [...unit.layers, ...inside];
  const at = { origin, path, layers, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  return { at, lineStart: start.lineStart };
}

const nowhere = (unit: Unit): Location => ({
  origin: unit.origin,
  path: unit.path,
  layers: unit.layers,
  line: 0,
  column: 0,
  endLine: 0,
  endColumn: 0,
});
