/** Archives that are broken, that lie, or that are made to do harm: told with a clear word, and what could be read is kept. */

import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../src/unfold/archive/budget.ts';
import { makeTar, makeZip, openAll, tarHeader } from './build.ts';

const MiB = 1 << 20;
const two = [
  { name: 'one.env', bytes: 'A=1\n'.repeat(50) },
  { name: 'two.env', bytes: 'B=2\n'.repeat(50) },
];
const both = { 'a!one.env': two[0]!.bytes, 'a!two.env': two[1]!.bytes };

const kinds: readonly (readonly [string, Buffer])[] = [
  ['zip', makeZip(two)],
  ['zip, stored', makeZip(two.map(it => ({ ...it, method: 0 })))],
  ['zip, piped', makeZip(two.map(it => ({ ...it, descriptor: true })))],
  [
    'zip64',
    makeZip(
      two.map(it => ({ ...it, zip64: true })),
      { zip64: true },
    ),
  ],
  ['tar', makeTar(two)],
  ['tgz', gzipSync(makeTar(two))],
  ['gz', gzipSync(two[0]!.bytes)],
  ['zip in zip', makeZip([{ name: 'in.zip', bytes: makeZip(two), method: 0 }])],
];

/** Opens what may be no archive any more. */
function openIfArchive(bytes: Buffer): ReturnType<typeof openAll> | undefined {
  try {
    return openAll(bytes);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no archive: {')) return undefined;
    throw error;
  }
}

describe('an archive that is cut off', () => {
  it.each(kinds)('%s: at any byte keeps what stands before, and says so', (_name, whole) => {
    const { texts } = openAll(whole);
    for (let length = 0; length < whole.length; length++) {
      const opened = openIfArchive(whole.subarray(0, length));
      if (opened === undefined) continue;
      for (const [path, text] of Object.entries(opened.texts)) {
        const known = Object.entries(texts).find(([other]) => other.endsWith(path.slice(path.lastIndexOf('!'))));
        // The beginning of an archive that is shorter than what it is known by is a file like any other.
        if (known === undefined) expect(['a!data', 'a!in.zip']).toContain(path);
        else expect(known[1].startsWith(text)).toBe(true);
      }
      // A tape archive may end without a mark, and is then whole.
      const isWhole = JSON.stringify(Object.values(opened.texts)) === JSON.stringify(Object.values(texts));
      if (!isWhole && length % 512 !== 0) expect(opened.failed).not.toEqual([]);
    }
  });

  it('zip: without its directory gives the members before', () => {
    for (const [, whole] of kinds.slice(0, 3)) {
      const cut = whole.subarray(0, whole.indexOf('PK\x01\x02'));
      const { texts, failed } = openAll(cut);
      expect(failed).toEqual(['a: has no directory at its end: only what stands before was scanned']);
      expect(texts).toEqual(both);
    }
  });

  it('tgz: gives the members before', () => {
    const large = gzipSync(
      makeTar([...two, { name: 'three', bytes: Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i) % 253)) }]),
    );
    const { texts, failed } = openAll(large.subarray(0, large.length - 100));
    expect(texts).toMatchObject(both);
    expect(failed).toEqual(['a: ends too early']);
  });
});

describe('an archive with wrong bytes', () => {
  it.each(kinds)('%s: never throws, and ends', (_name, whole) => {
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, list => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of list) bytes[at] = value;
        openIfArchive(bytes);
      }),
      { numRuns: 400 },
    );
  });

  it.each([0, 8])('a checksum that does not fit is told, and the member scanned (method %i)', method => {
    const { texts, failed } = openAll(makeZip([{ ...two[0]!, method, crc: 1 }, two[1]!]));
    expect(texts).toEqual(both);
    expect(failed).toEqual(['a!one.env: does not fit its checksum']);
  });

  it('the same in gzip', () => {
    const bytes = gzipSync('A=1\n');
    bytes[bytes.length - 8]! ^= 1;
    expect(openAll(bytes, 'a.gz')).toMatchObject({
      texts: { 'a.gz!a': 'A=1\n' },
      failed: ['a.gz!a: does not fit its checksum'],
    });
  });

  it('a member that is corrupt costs none of its neighbours', () => {
    const packed = deflateRawSync('A=1\n'.repeat(2000));
    packed.fill(0xff, packed.length >> 1);
    const { texts, failed } = openAll(makeZip([{ name: 'one.env', packed, told: 8000 }, two[1]!]));
    expect(texts['a!two.env']).toBe(two[1]!.bytes);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatch(/^a!one\.env: (?:is corrupt|ends too early)$/);
  });

  it('a member that stands nowhere is corrupt', () => {
    const whole = makeZip(two);
    whole.writeUInt32LE(1_000_000, whole.indexOf('PK\x01\x02') + 42);
    expect(openAll(whole)).toMatchObject({ texts: { 'a!two.env': two[1]!.bytes }, failed: ['a!one.env: is corrupt'] });
  });
});

