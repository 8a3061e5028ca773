/** What the matcher finds, where, and that windows change nothing. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf, textUnit } from '../../src/engine/scan-text.ts';
import { createMatcher } from '../../src/match/matcher.ts';
import type { Kind, Unit } from '../../src/model/unit.ts';
import { allRules, makeRule, randomValue } from './rules.ts';

const matcher = createMatcher({ rules: allRules });
const token = `tok_${randomValue(24, 1)}`;
const value = randomValue(32, 2);
const hash = randomValue(40, 3, '0123456789abcdef');
const word = ['hunter', '2xx'].join('');

const find = (text: string, kind: Kind = 'text', rules = matcher): string[] =>
  rules.match({ ...textUnit(text, 'x'), kind }).matches.map(match => `${match.rule.id}=${match.secret.reveal()}`);

describe('a prefix', () => {
  it.each([
    ['in quotes', `x = "${token}"`],
    ['behind an escaped newline', `"first\\n${token}\\n"`],
    ['behind a percent escape', `?a=b%3D${token}%26c`],
    ['behind a unicode escape', `"\\u003d${token}"`],
    ['behind a hex escape', `"\\x3d${token}"`],
    ['at the start and end', token],
    ['in brackets', `(${token})`],
    ['before a comma', `${token},`],
  ])('is found %s', (_, text) => {
    expect(find(text)).toContain(`prefixed=${token}`);
  });

  it.each([
    ['inside a word', `x${token}`],
    ['one character short', token.slice(0, -1)],
    ['one character long', `${token}x`],
    ['in the other case', token.toUpperCase()],
  ])('is not found %s', (_, text) => {
    expect(find(text)).toEqual([]);
  });
});

describe('a marker', () => {
  const marked = `${randomValue(12, 4)}MARKER${randomValue(8, 5)}`;
  it('is found anywhere in a text, at every offset', () => {
    for (let pad = 0; pad < 70; pad++) expect(find(`${' '.repeat(pad)}${marked};`)).toEqual([`marked=${marked}`]);
  });
  it('needs its boundaries', () => expect(find(`x${marked}`)).toEqual([]));
});

describe('a marker of two characters and a sign', () => {
  const tilde = makeRule('tilde', { marker: ['8Q~'], offset: 3 }, { pattern: '[A-Za-z0-9]{3}8Q~[A-Za-z0-9]{31}' });
  const colon = makeRule('colon', { marker: [':AA'], offset: 10 }, { pattern: '[0-9]{8,10}:AA[A-Za-z0-9]{33}' });
  const signed = createMatcher({ rules: [tilde, colon] });
  const secret = `${randomValue(3, 6)}8Q~${randomValue(31, 7)}`;
  const bot = `716384882:AA${randomValue(33, 9)}`;
  it('is found anywhere in a text, at every offset', () => {
    for (let pad = 0; pad < 70; pad++) {
      expect(find(`${' '.repeat(pad)}(${secret})`, 'text', signed)).toEqual([`tilde=${secret}`]);
      expect(find(`${' '.repeat(pad)}"${bot}"`, 'text', signed)).toEqual([`colon=${bot}`]);
    }
  });
  it('is nothing without the rest', () => {
    expect(find(`8Q~ ::AA ${secret.replace('~', '-')} ${bot.replace(':AA', ':AB')}`, 'text', signed)).toEqual([]);
  });
  it('may stand at the very start', () => expect(find('~ :AA Q~ 8Q~', 'text', signed)).toEqual([]));
});

describe('a name', () => {
  it.each([
    ['what is appended', `$apiKey .= "${word}";`],
    ['a definition of make', `APIKEY ::= "${word}"`],
    ['a string with blanks around', `apiKey := " ${word} "`],
    ['a dash', `acme apikey - '${word}'`],
    ['a setter', `System.setProperty("ACME_APIKEY", "${word}")`],
    ['a sentence', `Set \`APIKEY\` to \`${word}\`.`],
  ])('stands for the value of %s', (_, text) => {
    expect(find(text)).toEqual([`named=${word}`]);
  });

  it.each([
    ['a list of names and strings', `(apiKey,\n  "${word}")`],
    ['what is asked of it', `apiKey?.${word}`],
    ['an item below', `apiKey:\n - "${word}"`],
  ])('does not stand for %s', (_, text) => {
    expect(find(text)).toEqual([]);
  });
});

describe('a context word', () => {
  it.each([
    ['dotenv', `MISTRAL_API_KEY=${value}`, 'name'],
    ['an index', `os.environ["MISTRAL_API_KEY"] = "${value}"`, 'name'],
    ['a default', `process.env.MISTRAL_API_KEY ?? "${value}"`, 'name'],
    ['a camel-case name', `{"mistralKey":"${value}"}`, 'name'],
    ['a constructor', `new Mistral({ apiKey: "${value}" })`, 'line'],
    ['a constructor over lines', `new Mistral({\n  apiKey: "${value}"\n})`, 'near'],
    ['a host behind the value', `curl -H "Authorization: Bearer ${value}" https://api.mistral.ai/v1`, 'line'],
  ])('counts in %s', (_, text, context) => {
    const matches = matcher.match(textUnit(text, 'x')).matches.filter(match => match.rule.id === 'near');
    expect(matches.map(match => [match.secret.reveal(), match.context])).toEqual([[value, context]]);
  });

  it.each([
    ['none stands near', `KEY=${value}`],
    ['it is part of another word', `MISTRALS=${value}`],
    ['it is too far away', `mistral ${'. '.repeat(120)} ${value}`],
    ['the value is only letters', `MISTRAL=${'abcdefgh'.repeat(4)}`],
  ])('does not count when %s', (_, text) => {
    expect(find(text).filter(hit => hit.startsWith('near'))).toEqual([]);
  });

  it('may stand anywhere in the file where the rule says so', () => {
    expect(find(`${hash}\n${'line\n'.repeat(2000)}quokka`)).toContain(`in-file=${hash}`);
    expect(find(`${hash}\n`)).toEqual([]);
  });
});

describe('an assignment', () => {
  // `VALUE` stands for the word, so that no line of this file assigns a password.
  const forms: [string, string, Kind?][] = [
    ['YAML', 'password: VALUE', 'yaml'],
    ['dotenv with spaces', 'DB_PASSWORD = VALUE # old', 'dotenv'],
    ['a lower-case compound', "dbpassword = 'VALUE'", 'python'],
    ['JSON', '{"Password":"VALUE","b":1}', 'json'],
    ['XML', '<password>VALUE</password>', 'xml'],
    ['an XML attribute', '<add key="DbPassword" value="VALUE"/>', 'xml'],
    ['a typed constant', 'const password: string = "VALUE"', 'javascript'],
    ['Go', 'password := "VALUE"', 'go'],
    ['a typed variable of Go', 'var password string = "VALUE"', 'go'],
    ['a call', 'setPassword("VALUE")', 'code'],
    ['a default argument', 'os.getenv("DB_PASSWORD", "VALUE")', 'python'],
    ['a flag', 'mysql --password VALUE', 'shell'],
    ['a Kubernetes variable', '- name: DB_PASSWORD\n  value: VALUE\n', 'yaml'],
    ['netrc', 'machine x login y password VALUE', 'text'],
    ['separators in the word', 'API-KEY: VALUE', 'yaml'],
    ['a section, before another one', 'password = VALUE\n[next]\n', 'text'],
    ['a query', 'password=VALUE&x=1', 'text'],
    ['a connection string', '"Server=x;Password=VALUE;Database=y"', 'json'],
    ['JSON in a string', '"{\\"password\\":\\"VALUE\\"}"', 'json'],
    ['JSON in a string in code', `'{\\\\"password\\\\":\\\\"VALUE\\\\"}'`, 'javascript'],
    ['PHP', "'password' => 'VALUE'", 'code'],
    ['a short name', 'pwd="VALUE"', 'code'],
    ['a default of Compose', 'POSTGRES_PASSWORD: ${DB_PASSWORD:-VALUE}', 'yaml'],
    ['a default of a shell', 'export X="${DB_PASSWORD:-VALUE}"', 'shell'],
    ['a default of Spring', 'datasource.password=${DB_PASSWORD:VALUE}', 'ini'],
  ];
  it.each(forms)('is read in %s', (_, text, kind) => {
    expect(find(text.replace('VALUE', word), kind)).toContain(`named=${word}`);
  });

  it('is read with an escaped quote in its value', () => {
    expect(find('{"password": "Zq\\"7v/tC"}', 'json')).toContain('named=Zq\\"7v/tC');
  });

  it.each<[string, string, Kind]>([
    ['a call in code', 'password = getPassword()', 'javascript'],
    ['an identifier in code', 'password = input.value', 'javascript'],
    ['a type', 'password: string;', 'javascript'],
    ['a nested mapping', 'password:\n  from: vault-path1\n', 'yaml'],
    ['a short value', 'password = "abc"', 'javascript'],
  ])('is not read from %s', (_, text, kind) => {
    expect(find(text, kind)).toEqual([]);
  });
});

describe('a binary unit', () => {
  it('is searched for prefixed tokens only', () => {
    expect(find(`\0\0${token}\0password=${word}\0`, 'binary')).toEqual([`prefixed=${token}`]);
  });
});

describe("a user's pattern", () => {
  const evil = makeRule(
    'evil',
    { prefix: ['boom'] },
    { pattern: 'boom(?:a{1,50}){1,50}!', custom: true, regex: /boom(a+)+!/y },
  );
  const good = makeRule('good', { prefix: ['tok_'] }, { pattern: 'tok_[A-Za-z0-9]{24}', custom: true });
  it('is cut off when it does not end, and the others still run', () => {
    const custom = createMatcher({ rules: [evil, good] });
    const found = custom.match(textUnit(`boom${'a'.repeat(60)} ${token}`, 'x'));
    expect(found.matches.map(match => match.rule.id)).toEqual(['good']);
    expect(found.failures).toEqual([expect.stringContaining('rule evil')]);
  });
});

describe('windows', () => {
  const small = createMatcher({ rules: allRules }, { windowBytes: 64 << 10 });
  const describeAll = (unit: Unit, rules: typeof matcher): string[] =>
    rules
      .match(unit)
      .matches.map(
        match => `${match.rule.id}@${match.span.start}-${match.span.end}:${match.context ?? ''}:${match.before.length}`,
      );

  it('change nothing about what is found', () => {
    const pieces = [
      ` ${token} `,
      `\npassword = "${word}"\n`,
      `MISTRAL_API_KEY=${value}\n`,
      `${randomValue(12, 6)}MARKER${randomValue(8, 7)} `,
      `\n${hash}\n`,
      ' quokka ',
    ];
    const filler = fc.constantFrom(
      'lorem ipsum dolor\n',
      'x'.repeat(997),
      'some_name = other.name(1)\n',
      '\u00e9\u00e8 ',
      '=".',
    );
    const part = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(filler, fc.integer({ min: 1, max: 900 })).map(([text, times]) => text.repeat(times)),
      },
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 5, maxLength: 40 }), parts => {
        const unit = textUnit(parts.join(''), 'x');
        expect(describeAll(unit, small)).toEqual(describeAll(unit, matcher));
      }),
      { numRuns: 40 },
    );
  });

  it('lose nothing across their borders', () => {
    for (let shift = 0; shift < 64; shift++) {
      const text = `${' '.repeat((64 << 10) - (20 << 10) - 32 + shift)}${token}${' '.repeat(100_000)}`;
      expect(describeAll(textUnit(text, 'x'), small)).toHaveLength(1);
    }
  });

  it('find what stands behind more hits than the buffer holds', () => {
    const many = `${`password = "${word}"; `.repeat(60_000)}${token}`;
    expect(find(many).at(-1)).toBe(`prefixed=${token}`);
    expect(find(many)).toHaveLength(60_001);
  });
});

describe('offsets', () => {
  it('slice back to the secret, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const bytes = Buffer.from(`${before} ${token} ${after}`);
        const unit = { ...textUnit('', 'x'), content: contentOf(bytes) };
        const own = matcher.match(unit).matches.filter(match => match.rule.id === 'prefixed');
        expect(own).toHaveLength(1);
        expect(bytes.toString('utf8', own[0]?.span.start, own[0]?.span.end)).toBe(token);
      }),
    );
  });
});
