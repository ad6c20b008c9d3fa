import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError, toBase64url, utf8 } from '../core/lib/index.ts';
import { readFileSync } from 'node:fs';
import { decodeLink, decodeShared, encodeLink, encodeResultLink, looksLikeLink } from './link.ts';
import { defaultRecipe, searchPresets, type Recipe } from './recipe.ts';
import { compareShared, type Shared, type SharedResult } from './shared.ts';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const recipes: fc.Arbitrary<Recipe> = fc.record({
  version: fc.constant(1 as const),
  task: fc.constant('keywords'),
  board: fc.constantFrom('stm32f446', 'rp2040', 'esp32s3'),
  budgets: fc.record({
    sramBytes: fc.option(fc.integer({ min: 1, max: 1 << 22 })),
    flashBytes: fc.option(fc.integer({ min: 1, max: 1 << 24 })),
    latencyMs: fc.option(fc.double({ min: 0.001, max: 1000, noNaN: true })),
    headroomBytes: fc.integer({ min: 0, max: 1 << 20 }),
  }),
  space: fc.constantFrom('dscnn', 'mcunet-w0.5-r144'),
  memoryModel: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
  training: fc.record({ ...Object.fromEntries(Object.entries(defaultRecipe.training).map(([key, value]) => [key, fc.constant(value)])), epochs: fc.integer({ min: 0, max: 100 }) }) as unknown as fc.Arbitrary<Recipe['training']>,
  search: fc.constantFrom(searchPresets.quick, searchPresets.published),
  quant: fc.record({ rounding: fc.constantFrom('double' as const, 'single' as const), calibration: fc.integer({ min: 1, max: 1000 }) }),
  seeds: fc.record({ data: uint32, weights: uint32, search: uint32 }),
  view: fc.record({ selected: fc.option(fc.stringMatching(/^dscnn_[0-2]{20}$/)), panel: fc.stringMatching(/^[a-z]{0,20}$/) }),
});

const results: fc.Arbitrary<SharedResult> = fc.record({
  genome: fc.stringMatching(/^dscnn_[0-2]{20}$/),
  hash: fc.stringMatching(/^[0-9a-f]{64}$/),
  accuracy: fc.record({ float: fc.double({ min: 0, max: 1, noNaN: true }), int8: fc.double({ min: 0, max: 1, noNaN: true }) }).map(({ float, int8 }) => ({ float: float + 0, int8: int8 + 0 })),
  macs: fc.nat({ max: 1e9 }),
  sramBytes: fc.nat({ max: 1 << 22 }),
  flashBytes: fc.nat({ max: 1 << 24 }),
  latencyMs: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
});

interface Golden extends Shared {
  readonly from: string;
  /** False of links that lack fields which came later. */
  readonly sameBytes: boolean;
  readonly link: string;
}

const packed = (version: number, value: unknown): string => `#${version}.${toBase64url(deflateSync(utf8(JSON.stringify(value))))}`;

/** Links as they were sent, each written by the Thimble of its day. A row is added with every new field, and never changed. */
const GOLDEN = JSON.parse(readFileSync(new URL('./link.golden.json', import.meta.url), 'utf8')) as readonly Golden[];

describe('a link once sent', () => {
  test.each(GOLDEN)('opens for ever as what it was: $from', ({ link, recipe, result, sameBytes }) => {
    expect(decodeShared(link)).toEqual({ recipe, result });
    expect(decodeLink(`https://example.org/thimble/${link}\n`)).toEqual(recipe);
    if (sameBytes) expect(result === null ? encodeLink(recipe) : encodeResultLink({ recipe, result })).toBe(link);
  });
});

