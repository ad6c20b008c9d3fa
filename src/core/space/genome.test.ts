import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError, Rng } from '../lib/index.ts';
import {
  canonical, countNetworks, cross, decodeGenome, depthOf, dscnnGrid, dscnnSpace, dscnnWide, encodeGenome, findSpace, isSubspace, largest, mcunetGrid, mcunetSpace,
  mutate, sampleGenome, sideOf, smallest, spaceForTask, toArchitecture, toyboxGrid, toyboxSpace, type Space,
} from './index.ts';

const spaces = [mcunetSpace({ width: 0.5, resolution: 144 }), mcunetSpace({ width: 1, resolution: 48, expands: [3, 4, 5, 6], classes: 10 }), ...dscnnGrid(), dscnnSpace({ input: [128, 6], classes: 4 }), dscnnWide(), dscnnSpace({ widths: [0.125, 1] }), toyboxSpace(), toyboxSpace({ widths: [0.5], resolutions: [28, 32], channels: 1, classes: 2 })];
const anySpace = fc.constantFrom(...spaces);
const seed = fc.integer({ min: 0, max: 2 ** 31 });

/** A genome drawn from all genes, those without effect too. */
const anyGenome = anySpace.chain((space) =>
  fc.tuple(...space.choices.map((choice) => fc.integer({ min: 0, max: choice.options.length - 1 }))).map((genes) => ({ space, genome: { space: space.id, genes } })),
);

describe('counting', () => {
  test('five elastic stages of three kernels and three expansions hold 2.18e19 networks, the sixth stage nine times more', () => {
    const fiveStages = (9n ** 2n + 9n ** 3n + 9n ** 4n) ** 5n;
    expect(Number(fiveStages) / 1e19).toBeCloseTo(2.18, 2);
    expect(countNetworks(mcunetSpace({ width: 0.5, resolution: 144 }))).toBe(fiveStages * 9n);
    expect(Number(fiveStages * 9n) / 1e20).toBeCloseTo(1.96, 2);
  });
  test('with expansion 5 there are 7.1e22', () => {
    expect(Number(countNetworks(mcunetSpace({ width: 0.5, resolution: 144, expands: [3, 4, 5, 6] }))) / 1e22).toBeCloseTo(7.1, 1);
  });
  test('the audio space holds three times what one width holds', () => {
    expect(countNetworks(dscnnSpace())).toBe(3n * countNetworks(dscnnSpace({ widths: [0.5] })));
    expect(countNetworks(dscnnSpace({ widths: [1] }))).toBe((9n + 81n) * (9n + 81n + 729n) ** 2n);
  });
  test('resolution multiplies the toy box, as width does', () => {
    expect(countNetworks(toyboxSpace())).toBe(12n * (9n + 81n) * (9n + 81n + 729n) ** 2n * 9n);
    expect(countNetworks(toyboxSpace())).toBe(12n * countNetworks(toyboxSpace({ widths: [0.5], resolutions: [48] })));
  });
  test('the count is the number of canonical genomes', () => {
    const space: Space = { ...dscnnSpace(), kernels: [3], expands: [2, 3], choices: dscnnSpace().choices };
    const seen = new Set<string>();
    const options = space.choices.map(({ name, options: all }) => (name.endsWith('kernel') ? [3] : name.endsWith('expand') ? [2, 3] : all));
    const small = { ...space, choices: space.choices.map((choice, i) => ({ ...choice, options: options[i] })) };
    const rng = new Rng(1);
    for (let i = 0; i < 250_000; i++) seen.add(encodeGenome(sampleGenome(small, rng)));
    expect(BigInt(seen.size)).toBe(countNetworks(small)); // 3 x 6 x 14 x 14 = 3528
  });
});

describe('the grid of stage 1', () => {
  test('has 108 spaces with distinct ids that lead back to them', () => {
    const ids = mcunetGrid().map((space) => space.id);
    expect(new Set(ids).size).toBe(108);
    for (const space of [...mcunetGrid(), ...toyboxGrid(), ...spaces]) expect(findSpace(space.id)).toEqual(space);
  });
  test.each(['mcunet', 'mcunet-w0.50-r144', 'mcunet-w0.5-r144-e346', 'mcunet-w0.5-r144-c1000', 'mcunet-w9-r144', 'mcunet-w0.5-r16', 'dscnn-w0.6', 'dscnn-w1w0.5', 'dscnn-i49x10', 'dscnn-i4x4', 'toybox-r96r32', 'toybox-r32r48r64r96', 'toybox-r8', 'toybox-w0.3', 'toybox-c10', '', '__proto__', 'x'.repeat(1e5)])(
    'refuses the id %j',
    (id) => expect(() => findSpace(id)).toThrow(InputError),
  );
});

