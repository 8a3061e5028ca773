/** What a path tells of a unit's place in a project: test, documentation, example, lock file, vendored, client or server. */

import { type Label, labels } from '../model/unit.ts';

const bit = Object.fromEntries(labels.map((label, i) => [label, 1 << i])) as Readonly<Record<Label, number>>;

/** Names of folders, lower case. */
const folders: Readonly<Partial<Record<Label, string>>> = {
  client: 'public static client frontend front-end browser www webapp web wwwroot webroot',
  server: 'server servers backend back-end api functions lambda lambdas edge-functions',
  test: 'test tests __tests__ spec specs __spec__ e2e cypress playwright cassettes mocks __mocks__ testdata test-data testing fixture fixtures __fixtures__ __snapshots__ integration-tests unit-tests testutil testutils test-utils',
  docs: 'docs doc documentation man wiki handbook',
  example:
    'example examples sample samples demo demos cookbook cookbooks tutorial tutorials quickstart quickstarts playground playgrounds',
  vendored:
    'node_modules vendor vendors vendored third_party third-party thirdparty 3rdparty bower_components site-packages pods carthage jspm_packages .yarn',
};

const bitsByFolder = new Map<string, number>();
for (const [label, names] of Object.entries(folders)) {
  for (const name of names.split(' ')) bitsByFolder.set(name, bit[label as Label]);
}

/** Words of a file name (parted by `.`, `_` and `-`, lower case), by where they count: `test.py` is no test, `a.test.py` is. */
const words: readonly (readonly [Label, 'first' | 'later' | 'last' | 'any', string])[] = [
  ['test', 'later', 'test tests spec specs e2e mock mocks fixture fixtures'],
  ['test', 'first', 'conftest'],
  ['docs', 'last', 'md mdx markdown rst adoc asciidoc'],
  ['docs', 'first', 'readme changelog contributing license licence history news faq'],
  ['example', 'any', 'example examples sample samples template templates tmpl dist demo'],
  ['lock', 'last', 'lock lockfile lockb'],
  ['client', 'later', 'client'],
  ['server', 'later', 'server'],
];

const wordsAt = { first: new Map<string, number>(), later: new Map<string, number>(), last: new Map<string, number>() };
for (const [label, place, list] of words) {
  for (const word of list.split(' ')) {
    for (const at of place === 'any' ? (['first', 'later'] as const) : [place]) {
      wordsAt[at].set(word, (wordsAt[at].get(word) ?? 0) | bit[label]);
    }
  }
}

const lockNames: ReadonlySet<string> = new Set(
  'package-lock.json npm-shrinkwrap.json packages.lock.json pnpm-lock.yaml go.sum go.work.sum package.resolved .terraform.lock.hcl'.split(
    ' ',
  ),
);
/** `test_user.py`; and `UserTest.java`, `UserTests.cs`, told by case. */
const testFile = /^test_.*\.py$|[a-z\d](?:Test|Tests|Spec|IT)\.(?:java|kt|scala|groovy|cs|swift|php)$/;

/** Folders whose last word says so: `integration-tests`, `dockerTest`, `smoke_test`; `latest` and `contest` don't. */
const testFolder = /(?:[a-z\d]T|(?:^|[-_./])[Tt])est(?:s|ing)?(?:$|\/)|(?:[a-z\d]F|[-_.][Ff])ixtures?(?:$|\/)/;

/** Pieces of which every name with a label holds one: a cheap look that spares most names the long one. */
const labelled =
  /test|spec|e2e|mock|fixt|exampl|sampl|templ|tmpl|demo|dist|client|server|lock|sum$|resolv|shrink|mdx?$|mark|rst$|adoc|ascii|read|chang|contr|licen|hist|news|faq|it\./;

function readFolderBits(folder: string): number {
  let bits = 0;
  for (const name of folder.toLowerCase().split('/')) bits |= bitsByFolder.get(name) ?? 0;
  return testFolder.test(folder) ? bits | bit.test : bits;
}

function readNameBits(name: string): number {
  const lower = name.toLowerCase();
  if (!labelled.test(lower)) return 0;
  let bits = lockNames.has(lower) ? bit.lock : 0;
  if (testFile.test(name)) bits |= bit.test;
  let start = 0;
  for (let at = 0; at <= lower.length; at++) {
    const code = lower.charCodeAt(at);
    // `.`, `-`, `_`, or the end.
    if (code !== 46 && code !== 45 && code !== 95 && at < lower.length) continue;
    const word = lower.slice(start, at);
    bits |= (start === 0 ? wordsAt.first : wordsAt.later).get(word) ?? 0;
    if (at === lower.length && start > 0) bits |= wordsAt.last.get(word) ?? 0;
    start = at + 1;
  }
  return bits;
}

const sets = new Map<number, readonly Label[]>();
/** The folder that was asked about last: a scan goes through them in order. */
let last = { folder: '', bits: 0 };

/** The labels of a shown path, in the order of the model. */
export function tellLabels(path: string): readonly Label[] {
  const cut = path.lastIndexOf('/');
  const folder = cut < 0 ? '' : path.slice(0, cut);
  if (folder !== last.folder) last = { folder, bits: readFolderBits(folder) };
  const bits = last.bits | readNameBits(path.slice(cut + 1));
  let set = sets.get(bits);
  if (!set) {
    set = Object.freeze(labels.filter(label => (bits & bit[label]) !== 0));
    sets.set(bits, set);
  }
  return set;
}
