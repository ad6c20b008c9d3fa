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
  expect(() => parseMcunetJson('{"__proto__": {"resolution": 176}}', 'x.json')).toThrow(/resolution/);
});