describe('an archive that lies', () => {
  it.each([1, 40, 100_000, 0xfffffff0])('of a size of %i: all that is there is scanned', told => {
    const { texts, failed } = openAll(makeZip([{ ...two[0]!, told }, two[1]!]));
    expect(texts).toEqual(both);
    expect(failed).toEqual(['a!one.env: has another size than its archive says']);
  });

  it('of more than it has', () => {
    const { texts, failed } = openAll(makeZip([two[0]!, { ...two[1]!, toldPacked: 100_000 }]));
    expect(texts).toEqual({ 'a!one.env': two[0]!.bytes });
    expect(failed).toEqual(['a: tells of more bytes than it has: the rest was not scanned']);
  });

  it('tar: of more than it has', () => {
    const { texts, failed } = openAll(makeTar([two[0]!, { ...two[1]!, size: 8 ** 11 }]));
    expect(texts['a!two.env']?.startsWith('B=2\n')).toBe(true);
    expect(failed).toEqual(['a: ends too early']);
  });

  it('tar: of a size that is no number', () => {
    const header = tarHeader(Buffer.from('x'), 0, '0');
    header.fill(0xff, 124, 136);
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    expect(openAll(header).failed).toEqual(['a: is corrupt']);
  });

  it.each(['-5 path=x\n', '0 a=b\n', '99999 path=x\n', 'path', '7 size=1e99\n', '22 size=99999999999999999\n'])(
    'pax: %j',
    record => {
      const { failed } = openAll(makeTar([{ name: 'p', type: 'x', bytes: record }, two[0]!]));
      expect(failed).toEqual(['a: is corrupt']);
    },
  );

  it('about what it is', () => {
    for (const head of ['PK\x03\x04', 'PK\x05\x06', '\x1f\x8b\x08', 'Cr24\x03\0\0\0', '!<arch>\n']) {
      const { texts, failed } = openAll(Buffer.from(`${head}\0\x01\x02 nothing of the kind \0`, 'latin1'));
      expect(texts).toEqual({});
      expect(failed).toHaveLength(1);
    }
  });
});

describe('names', () => {
  it.each([
    '/etc/passwd',
    '../../out.env',
    'a\nb.env',
    '\x1b[31mred',
    'C:\\x',
    'a!b',
    '',
    ' ',
    '.',
    'x'.repeat(65_000),
  ])('stay as they are: %j', name => {
    expect(openAll(makeZip([{ name, bytes: 'x' }])).texts).toEqual({ [`a!${name}`]: 'x' });
  });

  it('that are not UTF-8 show their bytes', () => {
    expect(openAll(makeZip([{ name: Buffer.from('caf\xe9', 'latin1'), bytes: 'x' }])).texts).toEqual({
      'a!caf\\xe9': 'x',
    });
    expect(openAll(makeTar([{ name: Buffer.from('caf\xe9', 'latin1'), bytes: 'x' }])).texts).toEqual({
      'a!caf\\xe9': 'x',
    });
  });

  it('may stand twice', () => {
    const { texts, failed } = openAll(
      makeTar([
        { name: 'x', bytes: '1' },
        { name: 'x', bytes: '2' },
      ]),
    );
    expect([texts, failed]).toEqual([{ 'a!x': '2' }, []]);
  });
});

