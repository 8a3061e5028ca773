/** Reads one ignore comment, ours or that of another tool: what it allows, where, and until when. */

import type { RuleSpec } from '../model/rule.ts';
import { namesRule } from './allowlist.ts';

/** Where a comment counts: its own line, the next one, or from its line on, until the same tool's `end`. */
export type Reach = 'line' | 'next-line' | 'start' | 'end';

export interface Comment {
  /** As it is written: `unleak:allow`, `secretlint-disable-line`. */
  readonly marker: string;
  readonly reach: Reach;
  /** Nothing but the comment stands on its line. */
  readonly alone: boolean;
  /** Empty for all rules. */
  readonly rules: readonly string[];
  covers(rule: RuleSpec): boolean;
  readonly reason?: string;
  readonly owner?: string;
  readonly expires?: string;
}

/** No part of a longer word, and not quoted as code in prose. */
const MARKER =
  /(?<![\w`.-])(?:(unleak:allow(?:-next-line)?)|((?:gitleaks|betterleaks):allow|(?:trufflehog|kingfisher):ignore|ggignore)|(pragma: ?(?:allow|white)list (?:nextline )?secret)|(secretlint-(?:disable(?:-next-line|-line)?|enable)))(?![\w`:-])/g;

/** The comments of a line, in order. */
export function readComments(line: string): Comment[] {
  const found = [...line.matchAll(MARKER)];
  return found.map((match, index) => {
    const rest = line.slice(match.index + match[0].length, found[index + 1]?.index).replace(/[\r\n]+$/, '');
    const alone = isAlone(line.slice(0, match.index));
    const [marker, own, , pragma, secretlint] = match;
    if (own !== undefined) return ownComment(own, rest, alone);
    if (secretlint !== undefined) return secretlintComment(secretlint, rest, alone);
    const reach = pragma !== undefined && /nextline/.test(pragma) ? 'next-line' : 'line';
    return { marker, reach, alone, rules: [], covers: () => true };
  });
}

/** Whether only comment signs and space stand before the marker. */
const isAlone = (before: string): boolean => /^[\s#/*;<!\-%({]*(?:rem\s|dnl\s)?\s*$/i.test(before);

/** `unleak:allow [rule-id ...] [owner=...] [expires=YYYY-MM-DD] [-- reason]`; words that are no option name rules. */
function ownComment(marker: string, text: string, alone: boolean): Comment {
  const inner = text.replace(/\s*(?:\*+\/|--+>|--?%?\}\}|[%#]\}|\*\}|-->).*$/, '').replace(/["',]+\s*\}?,?\s*$/, '');
  const [options = '', reason] = splitReason(inner);
  const words = options.split(/[\s,]+/).filter(word => word !== '' && word !== ':');
  const option = (name: string): string | undefined =>
    words.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const rules = words.filter(word => !/^(?:owner|expires|reason)=/.test(word));
  const owner = option('owner');
  const expires = option('expires');
  const why = reason ?? option('reason');
  return {
    marker,
    reach: marker.endsWith('next-line') ? 'next-line' : 'line',
    alone,
    rules,
    covers: rule => rules.length === 0 || rules.some(name => namesRule(name, rule)),
    ...(why && { reason: why }),
    ...(owner && { owner }),
    ...(expires !== undefined && { expires }),
  };
}

function splitReason(text: string): [string, string | undefined] {
  const found = /(?:^|\s)--(?:\s|$)/.exec(text);
  return found === null
    ? [text, undefined]
    : [text.slice(0, found.index), text.slice(found.index + found[0].length).trim()];
}

/** secretlint's comments may list its own rules: `secretlint-disable-line @secretlint/secretlint-rule-slack -- reason`. */
function secretlintComment(name: string, text: string, alone: boolean): Comment {
  const inner = text.replace(/\s*(?:\*+\/|--+>|-->).*$/, '');
  const [list = '', reason] = splitReason(inner);
  const rules = list
    .split(/[\s,]+/)
    .filter(word => /^@?[a-z][\w/-]*$/i.test(word))
    .map(word => word.toLowerCase().replace(/^.*secretlint-rule-/, ''));
  const reach = name.endsWith('next-line')
    ? 'next-line'
    : name.endsWith('-line')
      ? 'line'
      : name.endsWith('enable')
        ? 'end'
        : 'start';
  return {
    marker: name,
    reach,
    alone,
    rules,
    covers: rule => rules.length === 0 || rules.some(word => coversSecretlint(word, rule)),
    ...(reason && { reason }),
  };
}

/** Their rules by our providers: `slack` is every rule of Slack's, a preset is every rule. */
function coversSecretlint(word: string, rule: RuleSpec): boolean {
  if (word.startsWith('preset-') || word.includes('/preset-')) return true;
  const special: Readonly<Record<string, RegExp>> = {
    privatekey: /private-key/,
    basicauth: /basic|url|password/,
    'database-connection-string': /url|database|mongo|postgres|mysql/,
    pattern: /^/,
  };
  const ours = special[word];
  return ours
    ? ours.test(rule.id)
    : rule.id === word || rule.id.startsWith(`${word}-`) || rule.provider.toLowerCase() === word;
}
