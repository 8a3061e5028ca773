/** Finds whole lines in a file's bytes, in the encodings that source files come in. */

type Encode = (text: string) => Buffer;

const encoders: readonly { readonly unit: number; readonly encode: Encode }[] = [
  { unit: 1, encode: text => Buffer.from(text, 'utf8') },
  { unit: 1, encode: text => Buffer.from(text, 'latin1') },
  { unit: 2, encode: text => Buffer.from(text, 'utf16le') },
  { unit: 2, encode: text => Buffer.from(text, 'utf16le').swap16() },
];

/** Whether the text stands in the content as one or more whole lines, whatever ends them (LF or CRLF). */
export function holdsLines(content: Buffer, text: string): boolean {
  const lines = text.replace(/\r?\n$|\r$/, '').split(/\r?\n/);
  const isLatin1 = /^[\0-\xff]*$/.test(text);
  return encoders.some(({ unit, encode }, index) => {
    if (index === 1 && !isLatin1) return false;
    return ['\n', '\r\n'].some(end => holdsWhole(content, encode(lines.join(end)), unit, encode));
  });
}

function holdsWhole(content: Buffer, wanted: Buffer, unit: number, encode: Encode): boolean {
  const [feed, back, mark] = [encode('\n'), encode('\r'), encode('\ufeff')];
  const standsAt = (bytes: Buffer, at: number): boolean =>
    at >= 0 && content.compare(bytes, 0, bytes.length, at, Math.min(content.length, at + bytes.length)) === 0;
  const starts = (at: number): boolean =>
    at === 0 || standsAt(feed, at - unit) || (at === mark.length && standsAt(mark, 0));
  const ends = (at: number): boolean =>
    at === content.length ||
    standsAt(feed, at) ||
    (standsAt(back, at) && (at + unit === content.length || standsAt(feed, at + unit)));
  for (let at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + 1)) {
    if (at % unit === 0 && starts(at) && ends(at + wanted.length)) return true;
    if (wanted.length === 0 && at >= content.length) return false;
  }
  return false;
}