describe('genomes', () => {
  test('round-trip through text', () => {
    fc.assert(fc.property(anyGenome, ({ genome }) => {
      const text = encodeGenome(genome);
      expect(text.startsWith(genome.space)).toBe(true);
      expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
      expect(decodeGenome(text)).toEqual(genome);
    }));
  });
  test('any text is a genome or a clear refusal', () => {
    const mangled = fc.tuple(anyGenome, fc.nat(60), fc.string({ maxLength: 3 })).map(([{ genome }, at, put]) => {
      const text = encodeGenome(genome);
      return text.slice(0, at) + put + text.slice(at + 1);
    });
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), mangled), (text) => {
      try {
        expect(encodeGenome(decodeGenome(text))).toBe(text);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }), { numRuns: 500 });
    expect(() => decodeGenome('dscnn_' + '0'.repeat(1e6))).toThrow(InputError);
  });
  test('equal networks have equal canonical genomes, and canonical changes no network', () => {
    fc.assert(fc.property(anyGenome, ({ space, genome }) => {
      const same = canonical(space, genome);
      expect(toArchitecture(space, same).blocks).toEqual(toArchitecture(space, genome).blocks);
      expect(canonical(space, same)).toEqual(same);
    }));
  });
  test('sampling, mutating and crossing give canonical genomes of the space', () => {
    fc.assert(fc.property(anySpace, seed, fc.double({ min: 0, max: 1, noNaN: true }), (space, s, probability) => {
      const rng = new Rng(s);
      const a = sampleGenome(space, rng);
      const b = sampleGenome(space, rng);
      for (const genome of [a, b, mutate(space, a, rng, probability), cross(space, a, b, rng)]) expect(canonical(space, genome)).toEqual(genome);
      expect(mutate(space, a, rng, 0)).toEqual(a);
      expect(cross(space, a, a, rng)).toEqual(a);
    }));
  });
  test('every block of a child is a block of a parent, kernel and expansion each', () => {
    fc.assert(fc.property(anySpace, seed, (space, s) => {
      const rng = new Rng(s);
      const [a, b] = [sampleGenome(space, rng), sampleGenome(space, rng)];
      const child = cross(space, a, b, rng);
      for (const stage of space.stages) {
        for (let block = 0; block < depthOf(stage, child.genes); block++) {
          const owners = [a, b].filter((parent) => block < depthOf(stage, parent.genes));
          for (const at of [stage.blockGene + 2 * block, stage.blockGene + 2 * block + 1]) {
            expect(owners.map((parent) => parent.genes[at])).toContain(child.genes[at]);
          }
        }
      }
    }));
  });
  test('of another space or with an impossible gene are refused by name', () => {
    const [space, other] = spaces;
    expect(() => toArchitecture(space, smallest(other))).toThrow(/space/);
    expect(() => toArchitecture(space, { space: space.id, genes: smallest(space).genes.map((_, i) => (i === 1 ? 3 : 0)) })).toThrow(/stage1.depth.*0 to 2/);
  });
});

test('the last gene is the side of the image, and changes no layer but by its extent', () => {
  const space = toyboxSpace();
  const genes = [...largest(space).genes];
  const { input, ...whole } = toArchitecture(space, largest(space));
  expect(input).toEqual([96, 96, 3]);
  genes[genes.length - 1] = 0;
  expect(sideOf(space, genes)).toBe(32);
  const small = toArchitecture(space, { space: space.id, genes });
  expect(small).toEqual({ ...whole, name: small.name, input: [32, 32, 3] });
});

test('a task gets the space that takes its examples', () => {
  const id = (...args: Parameters<typeof spaceForTask>): string => spaceForTask(...args).id;
  expect(id([96, 96, 3], 10)).toBe('toybox');
  expect(id([96, 96, 3], 2, toyboxSpace({ widths: [0.5] }))).toBe('toybox-w0.5-c2');
  expect(id([64, 64, 3], 5)).toBe('toybox-r32r48r64-c5');
  expect(id([32, 32, 3], 10)).toBe('toybox-r16r20r32');
  expect(id([28, 28, 1], 10, dscnnSpace())).toBe('toybox-r16r20r28-grey');
  expect(id([49, 10, 1], 12)).toBe('dscnn');
  expect(id([49, 10, 1], 5, dscnnSpace({ widths: [0.5] }))).toBe('dscnn-w0.5-c5');
  expect(id([128, 6, 1], 4)).toBe('dscnn-i128x6-c4');
  expect(id([96, 96, 3], 10, toyboxSpace({ resolutions: [32, 64] }))).toBe('toybox-r32r64');
  expect(() => spaceForTask([40, 60, 3], 4)).toThrow(InputError);
  expect(() => spaceForTask([4, 1, 1], 3)).toThrow(/examples of 4 x 1 are too short; .*a window of 8 lines or more/);
});

test('a part of the toy box may have fewer sides, widths or both, and no others', () => {
  expect(isSubspace(toyboxSpace({ widths: [0.5], resolutions: [32, 64] }), toyboxSpace())).toBe(true);
  expect(isSubspace(toyboxSpace({ resolutions: [32, 40] }), toyboxSpace())).toBe(false);
  expect(isSubspace(toyboxSpace({ channels: 1 }), toyboxSpace())).toBe(false);
  expect(isSubspace(dscnnSpace({ input: [128, 6] }), dscnnSpace())).toBe(false);
  expect(isSubspace(dscnnSpace(), dscnnWide())).toBe(true);
  expect(isSubspace(dscnnWide(), dscnnSpace())).toBe(false);
});

test('the largest and smallest networks bound the choices', () => {
  for (const space of spaces) {
    expect(toArchitecture(space, largest(space)).blocks.length).toBeGreaterThan(toArchitecture(space, smallest(space)).blocks.length);
    expect(toArchitecture(space, largest(space)).blocks.at(-1)?.kernel).toBe(7);
    expect(toArchitecture(space, smallest(space)).blocks.at(-1)?.kernel).toBe(3);
  }
});
