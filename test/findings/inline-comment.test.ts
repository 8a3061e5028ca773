/** Ignore comments at the end of a line: in the file's own syntax, or not at all. */

import { describe, expect, it } from 'vitest';
import { addInlineComment } from '../../src/findings/inline-comment.ts';
import type { EntryLabel } from '../../src/findings/label.ts';
import { sampleFinding, sampleToken } from './sample.ts';

const key = sampleToken(5, 24);

/** Comments the line on which the key stands. */
function comment(path: string, text: string, label: EntryLabel = { reason: 'why' }, rest = {}) {
  const before = text
    .slice(0, text.indexOf(key))
    .replace(/^\ufeff/, '')
    .split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return addInlineComment(text, sampleFinding({ value: key, path, ...place, ...rest }), label);
}

describe('a comment', () => {
  it.each([
    ['a.ts', `const k = "${key}";`, '// unleak:allow -- why'],
    ['a.go', `k := "${key}"`, '// unleak:allow -- why'],
    ['a.scss', `$k: "${key}";`, '// unleak:allow -- why'],
    ['a.py', `k = "${key}"`, '# unleak:allow -- why'],
    ['deploy.yml', `  key: ${key}`, '# unleak:allow -- why'],
    ['Cargo.toml', `key = "${key}"`, '# unleak:allow -- why'],
    ['seed.sql', `insert into k values ('${key}');`, '-- unleak:allow -- why'],
    ['core.clj', `(def k "${key}")`, '; unleak:allow -- why'],
    ['paper.tex', `\\key{${key}}`, '% unleak:allow -- why'],
    ['site.css', `a { b: "${key}" }`, '/* unleak:allow -- why */'],
    ['README.md', `Use \`${key}\`.`, '<!-- unleak:allow -- why -->'],
    ['page.html', `<meta content="${key}">`, '<!-- unleak:allow -- why -->'],
    ['outer.zip!inner/a.rb', `k = "${key}"`, '# unleak:allow -- why'],
  ])('in %s', (path, line, expected) => {
    expect(comment(path, `first\n${line}\nlast\n`)).toEqual({ text: `first\n${line} ${expected}\nlast\n` });
  });

  it.each([
    ['no line end', `k = "${key}"`, `k = "${key}" # unleak:allow -- why`],
    ['the line ends of Windows', `a\r\nk = "${key}"\r\nb\r\n`, `a\r\nk = "${key}" # unleak:allow -- why\r\nb\r\n`],
    ['a byte order mark', `\ufeffk = "${key}"\n`, `\ufeffk = "${key}" # unleak:allow -- why\n`],
    ['a comment there already', `k = "${key}" # old\n`, `k = "${key}" # old # unleak:allow -- why\n`],
    ['space at the end', `k = "${key}"  \n`, `k = "${key}"  # unleak:allow -- why\n`],
  ])('is put at the end of a line with %s', (_, before, after) => {
    expect(comment('a.py', before)).toEqual({ text: after });
  });

  it('carries an owner and an expiry', () => {
    const { text } = comment('a.py', key, { reason: 'why', owner: '@x', expires: '2027-01-01' }) as { text: string };
    expect(text).toBe(`${key} # unleak:allow owner=@x expires=2027-01-01 -- why`);
  });

  it.each([
    ['package.json', `{"k": "${key}"}`, 'JSON has no comments'],
    ['a.ipynb', `{"k": "${key}"}`, 'JSON has no comments'],
    ['.env', `K=${key}`, 'reader of .env'],
    ['.env.local', `K=${key}`, 'reader of .env'],
    ['prod.env', `K=${key}`, 'reader of .env'],
    ['app.properties', `k=${key}`, 'part of the value|no comments after a value'],
    ['a.xml', `<k>${key}</k>`, 'XML'],
    ['Dockerfile', `ENV K=${key}`, 'not known'],
    ['notes', key, 'not known'],
    ['constructor', key, 'not known'],
    ['a.constructor', key, 'not known'],
    ['a.jsx', `  <Map token="${key}"`, 'markup'],
    ['a.tsx', `return <Map token="${key}" />`, 'markup'],
    ['a.ts', `const t = \`\nk=${key}\n\`;`, 'template string'],
    ['a.c', `#define K "${key}" \\\n  more`, 'goes on'],
    ['a.js', `/*\n k = ${key}\n*/`, 'inside a comment'],
    ['a.py', `t = """\nk = ${key}\n"""`, 'several lines'],
    ['a.yml', `run: |\n  export K=${key}\n`, 'block of text'],
    ['a.yml', `on:\n  run: >-\n    a\n\n    export K=${key}\n`, 'block of text'],
    ['a.sh', `cat <<EOF\nK=${key}\nEOF\n`, 'here-document'],
    ['a.html', `<meta\n  content="${key}"\n>`, 'inside a tag'],
    ['a.sh', `K="-----BEGIN ${key}`, 'part of a key'],
  ])('is refused in %s: %s', (path, text, why) => {
    expect(comment(path, text).refusal).toMatch(new RegExp(why));
  });

  it.each([
    ['a.css', 'so */ b'],
    ['a.html', 'so --> b'],
    ['a.php', 'so ?> b'],
  ])('is refused in %s for the reason %s', (path, reason) => {
    expect(comment(path, key, { reason }).refusal).toContain('the sign that ends');
  });

  it.each([
    ['the value has moved', { column: 3 }, 'has changed'],
    ['the line is gone', { line: 40 }, 'has changed'],
    ['the value was decoded', { decoded: true }, 'UTF-8'],
    ['the value has several lines', { line: 1, endLine: 2 }, 'several lines'],
  ])('is refused where %s', (_, rest, why) => {
    expect(comment('a.py', `k = "${key}"\n`, { reason: 'why' }, rest).refusal).toContain(why);
  });
});
