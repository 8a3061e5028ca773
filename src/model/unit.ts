/** A piece of content to scan, where it was read, and what was opened to reach it. */

/** Half-open range of bytes of a unit's content. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a unit of content was read from. */
export type Origin = { readonly kind: 'file'; readonly path: string | Buffer } | { readonly kind: 'stdin' };

/** Formats whose members are units of their own; of compressed files, the one file in them. */
export type ArchiveFormat = 'zip' | 'tar' | 'ar' | 'gzip' | 'zstd';

/** One wrapping that was opened to reach the content. */
export type Layer =
  | { readonly kind: 'archive'; readonly name: ArchiveFormat }
  | { readonly kind: 'encoding'; readonly name: Encoding }
  /** Encoded text within a text: `escapes` are those of URLs, JSON, JavaScript and HTML. */
  | { readonly kind: 'decoded'; readonly name: 'base64' | 'hex' | 'escapes' };

/** Text encodings whose content is narrowed to one byte a code unit before it is scanned; all others are scanned as they stand. */
export type Encoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** What a unit holds, told from its path and its first KiB. */
export const kinds = [
  'text',
  'binary',
  'dotenv',
  'json',
  'yaml',
  'toml',
  'ini',
  'xml',
  'html',
  'css',
  'javascript',
  'python',
  'go',
  'shell',
  'code',
  'markdown',
  'notebook',
  'lock',
  'log',
] as const;
export type Kind = (typeof kinds)[number];

/** Facts about a unit that its path tells. They act in the judge, never in matching. */
export const labels = ['client', 'server', 'test', 'docs', 'example', 'lock', 'vendored'] as const;
export type Label = (typeof labels)[number];

/** Bytes that are read in windows, so that a file of 1 GB and one of 1 KB are the same thing. */
export interface Content {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes of [offset, offset + length), cut at the end of the content. The array may be reused: it holds until the next call.
   * Throws ReadFailure when the content can't be read (changed, vanished, I/O).
   */
  window(offset: number, length: number): Uint8Array;
}

export interface Unit {
  readonly origin: Origin;
  /** What a report shows: relative to the root of the scan, always `/`, bytes that are not UTF-8 as `\xNN`. */
  readonly path: string;
  readonly kind: Kind;
  readonly layers: readonly Layer[];
  readonly labels: readonly Label[];
  readonly content: Content;
  readonly parent?: Unit;
}

/** Content that holds others. */
export interface Archive {
  readonly origin: Origin;
  /** What a report shows; its members are `path!member`. */
  readonly path: string;
  /** The same with `/` before each member, to tell kinds and labels from. */
  readonly name: string;
  readonly format: ArchiveFormat;
  /** What was opened to reach it. */
  readonly layers: readonly Layer[];
  readonly content: Content;
}