describe('a bomb', () => {
  const zeros = deflateRawSync(Buffer.alloc(20 * MiB));

  it('of one member is scanned up to its limit', () => {
    const { texts, failed } = openAll(
      makeZip([
        { name: 'x', bytes: 'a'.repeat(3 * MiB) },
        { name: 'y', bytes: 'b' },
      ]),
      'a',
      { maxMemberBytes: MiB },
    );
    expect(texts['a!x']).toBe('a'.repeat(MiB));
    expect(texts['a!y']).toBe('b');
    expect(failed).toEqual(['a!x: is too large to be unpacked whole: its end was not scanned']);
  });

  it('the same in a tgz, and what stands behind it is found', () => {
    const tgz = gzipSync(
      makeTar([
        { name: 'x', bytes: 'a'.repeat(3 * MiB + 5) },
        { name: 'y', bytes: 'b' },
      ]),
    );
    const { texts, failed } = openAll(tgz, 'a', { maxMemberBytes: MiB });
    expect(texts['a!x']).toBe('a'.repeat(MiB));
    expect(texts['a!y']).toBe('b');
    expect(failed).toEqual(['a!x: is too large to be unpacked whole: its end was not scanned']);
  });

  it('of exactly the limit is no bomb', () => {
    expect(openAll(gzipSync('a'.repeat(MiB)), 'a.gz', { maxMemberBytes: MiB }).failed).toEqual([]);
    expect(openAll(makeZip([{ name: 'x', bytes: 'a'.repeat(MiB) }]), 'a', { maxMemberBytes: MiB }).failed).toEqual([]);
  });

  it('of many members that are large in all', () => {
    const members = Array.from({ length: 100 }, (_, index) => ({
      name: `${index}`,
      packed: zeros,
      told: 20 * MiB,
      crc: 0,
    }));
    const start = performance.now();
    const { failed, texts } = openAll(makeZip(members), 'a', { maxBytes: () => 64 * MiB });
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(Object.keys(texts).length).toBeLessThan(5);
    expect(failed.at(-1)).toBe('a: unpacks to more than 64 MiB: the rest was not scanned');
  });

  it('of archives in archives, as small as it is', () => {
    const level = (bytes: Buffer, count: number) =>
      makeZip(Array.from({ length: count }, (_, index) => ({ name: `${index}`, bytes })));
    const whole = level(level(level(makeZip([{ name: 'z', packed: zeros, told: 20 * MiB }]), 16), 16), 16);
    expect(whole.length).toBeLessThan(100_000);
    const { failed } = openAll(whole);
    expect(failed.filter(it => it.startsWith('a: '))).toEqual([
      `a: unpacks to more than ${Math.floor(defaultLimits.maxBytes(whole.length) / MiB)} MiB: the rest was not scanned`,
    ]);
  });

  it('whose members share their bytes', () => {
    const shared = Array.from({ length: 1000 }, (_, index) => ({
      name: `${index}`,
      packed: zeros,
      told: 20 * MiB,
      crc: 0,
      ...(index > 0 && { sharedWith: 0 }),
    }));
    const { failed, texts } = openAll(makeZip(shared));
    expect(Object.keys(texts).length).toBeLessThan(10);
    expect(failed.at(-1)).toMatch(
      /^a: (?:tells of more bytes than it has|unpacks to more than \d+ MiB): the rest was not scanned$/,
    );
  });

  it('of gzip in gzip', () => {
    let bytes: Buffer = Buffer.alloc(20 * MiB);
    for (let round = 0; round < 10; round++) bytes = gzipSync(bytes);
    expect(openAll(bytes, 'a.gz').failed).toEqual([
      expect.stringMatching(/is nested deeper than 4 archives: not opened$/),
    ]);
  });

  it('of empty members: a hundred thousand are told of, more are too many', () => {
    const empty = (count: number) =>
      makeZip(Array.from({ length: count }, (_, index) => ({ name: `${index}`, method: 0 })));
    const start = performance.now();
    expect(openAll(empty(100_000)).failed).toEqual([]);
    expect(openAll(empty(100_001)).failed).toEqual(['a: holds more than 100000 members: the rest was not scanned']);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('that holds itself ends', () => {
    const own = makeZip([{ name: 'z', bytes: makeZip([{ name: 'z', bytes: makeZip(two) }]) }]);
    expect(openAll(own, 'a', { maxDepth: 2 }).failed).toEqual(['a!z!z: is nested deeper than 2 archives: not opened']);
  });
});

describe('what is not opened', () => {
  it.each([1, 0x41])('an encrypted member (flags %i) is skipped', flags => {
    const { texts, skipped, failed } = openAll(makeZip([{ ...two[0]!, flags }, two[1]!]));
    expect(texts).toEqual({ 'a!two.env': two[1]!.bytes });
    expect(skipped).toEqual(['a!one.env: an encrypted member, not opened']);
    expect(failed).toEqual([]);
  });

  it.each([9, 12, 14, 93, 95, 98, 99])('a member of method %i is skipped', method => {
    const { skipped, failed } = openAll(makeZip([{ name: 'x', packed: brotliCompressSync('x'), method, told: 9 }]));
    expect(skipped).toHaveLength(1);
    expect(failed).toEqual([]);
  });
});

describe('a pause', () => {
  it('comes often while much is unpacked', () => {
    expect(openAll(gzipSync(Buffer.alloc(100 * MiB)), 'a.gz', { maxBytes: () => 200 * MiB }).steps).toBeGreaterThan(90);
  });
});
