/** The rules of the house: who imports whom, how long things are, and which few files may reveal, print, start programs or ask the clock. */

import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = dirname(import.meta.dirname);

/** Which rooms a room may import besides itself; `top` is the files that stand in src/ itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  util: ['model'],
  shape: ['model', 'util'],
  config: ['model', 'shape', 'util'],
  rules: ['model', 'shape', 'util'],
  sources: ['model', 'util'],
  unfold: ['model', 'util'],
  match: ['model', 'util'],
  judge: ['model', 'util'],
  findings: ['model', 'util'],
  report: ['model', 'util'],
  engine: ['findings', 'judge', 'match', 'model', 'rules', 'sources', 'unfold', 'util'],
  api: ['config', 'engine', 'findings', 'model', 'rules', 'sources', 'top', 'util'],
  cli: ['api', 'config', 'engine', 'findings', 'model', 'report', 'rules', 'shape', 'sources', 'top', 'util'],
  top: ['api', 'cli', 'model', 'report', 'sources'],
};

/** Where a package or a module with effects may be imported, and how. Packages that are not named here are in no file at all. */
const placesOf: Readonly<Record<string, readonly string[]>> = {
  '@eslint-community/regexpp': ['static rules/pattern.ts', 'type rules/contain.ts', 'type rules/solid.ts'],
  chalk: ['static report/text.ts'],
  commander: ['static cli/program.ts', 'type cli/add-flags.ts'],
  'fast-glob': ['dynamic sources/named.ts'],
  ora: ['dynamic cli/progress.ts'],
  yaml: [
    'dynamic findings/allow-entry.ts',
    'dynamic shape/parse.ts',
    'type findings/allow-entry.ts',
    'type shape/parse.ts',
  ],
  'node:child_process': ['static sources/git.ts'],
  'node:process': [
    'static cli/tiering.ts',
    'static index.ts',
    'static sources/git.ts',
    'static util/lazy-crypto.ts',
    'static util/lazy-zlib.ts',
  ],
  'node:v8': ['static cli/tiering.ts'],
  'node:vm': ['static util/run-within.ts'],
  'node:worker_threads': ['static engine/crew.ts', 'static engine/worker.ts'],
};
const sockets = ['net', 'http', 'https', 'http2', 'tls', 'dgram', 'dns'].flatMap(name => [
  `node:${name}`,
  `node:${name}/promises`,
]);