describe('a link with a result', () => {
  test('gives back recipe and result, in fewer than 1400 characters; where only the recipe is asked for, that', () => {
    fc.assert(
      fc.property(recipes, results, (recipe, result) => {
        const link = encodeResultLink({ recipe, result });
        expect(link.length).toBeLessThan(1400);
        expect(decodeShared(link)).toEqual({ recipe, result });
        expect(decodeLink(link)).toEqual(recipe);
        expect(looksLikeLink(link)).toBe(true);
      }),
    );
  });

  const whole = decodeShared(GOLDEN.find(({ result }) => result !== null)?.link ?? '').result as SharedResult;
  test.each<[string, unknown, RegExp]>([
    ['a hash too short', { ...whole, hash: 'abc' }, /^link\.result\.hash: "abc" is not a SHA-256/],
    ['a hash that is a script', { ...whole, hash: '<script>' }, /^link\.result\.hash: /],
    ['more than all right', { ...whole, accuracy: { float: 1, int8: 1.01 } }, /^link\.result\.accuracy\.int8: 1\.01 is not a number from 0 to 1$/],
    ['half a byte', { ...whole, sramBytes: 0.5 }, /^link\.result\.sramBytes: 0\.5 is not a whole number/],
    ['no time', { ...whole, latencyMs: undefined }, /^link\.result\.latencyMs: is missing$/],
    ['a field of its own', { ...whole, praise: 'best' }, /^link\.result: unknown field "praise"/],
    ['nothing', null, /^link\.result: null is not an object$/],
  ])('that tells of %s is refused in one sentence', (_, result, message) => {
    expect(() => decodeShared(packed(2, { recipe: defaultRecipe, result }))).toThrow(message);
  });

  test('and something beside it is refused', () => {
    expect(() => decodeShared(packed(2, { recipe: defaultRecipe, result: whole, more: 1 }))).toThrow(/^link: unknown field "more"/);
    expect(() => decodeShared(packed(2, defaultRecipe))).toThrow(InputError);
  });

  test('differs from a run exactly in the fields that differ', () => {
    const names = (here: SharedResult): string[] => compareShared(whole, here).filter(({ same }) => !same).map(({ field }) => field);
    expect(names(whole)).toEqual([]);
    expect(names({ ...whole, macs: whole.macs + 1, accuracy: { ...whole.accuracy, float: 0 } })).toEqual(['accuracyFloat', 'macs']);
  });
});

describe('a link', () => {
  test('gives back the recipe, in fewer than 1200 characters, alone or at the end of an address', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const link = encodeLink(recipe);
        expect(link.length).toBeLessThan(1200);
        expect(decodeLink(link)).toEqual(recipe);
        expect(decodeLink(`https://example.org/thimble/?a=1${link}`)).toEqual(recipe);
        expect(looksLikeLink(link)).toBe(true);
      }),
    );
  });

  test('of the same recipe is the same text, whatever the order of its fields', () => {
    const { version, ...rest } = defaultRecipe;
    const shuffled = { ...Object.fromEntries(Object.entries(rest).reverse()), version } as unknown as Recipe;
    expect(encodeLink(shuffled)).toBe(encodeLink(defaultRecipe));
  });

  test('written before training had its newer choices opens with those off', () => {
    const { schedule: _s, kernelTransform: _k, augmentation: _a, mixup: _m, ...training } = defaultRecipe.training;
    const old = { ...defaultRecipe, training: { ...training, learningRate: 0.001 } };
    const opened = decodeLink(`#1.${toBase64url(deflateSync(utf8(JSON.stringify(old))))}`);
    expect(opened).toEqual({ ...defaultRecipe, training: { ...defaultRecipe.training, learningRate: 0.001 } });
    expect(opened.training).toMatchObject({ schedule: 'sampled', kernelTransform: false, augmentation: 1, mixup: 0 });
  });

  test.each(GOLDEN.filter(({ result, sameBytes }) => result !== null || sameBytes))('cut anywhere, or with any character changed, is refused as input or is still a whole recipe: $from', ({ link }) => {
    fc.assert(
      fc.property(fc.nat({ max: link.length - 1 }), fc.constantFrom('A', 'z', '0', '_', '%', '\0'), fc.boolean(), (at, char, cut) => {
        const broken = cut ? link.slice(0, at) : link.slice(0, at) + char + link.slice(at + 1);
        try {
          expect(decodeLink(broken).version).toBe(1);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any text at all either opens or is refused as input', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.constantFrom('', '#1.', '#2.', '#3.', 'https://x/#1.'), (text, start) => {
        try {
          decodeLink(start + text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  test('deflated JSON that is no recipe is refused as input', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        for (const version of [1, 2]) expect(() => decodeLink(`#${version}.${toBase64url(deflateSync(utf8(json)))}`)).toThrow(InputError);
      }),
    );
  });

  test('a deflate bomb is dropped after 64 KiB', () => {
    const bomb = toBase64url(deflateSync(new Uint8Array(8_000_000), { level: 9 }));
    const began = performance.now();
    for (const version of [1, 2]) expect(() => decodeLink(`#${version}.${bomb}`)).toThrow(/unpacks to more than 65536 bytes/);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('of another version says so', () => {
    expect(() => decodeLink('#3.AAAA')).toThrow('link: is of version 3; this Thimble reads versions 1 and 2');
    expect(() => decodeLink('https://example.org/#intro')).toThrow(/does not begin with "#1\." or "#2\."/);
  });
});
