import { describe, expect, it } from 'vitest';
import { type Ignore, readIgnores } from '../../src/judge/inline-ignore.ts';
import type { Content } from '../../src/model/unit.ts';
import { contentOf, makeRule } from './make-match.ts';

const today = '2026-11-23';
const rule = makeRule({ id: 'acme-api-key', provider: 'Acme', aliases: ['acme-old-key'] });
const other = makeRule({ id: 'slack-bot-token', provider: 'Slack' });

const find = (text: string, line: number, endLine = line, by = rule): Ignore | undefined =>
  readIgnores(contentOf(text), today).find(line, endLine, by);

describe('on the line itself', () => {
  it.each([
    ['unleak:allow', 'key = "x" # unleak:allow'],
    ['unleak:allow', 'key = "x"; // unleak:allow -- made up'],
    ['unleak:allow', '<key>x</key> <!-- unleak:allow -->'],
    ['unleak:allow', 'key: x /* unleak:allow */'],
    ['unleak:allow', '{ "key": "x", "//": "unleak:allow" }'],
    ['gitleaks:allow', 'key = "x" #gitleaks:allow'],
    ['betterleaks:allow', 'key = "x" // betterleaks:allow'],
    ['pragma: allowlist secret', 'key = "x"  # pragma: allowlist secret'],
    ['pragma: whitelist secret', 'key = "x"  # pragma: whitelist secret'],
    ['trufflehog:ignore', 'key = "x" // trufflehog:ignore'],
    ['kingfisher:ignore', 'key = "x" # kingfisher:ignore'],
    ['ggignore', 'key = "x" # ggignore'],
    ['secretlint-disable-line', 'key = "x" // secretlint-disable-line'],
  ])('%s: %s', (tool, line) => {
    const text = `first\n${line}\nlast`;
    expect(find(text, 2)).toMatchObject({ tool, line: 2, lineText: line, expired: false });
    expect(find(text, 1)).toBeUndefined();
    expect(find(text, 3)).toBeUndefined();
    expect(find(text.replaceAll('\n', '\r\n'), 2)).toMatchObject({ tool, lineText: line });
  });

  it.each([
    'the word unleak:allowed',
    'gitleaks:allowlist',
    'my-gitleaks:allow',
    'ungitleaks:allow',
    'write `gitleaks:allow` to allow it',
    'see gitleaks:allow-list',
    'ggignored',
    'noggignore',
    'x.ggignore',
    'secretlint-disabled',
    'secretlint-disable-lines',
    'pragma: allowlist secrets',
    'kingfisher:ignored',
    'unleak: allow',
  ])('no marker: %s', line => {
    expect(find(`key = "x" # ${line}`, 1)).toBeUndefined();
  });
});

describe('on the line before', () => {
  it.each([
    ['unleak:allow-next-line', '# unleak:allow-next-line'],
    ['pragma: allowlist nextline secret', '# pragma: allowlist nextline secret'],
    ['secretlint-disable-next-line', '// secretlint-disable-next-line'],
  ])('%s', (tool, line) => {
    expect(find(`${line}\nkey = "x"\nkey = "y"`, 2)).toMatchObject({ tool, line: 1 });
    expect(find(`${line}\nkey = "x"\nkey = "y"`, 1)).toBeUndefined();
    expect(find(`${line}\nkey = "x"\nkey = "y"`, 3)).toBeUndefined();
  });
});

describe('our own comments', () => {
  it('may name rules, by id, former id or glob', () => {
    for (const names of [
      'acme-api-key',
      'acme-old-key',
      'acme-*',
      'other-rule, acme-api-key',
      'other-rule acme-api-key -- both',
    ])
      expect(find(`x # unleak:allow ${names}`, 1)).toBeDefined();
    for (const names of ['other-rule', 'acme', 'acme-api-keys', 'acme-b*'])
      expect(find(`x # unleak:allow ${names}`, 1)).toBeUndefined();
  });

  it('carry a reason, an owner and an expiry', () => {
    expect(
      find('x /* unleak:allow acme-api-key owner=@team expires=2026-12-31 -- a test account -- honestly */', 1),
    ).toEqual({
      tool: 'unleak:allow',
      line: 1,
      lineText: 'x /* unleak:allow acme-api-key owner=@team expires=2026-12-31 -- a test account -- honestly */',
      reason: 'a test account -- honestly',
      owner: '@team',
      expires: '2026-12-31',
      expired: false,
    });
  });

  it.each([
    ['2026-11-22', true],
    [today, false],
    ['2026-11-24', false],
    ['soon', true],
    ['', true],
  ])('that expire on %j are expired: %s', (expires, expired) => {
    expect(find(`x # unleak:allow expires=${expires}`, 1)).toMatchObject({ expired });
  });

  it('that still count are named before those that have expired', () => {
    expect(find('x # unleak:allow expires=2020-01-01 # gitleaks:allow', 1)).toMatchObject({
      tool: 'gitleaks:allow',
      expired: false,
    });
  });

  it('that end in a word of prose name a rule of that name and no other', () => {
    expect(find('x # unleak:allow because it is fake', 1)).toBeUndefined();
    expect(find('x # unleak:allow -- because it is fake', 1)).toBeDefined();
  });
});

