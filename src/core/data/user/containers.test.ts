/** Archives as programs write them, then as an attacker would: what comes out is bounded, or there is an InputError. */
import fc from 'fast-check';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { InputError, fromUtf8 } from '../../lib/index.ts';
import { gunzip, inflate } from './inflate.ts';
import { openFiles } from './open.ts';
import { Problems } from './problems.ts';
import { file, joined, tar } from './testing/encode.ts';
import type { DataFile } from './types.ts';
import { openZip } from './zip.ts';

async function opened(...files: DataFile[]): Promise<{ names: string[]; texts: string[]; causes: string[] }> {
  const problems = new Problems();
  const steps = openFiles(files, problems);
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  const texts: string[] = [];
  for (const one of step.value) {
    try {
      texts.push(fromUtf8(await one.read(0, one.size)));
    } catch (error) {
      problems.caught(error, one.path);
    }
  }
  return { names: step.value.map(({ path }) => path), texts, causes: problems.listed.map(({ cause }) => cause) };
}

const zip = zipSync({ 'b/two.txt': strToU8('two two two two two'), 'a/one.txt': [strToU8('one'), { level: 0 }], '__MACOSX/a/._one.txt': strToU8('x') });
const both = { names: ['a/one.txt', 'b/two.txt'], texts: ['one', 'two two two two two'], causes: [] };

test('zip: stored and deflated files, by content and not by name, in the order of their paths', async () => {
  expect(await opened(file('data.bin', zip))).toEqual(both);
});

test('a member read piece by piece is unpacked once, and one between two pieces takes nothing from it', async () => {
  const long = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
  const whole = file('a.zip', zipSync({ 'a/long.bin': long, 'a/other.bin': strToU8('other') }));
  let bytes = 0;
  const counted: DataFile = { ...whole, read: async (start, end) => {
    const piece = await whole.read(start, end);
    bytes += piece.length;
    return piece;
  } };
  const [first, other] = await openZip(counted, new Problems());
  bytes = 0;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < long.length; at += 100) pieces.push(await first.read(at, at + 100));
  expect(joined(...pieces)).toEqual(long);
  expect(bytes).toBeLessThan(whole.size);
  expect(fromUtf8(await other.read(0, 5))).toBe('other');
  expect(await first.read(4900, 6000)).toEqual(long.subarray(4900));
});

test('tar and tar.gz, with long names of both kinds', async () => {
  const long = `${'d/'.repeat(60)}e.txt`;
  const pax = `path=${long}\n`;
  const entries = [
    { name: '././@LongLink', kind: 'L', body: strToU8(`${long}\0`) }, { name: 'cut', body: strToU8('long') },
    { name: 'b/', kind: '5' }, { name: 'pax', kind: 'x', body: strToU8(`${String(pax.length + 4)} ${pax}`) }, { name: 'cut', body: strToU8('pax') }, { name: 'b/link', kind: '2' },
  ];
  const wanted = { names: ['b/', long, long], texts: ['', 'long', 'pax'], causes: [] };
  expect(await opened(file('a.tar', tar(entries)))).toEqual(wanted);
  expect(await opened(file('a.tgz', gzipSync(tar(entries))))).toEqual(wanted);
});

test('gzip alone and inside a zip; several members are one file; an archive in an archive is left out', async () => {
  const twice = joined(gzipSync(strToU8('ab')), gzipSync(strToU8('cd')));
  expect(await opened(file('x/a.txt.gz', twice))).toEqual({ names: ['x/a.txt'], texts: ['abcd'], causes: [] });
  expect(await opened(file('a.zip', zipSync({ 'x/a.txt.gz': twice, 'b.zip': zip })))).toEqual({ names: ['x/a.txt'], texts: ['abcd'], causes: ['is an archive within an archive; unpack it first'] });
});

describe('bombs and damage', () => {
  const edit = (at: number, value: number, bytes = zip): Uint8Array => {
    const copy = bytes.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };
  const central = zip.findIndex((_, i) => zip[i] === 0x50 && zip[i + 1] === 0x4b && zip[i + 2] === 1);
  const end = zip.length - 22;

  test.each([
    ['more comes out than is stated', edit(central + 24, 5), 'unpacks to more than 5 bytes'],
    ['a size that deflate cannot reach', edit(central + 24, 1e8), 'cannot unpack to the 100000000'],
    ['an absurd size', edit(central + 24, 2e9), 'at most 512 MiB'],
    ['files that share bytes', edit(central + 20, zip.length), 'zip bomb'],
    ['encrypted', edit(central + 8, 1 | (8 << 16)), 'encrypted'],
    ['no end', zip.subarray(0, zip.length - 10), 'truncated'],
    ['a table of contents elsewhere', edit(end + 16, 1e6), 'outside the file'],
  ])('zip: %s', async (_, bytes, cause) => {
    expect((await opened(file('a.zip', bytes))).causes.join()).toContain(cause);
  });

  test('gzip: what is beyond the bound is neither unpacked nor held, whatever the members', async () => {
    const member = gzipSync(new Uint8Array(2 ** 22), { level: 9 });
    await expect(gunzip(file('a.gz', joined(member, member, member)), 2 ** 23)).rejects.toThrow('a.gz: unpacks to more than 8 MiB; unpack it and give the folder, which is read file by file');
    expect((await gunzip(file('a.gz', joined(member, member)), 2 ** 23)).length).toBe(2 ** 23);
  });

  test('a file that unpacks to less than it should is truncated', () => {
    expect(() => inflate(Uint8Array.of(3, 0), 'deflate', 9, 'x')).toThrow(InputError);
  });

  test('any bytes: only InputErrors, which are listed', async () => {
    const whole = [zip, tar([{ name: 'a/b', body: strToU8('body') }, { name: 'long', kind: 'L', body: strToU8('x/y\0') }, { name: 'c' }]), gzipSync(strToU8('a text'))];
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 5 }), fc.nat(2000), async (which, edits, cut) => {
        const bytes = whole[which].slice();
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        await opened(file('x', cut < 1000 ? bytes.subarray(0, cut % bytes.length) : bytes));
      }),
      { numRuns: 1500 },
    );
  });
});