/** Code that only these files or rooms may hold. */
const reserved: readonly { what: string; pattern: RegExp; in: readonly string[] }[] = [
  {
    what: 'a secret is revealed',
    pattern: /\breveal\(/,
    in: ['findings/', 'judge/', 'engine/wire.ts', 'engine/scan-unit.ts', 'engine/scan-text.ts', 'model/secret.ts'],
  },
  { what: 'the process is touched', pattern: /\bprocess\b(?=\.|\[|\?)/, in: ['cli/io.ts', 'cli/main.ts'] },
  { what: 'something is printed', pattern: /\bconsole\b/, in: [] },
  { what: 'a thread is started', pattern: /\bnew Worker\(/, in: ['engine/crew.ts'] },
  { what: 'the network is used', pattern: /\b(?:fetch\(|WebSocket\b|EventSource\b|XMLHttpRequest\b)/, in: [] },
  { what: 'code is made of text', pattern: /\beval\(|\bnew Function\(/, in: [] },
  { what: 'the day is asked for', pattern: /\bDate\.now\(|\bnew Date\(\)/, in: ['api/', 'cli/'] },
  { what: 'chance decides', pattern: /\bMath\.random\(/, in: [] },
  {
    what: 'a class is written',
    pattern: /^\s*(?:export )?(?:abstract )?class \w/m,
    in: ['model/', 'match/webassembly.d.ts'],
  },
  { what: 'a type is `any`', pattern: /(?:[:&|,] |<|\bas |=> )any\b(?!['`(])/, in: [] },
  { what: 'a default is exported', pattern: /^export default\b/m, in: ['report/'] },
];

const madeByScripts = ['judge/letter-model.ts', 'match/prefilter-wasm.ts', 'report/index.ts'];
const maxFileLines = 300;
const maxFunctionLines = 60;

type How = 'static' | 'type' | 'dynamic';
interface Import {
  readonly how: How;
  readonly from: string;
}
interface SourceFile {
  /** Relative to src/, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** The code without comments and without what stands in its strings. */
const codeOf = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, comment => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g, '$1$1')
    .replaceAll(/(?<=^|\s)\/\/.*$/gm, '');

function importsOf(text: string): Import[] {
  const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  const statements = [
    ...code.matchAll(/^(?:import|export)(?<type> type)? (?:[\w*{][\w$\s,{}*]*? from )?'(?<from>[^']+)';$/gm),
  ];
  const calls = [...code.matchAll(/(?<type>\btypeof )?\bimport\(\s*['"`](?<from>[^'"`]+)['"`]/g)];
  const read = (matches: RegExpExecArray[], plain: How): Import[] =>
    matches.map(({ groups }) => ({ how: groups!['type'] ? 'type' : plain, from: groups!['from']! }));
  return [...read(statements, 'static'), ...read(calls, 'dynamic')];
}

const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : 'top');
const isOwn = ({ from }: Import): boolean => from.startsWith('.');
const targetOf = (path: string, { from }: Import): string => posix.join(posix.dirname(path), from);

interface Span {
  readonly name: string;
  readonly lines: number;
}

/** A line that ends a function's head: of an arrow, a declaration, one whose parameters stand on lines of their own, a method. */
const headEnd =
  /=> \{$|\bfunction\b.*\).*\{$|^\s*[)}].*\): .*\{$|^\s*\)(?:: .*)? \{$|^\s*(?!if|for|while|switch|catch|with)(?:async |get |set |\*)*\w+\(.*\)(?:: .*)? \{$/;

/** Functions with a block, and how many lines they take. The formatter indents a last line as the first, and all between deeper. */
function functionsOf(text: string): Span[] {
  const lines = text.split('\n');
  return lines.flatMap((line, head) => {
    if (!headEnd.test(line)) return [];
    const indent = /^ */.exec(line)![0];
    const isLevel = (other: string): boolean => other.startsWith(indent) && /^\S/.test(other.slice(indent.length));
    const first = /^\s*[)}]/.test(line) ? lines.slice(0, head).findLastIndex(isLevel) : head;
    const end = head + 1 + lines.slice(head + 1).findIndex(isLevel);
    return [{ name: lines[first]!.trim(), lines: end - first + 1 }];
  });
}

const sources: readonly SourceFile[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('.ts') && !path.startsWith('match/wasm/'))
  .sort()
  .map(path => {
    const text = readFileSync(join(root, 'src', path), 'utf8');
    return { path, text, imports: importsOf(text) };
  });

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
  .split('\0')
  .filter(path => path !== '' && lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile());

describe('rooms', () => {
  it('are all in the table, and the table names no other', () => {
    expect([...new Set(sources.map(({ path }) => roomOf(path)))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('import only what the table says', () => {
    const wrong = sources.flatMap(file =>
      file.imports
        .filter(isOwn)
        .map(it => targetOf(file.path, it))
        .filter(
          target => roomOf(target) !== roomOf(file.path) && !mayImport[roomOf(file.path)]!.includes(roomOf(target)),
        )
        .map(target => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('import files that are there, with their ending', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const lost = sources.flatMap(({ path, imports }) =>
      imports
        .filter(isOwn)
        .filter(it => !paths.has(targetOf(path, it)))
        .map(({ from }) => `${path} imports ${from}`),
    );
    expect(lost).toEqual([]);
  });

  it('have no cycle, types and late imports included', () => {
    expect(
      findCycle(
        new Map(sources.map(({ path, imports }) => [path, imports.filter(isOwn).map(it => targetOf(path, it))])),
      ),
    ).toEqual([]);
  });

  it('import packages, and modules with effects, only where they belong', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter(it => !isOwn(it) && (it.from in placesOf || !it.from.startsWith('node:')))
        .filter(({ how, from }) => !placesOf[from]?.includes(`${how} ${path}`))
        .map(({ how, from }) => `${how} import of ${from} in ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('import each of these somewhere, or the table above is out of date', () => {
    const used = new Set(
      sources.flatMap(({ path, imports }) => imports.map(({ how, from }) => `${from}: ${how} ${path}`)),
    );
    const places = Object.entries(placesOf).flatMap(([from, list]) => list.map(place => `${from}: ${place}`));
    expect(places.filter(place => !used.has(place))).toEqual([]);
  });

  it('open no socket', () => {
    const wrong = sources.filter(({ imports }) => imports.some(({ from }) => sockets.includes(from)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it.each(reserved)('hold no other place where $what', ({ pattern, in: places }) => {
    const wrong = sources
      .filter(({ path }) => !places.some(place => (place.endsWith('/') ? path.startsWith(place) : path === place)))
      .filter(({ text }) => pattern.test(codeOf(text)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('start their files with a sentence on what they are for', () => {
    const silent = sources.filter(({ text }) => !/^(?:\/\*\*\s+(?:\* )?|\/\/ )\S[\s\S]{15}/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

describe('length', () => {
  const written = sources.filter(({ path }) => !madeByScripts.includes(path));

  it('of a file stays within what one reads at once', () => {
    const long = written.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > maxFileLines)).toEqual([]);
  });

  it('of a file in WebAssembly does too', () => {
    const folder = join(root, 'src/match/wasm');
    const lengths = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8').split('\n').length - 1);
    expect(lengths.length).toBeGreaterThan(3);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(maxFileLines);
  });

  it('of a function does too', () => {
    const all = written.flatMap(({ path, text }) => functionsOf(text).map(span => ({ path, ...span })));
    expect(all.length).toBeGreaterThan(written.length);
    expect(all.filter(({ lines }) => lines > maxFunctionLines)).toEqual([]);
  });
});

describe('files under version control', () => {
  const readTracked = (path: string): string => readFileSync(join(root, path), 'latin1');

  it('put nothing off', () => {
    const word = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')})\\b(?=:|\\()`);
    expect(tracked.filter(path => word.test(readTracked(path)))).toEqual([]);
  });

  it('name no folder of one machine', () => {
    const folder = new RegExp(`(?<![\\w.:/])/(?:${['wo' + 'rk', 'ro' + 'ot'].join('|')})/`);
    expect(tracked.filter(path => folder.test(readTracked(path)))).toEqual([]);
  });

  it('name no place that packages are fetched from', () => {
    const lock = JSON.parse(readTracked('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(readTracked('.npmrc')).not.toMatch(/registry\s*=|\/\/|_auth|proxy/);
  });
});

describe('the checks themselves', () => {
  it('see imports of each kind', () => {
    const text = [
      "import { a, type B } from '../a.ts';",
      "import type { C } from '../c.ts';",
      "export * from './d.ts';",
      "import {\n  e,\n} from 'e';",
      "import './f.ts';",
      "// import { no } from 'comment';",
      "type G = typeof import('g');",
      "const { default: h } = await import('h');",
    ].join('\n');
    expect(importsOf(text).map(({ how, from }) => `${how} ${from}`)).toEqual([
      'static ../a.ts',
      'type ../c.ts',
      'static ./d.ts',
      'static e',
      'static ./f.ts',
      'type g',
      'dynamic h',
    ]);
  });

  it('see code, and neither comments nor strings', () => {
    expect(codeOf("/* a */ b('c'); // d\n/** e\n * f */\ng(`h ${i}`); // j")).toBe(" b(''); \n\n\ng(``); ");
  });

  it.each([
    ['export function f(): void {\n  g();\n}', 3],
    ['function* f(\n  a: A,\n): Iterable<B> {\n  g();\n}', 5],
    ['function f({\n  a,\n}: A): B {\n  g();\n}', 5],
    ['const f = async (a: A) => {\n  if (a) {\n    g();\n  }\n};', 5],
    ['  return {\n    f(a) {\n      g();\n    },\n  };', 3],
    ['    get f(): F {\n      return g();\n    },', 3],
  ])('measure %j', (text, lines) => {
    expect(functionsOf(text).map(span => span.lines)).toEqual([lines]);
  });

  it.each(['if (a) {\n  b();\n}', 'const a = {\n  b,\n};', 'for (const a of b(c)) {\n  d(a);\n}'])(
    'take no %j for a function',
    text => {
      expect(functionsOf(text)).toEqual([]);
    },
  );

  it('find a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['d', 'c']],
      ['c', ['b']],
      ['d', []],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
  });
});

/** The files of one cycle, in order; empty when there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...way, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
