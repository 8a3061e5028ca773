/** Lists of paths as other programs write them: NUL-separated, or a line each, with git's quoting undone. */

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
};

/** Undoes `"a\303\244.txt"`, which `git diff --name-only` writes for names that are not plain. */
function unquote(line: string): string {
  if (!/^"(?:[^"\\]|\\.)*"$/.test(line)) return line;
  return line
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_whole, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8) & 0xff) : (escapes[code] ?? code),
    );
}

/** Reads a list of paths; each comes as its bytes, since a name need not be text. Empty lines don't count. */
export function parsePathList(list: Uint8Array): Buffer[] {
  const text = Buffer.from(list.buffer, list.byteOffset, list.byteLength).toString('latin1');
  const paths = text.includes('\0')
    ? text.split('\0')
    : text
        .replace(/^\xef\xbb\xbf/, '')
        .split('\n')
        .map(line => unquote(line.replace(/\r$/, '')));
  return paths.filter(path => path !== '').map(path => Buffer.from(path, 'latin1'));
}
