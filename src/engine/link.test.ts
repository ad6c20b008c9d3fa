import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError, toBase64url, utf8 } from '../core/lib/index.ts';
import { decodeLink, encodeLink, looksLikeLink } from './link.ts';
import { defaultRecipe, searchPresets, type Recipe } from './recipe.ts';

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

  test('cut anywhere, or with any character changed, is refused as input or is still a whole recipe', () => {
    const link = encodeLink(defaultRecipe);
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
      fc.property(fc.string({ maxLength: 300 }), fc.constantFrom('', '#1.', '#2.', 'https://x/#1.'), (text, start) => {
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
        expect(() => decodeLink(`#1.${toBase64url(deflateSync(utf8(json)))}`)).toThrow(InputError);
      }),
    );
  });

  test('a deflate bomb is dropped after 64 KiB', () => {
    const bomb = `#1.${toBase64url(deflateSync(new Uint8Array(8_000_000), { level: 9 }))}`;
    const began = performance.now();
    expect(() => decodeLink(bomb)).toThrow(/unpacks to more than 65536 bytes/);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('of another version says so', () => {
    expect(() => decodeLink('#2.AAAA')).toThrow('link: is of version 2; this Thimble reads version 1');
    expect(() => decodeLink('https://example.org/#intro')).toThrow(/does not begin with "#1."/);
  });
});