describe('a secret of several lines', () => {
  const block = ['BEGIN', 'body', 'END'];
  it.each([
    ['before', ['# unleak:allow', ...block], 2, 4],
    ['after', [...block, '# unleak:allow'], 1, 3],
    ['on the first line', ['BEGIN # unleak:allow', 'body', 'END'], 1, 3],
    ['on the last line', ['BEGIN', 'body', 'END # gitleaks:allow'], 1, 3],
    ['inside', ['BEGIN', 'body // kingfisher:ignore', 'END'], 1, 3],
  ])('is allowed by a comment %s', (_, lines, line, endLine) => {
    expect(find(lines.join('\n'), line, endLine)).toBeDefined();
  });

  it("is not allowed by its neighbour's comment", () => {
    expect(find(['key = "x" # unleak:allow', ...block].join('\n'), 2, 4)).toBeUndefined();
    expect(find([...block, 'key = "x" # unleak:allow'].join('\n'), 1, 3)).toBeUndefined();
    expect(find(['# unleak:allow', '', ...block].join('\n'), 3, 5)).toBeUndefined();
  });
});

describe("secretlint's blocks", () => {
  const text = [
    'a',
    '// secretlint-disable',
    'b',
    '// secretlint-enable',
    'c',
    '# secretlint-disable -- to the end',
    'd',
  ].join('\n');
  it.each([
    [1, false],
    [3, true],
    [5, false],
    [7, true],
  ])('line %d: %s', (line, allowed) => {
    expect(find(text, line) !== undefined).toBe(allowed);
  });

  it('may name rules, which are ours by their provider', () => {
    const one = '// secretlint-disable @secretlint/secretlint-rule-slack\nx';
    expect(find(one, 2, 2, other)).toBeDefined();
    expect(find(one, 2, 2, rule)).toBeUndefined();
    expect(find('x // secretlint-disable-line @secretlint/secretlint-rule-preset-recommend', 1)).toBeDefined();
  });

  it('that end for one rule go on for the others', () => {
    const text = '// secretlint-disable\n// secretlint-enable @secretlint/secretlint-rule-slack\nx';
    expect(find(text, 3, 3, other)).toBeUndefined();
    expect(find(text, 3, 3, rule)).toBeDefined();
  });
});

describe('large contents', () => {
  /** Fills whole lines of dots around what stands at `at`. */
  const sparse = (size: number, at: number, text: string): Content => {
    const inner = Buffer.from(text);
    return {
      size,
      window(offset, length) {
        const end = Math.min(size, offset + length);
        const bytes = Buffer.alloc(Math.max(0, end - offset));
        for (let p = offset; p < end; p++)
          bytes[p - offset] = p >= at && p < at + inner.length ? inner[p - at]! : p % 100 === 99 ? 10 : 46;
        return bytes;
      },
    };
  };

  it.each([(1 << 20) - 40, (1 << 20) - 20, (1 << 20) - 5, (1 << 20) + 3])(
    'a marker at %d is found across windows',
    at => {
      const start = at - (at % 100);
      const line = start / 100 + 1;
      const ignores = readIgnores(sparse(3 << 20, start, '# unleak:allow -- far down'), today);
      expect(ignores.find(line, line, rule)).toMatchObject({ line, tool: 'unleak:allow' });
      expect(ignores.find(line + 1, line + 1, rule)).toBeUndefined();
    },
  );

  it('one line without an end is read in pieces', () => {
    const text = `${'x'.repeat(3 << 20)} /* unleak:allow */ ${'y'.repeat(1 << 20)}`;
    const started = performance.now();
    const found = find(text, 1);
    expect(found).toMatchObject({ tool: 'unleak:allow', line: 1 });
    expect(found!.lineText.length).toBeLessThan(20_000);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('many markers take time that grows with their number only', () => {
    const started = performance.now();
    const ignores = readIgnores(contentOf('x # gitleaks:allow\n'.repeat(20_000)), today);
    expect(ignores.find(20_000, 20_000, rule)).toBeDefined();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
