/** A detection rule: what is looked for, where it may stand, and what a finding of it means. */

import type { Kind } from './unit.ts';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export const confidences = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof confidences)[number];

/** Where a context word must stand: in the value's own name, within `distance` bytes, near as a host, or anywhere in the file. */
export const places = ['name', 'line', 'host', 'file'] as const;
export type Place = (typeof places)[number];

/** What may not touch a match on either side; `quoted` asks for the same quote on both, `line` and `file` for nothing else on its lines or in its file. */
export const boundaries = ['token', 'word', 'base64', 'quoted', 'line', 'file', 'none'] as const;
export type Boundary = (typeof boundaries)[number];

/**
 * How candidates are found before any pattern runs. At least one of `prefix`, `marker` and `words` is set, but for rules with `paths`: without
 * an anchor they are tried at the start of every line of their files.
 *
 * - `prefix`: the match starts with one of these (3 characters or more, case-sensitive).
 * - `marker`: one of these (6 characters or more) stands inside the match, at most `offset` bytes after its start.
 * - `words`: context words (lower case, 3 or more), in `place`, at most `distance` bytes away. With a prefix or a marker they are
 *   required in addition; alone they find the candidate: `name` reads assignments, the other places look around random-looking values.
 * - `reaches`: the match goes through this character before white space or a quote (a cheap test on very common prefixes).
 */
export interface Anchor {
  readonly prefix: readonly string[];
  readonly marker: readonly string[];
  readonly offset: number;
  readonly words: readonly string[];
  readonly place: Place;
  readonly distance: number;
  readonly reaches?: string;
}

export interface SourceOfFact {
  readonly url: string;
  /** The day the fact was read, ISO 8601. */
  readonly date: string;
  readonly note?: string;
}

/** A sample: the value alone, the name it is usually given, or a whole text where neither says enough. */
export interface Sample {
  readonly value?: string;
  readonly name?: string;
  readonly text?: string;
}

/** The other half of a credential: what another rule finds, or a text that is no finding by itself, such as an account's id. */
export interface PartSpec {
  /** Id of the rule that finds it. */
  readonly rule?: string;
  /** Without a rule: what it is called, its pattern, and words of which its name must hold one. */
  readonly name?: string;
  readonly pattern?: string;
  readonly words?: readonly string[];
  /** The most bytes between the halves. */
  readonly distance: number;
}

/** One way in which a vendor answers; all that is told must be so. */
export interface Answer {
  readonly status: readonly number[];
  /** Values at dotted paths of a JSON body. */
  readonly json?: Readonly<Record<string, string | number | boolean>>;
  /** Text that the body holds. */
  readonly holds?: string;
  /** Text that each of these headers holds. */
  readonly header?: Readonly<Record<string, string>>;
}

/**
 * One harmless request that tells whether a credential is live. Address, headers, basic and body may hold `{{secret}}`, `{{host}}` (one of
 * `hosts`) and `{{part:<id or name>}}`. Answers that ask for more than a status are tried first; what fits none is unknown.
 */
export interface LiveCheck {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly hosts: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly basic?: { readonly user: string; readonly password: string };
  readonly body?: string;
  /** Why a POST changes and costs nothing. */
  readonly harmless?: string;
  readonly live: readonly Answer[];
  /** Right, but without the permission or the quota for this request. */
  readonly limited: readonly Answer[];
  readonly dead: readonly Answer[];
  /** Right, but its holder is locked or paused. */
  readonly blocked: readonly Answer[];
  /** What the answer tells of its owner: a label, and `json:<dotted path>` or `header:<name>`. */
  readonly identity: Readonly<Record<string, string>>;
  /** Where the request is documented, where that is not the rule's own source. */
  readonly source?: SourceOfFact;
}

/** A rule as it is written in YAML, checked and with its defaults filled in; plain data, shipped as JSON. */
export interface RuleSpec {
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Severity;
  /** What a match alone is worth, before the judge. */
  readonly confidence: Confidence;
  /** Why it matters: what the holder of the value can do. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** The vendor's page where it is revoked. */
  readonly url?: string;
  readonly cwe: readonly number[];
  readonly anchor: Anchor;
  /** Source of a JavaScript regular expression for the value; a group named `secret` narrows the value. */
  readonly pattern: string;
  /** Any of `i`, `s`, `m`, `u`. */
  readonly flags: string;
  /** Bytes of the shortest match. */
  readonly minLength: number;
  /** Bytes of the longest match; at most 16 KiB. */
  readonly maxLength: number;
  /** Whether matches hold only token characters [A-Za-z0-9_-], only visible ones, or white space as well. */
  readonly solid: 'token' | 'visible' | 'no';
  /** Visible bytes that every match has behind the last blank that the pattern writes out; 0 where it writes none. */
  readonly tail: number;
  readonly boundary: Boundary;
  /** Shannon entropy, bits a character, below which the value is dropped. */
  readonly entropy?: number;
  /** Name of a checksum in judge/checksum.ts; a value that fails it is dropped. */
  readonly checksum?: string;
  /** Name of a decoder in judge/; a value that does not decode is dropped, one that does is told apart by its content. */
  readonly decode?: string;
  /** Meant to be public: reported as `info`. */
  readonly public: boolean;
  /** No provider is named by the match: a generic rule loses against any other rule on the same span. */
  readonly generic: boolean;
  /** Ids of the rules that lose against this one where their spans overlap. */
  readonly beats: readonly string[];
  /** Other halves, told in one finding with this one where they stand near. */
  readonly parts: readonly PartSpec[];
  /** How to ask the vendor whether it is live; nothing is ever sent unless the user asks for it. */
  readonly verify?: LiveCheck;
  /** Former ids, honoured in configs and allowlists for ever. */
  readonly aliases: readonly string[];
  /** The kinds of unit it runs on; empty means all. */
  readonly kinds: readonly Kind[];
  /** Globs over the ends of the shown paths that it runs on (`.htpasswd`, `config/*.key`); absent means all. */
  readonly paths?: readonly string[];
  /** Known harmless values (documentation, vendor test keys), as lower-case hex SHA-256. */
  readonly examples: readonly string[];
  readonly source: SourceOfFact;
  readonly samples: readonly Sample[];
  readonly nearMisses: readonly Sample[];
  /** Came from the user and not from the built-in pack: its pattern runs under a time limit. */
  readonly custom: boolean;
}

/** A rule ready to run. */
export interface Rule extends RuleSpec {
  /** Position in the loaded pack; the wire form of workers names rules by it. */
  readonly index: number;
  /** Compiled when first asked for; sticky. */
  readonly regex: RegExp;
  /** Tests a shown path, for a rule with `paths`. */
  readonly pathRegex?: RegExp | undefined;
}

/** The rules of a run; a list of rules is one. */
export interface Rules {
  /** How many there are. */
  readonly length: number;
  /** The rule at a position of the pack; nothing where it was not chosen. */
  at(position: number): Rule | undefined;
}
