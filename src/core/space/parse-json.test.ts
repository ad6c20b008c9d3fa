import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { parseMcunetJson, publishedNetworks } from './index.ts';

const FOLDER = '../shared/fixtures/nas';
const files: [file: string, name: string][] = [['mcunet-256kb-1mb_imagenet.json', 'mcunet-in2'], ['mcunet-320kb-1mb_imagenet.json', 'mcunet-in3']];

describe.skipIf(!existsSync(FOLDER))('the published files (need the shared fixtures)', () => {
  const text = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');

  test.each(files)('%s is %s as quoted in short form', (file, name) => {
    const { name: read, ...rest } = parseMcunetJson(text(file), `nets/${file}`);
    const { name: _, ...short } = publishedNetworks.find((net) => net.name === name)!;
    expect(rest).toEqual(short);
    expect(read).toBe(file.slice(0, -5));
  });

  test('cut short or altered anywhere, the file is read or refused with its name', () => {
    const whole = text(files[1][0]);
    const alteration = fc.tuple(fc.nat(whole.length), fc.nat(12), fc.string({ maxLength: 6 }));
    fc.assert(fc.property(alteration, ([at, length, put]) => {
      for (const altered of [whole.slice(0, at), whole.slice(0, at) + put + whole.slice(at + length)]) {
        try {
          parseMcunetJson(altered, 'net.json');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toContain('net.json');
        }
      }
    }), { numRuns: 200 });
  });

  test.each<[string, string, string, RegExp]>([
    ['a channel count that does not follow', '"in_channels": 8', '"in_channels": 9', /net\.json, blocks\[1\].*9 does not follow on 8/],
    ['squeeze-and-excite', '"use_se": false', '"use_se": true', /blocks\[0\]\.mobile_inverted_conv\.use_se: true is not supported/],
    ['a kernel of even size', '"kernel_size": 7', '"kernel_size": 6', /must be odd/],
    ['a resolution beyond reason', '"resolution": 176', '"resolution": 1e9', /resolution: 1000000000 must be/],
    ['another head', '"in_features": 160', '"in_features": 320', /classifier.in_features/],
  ])('%s is named', (_, from, to, message) => {
    expect(() => parseMcunetJson(text(files[1][0]).replace(from, to), 'net.json')).toThrow(message);
  });
});

test('any JSON value is read or refused clearly', () => {
  fc.assert(fc.property(fc.json(), (json) => {
    expect(() => parseMcunetJson(json, 'x.json')).toThrow(InputError);
  }));
  const deep = '['.repeat(1e6) + ']'.repeat(1e6);
  expect(() => parseMcunetJson(`{"resolution": ${deep}}`, 'x.json')).toThrow(/a list must be a whole number/);
  expect(() => parseMcunetJson('{"__proto__": {"resolution": 176}}', 'x.json')).toThrow(/resolution: is missing: a whole number from 16 to 1024/);
});

describe('size', () => {
  const conv = (inChannels: number, outChannels: number, ratio: number) => ({ in_channels: inChannels, out_channels: outChannels, kernel_size: 3, stride: 1, expand_ratio: ratio });
  const network = (blocks: object[], last: number): string =>
    JSON.stringify({ resolution: 32, first_conv: { in_channels: 3, out_channels: 8, kernel_size: 3, stride: 2 }, blocks, classifier: { in_features: last, out_features: 10 } });

  test('a plain network of one block is read', () => {
    const { blocks, stem, classes } = parseMcunetJson(network([{ mobile_inverted_conv: conv(8, 16, 6), shortcut: null }], 16), 'x.json');
    expect([stem.outChannels, blocks[0].midChannels, blocks[0].outChannels, classes]).toEqual([8, 48, 16, 10]);
  });

  test('more weights than any microcontroller holds, or blocks without end, are refused before anything is built', () => {
    const wide = [{ mobile_inverted_conv: conv(8, 8192, 1) }, { mobile_inverted_conv: conv(8192, 8192, 1) }];
    // stem 3 x 3 x 3 x 8; depthwise 9 x 8 and 9 x 8192; projections 8 x 8192 and 8192 x 8192; classifier 8192 x 10
    expect(() => parseMcunetJson(network(wide, 8192), 'x.json')).toThrow(`x.json: ${216 + 72 + 8 * 8192 + 9 * 8192 + 8192 * 8192 + 81_920} weights; at most 33554432`);
    const endless = new Array(20_000).fill({ mobile_inverted_conv: conv(8, 8, 1) });
    expect(() => parseMcunetJson(network(endless, 8), 'x.json')).toThrow('must be a list of 1 to 200 blocks');
  });
});
