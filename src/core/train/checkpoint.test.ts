/** A checkpoint comes back as it left; every other file is refused in one line that names it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { dscnnSpace, findSpace } from '../space/index.ts';
import { createSupernet, decodeCheckpoint, defaultRecipe, encodeCheckpoint, hashSupernet, type TrainRecipe } from './index.ts';

const supernet = createSupernet(dscnnSpace(), 7);
const bytes = encodeCheckpoint(supernet, defaultRecipe);
const refusal = (data: Uint8Array, space?: string): string => {
  try {
    decodeCheckpoint(data, 'a.ckpt', space);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('checkpoint', () => {
  test('comes back with weights, seeds, recipe and hash, in less than 4 MB', () => {
    const back = decodeCheckpoint(bytes, 'a.ckpt', 'dscnn');
    expect(back.supernet.values).toEqual(supernet.values);
    expect(back.recipe).toEqual(defaultRecipe);
    expect(back.supernet.weightsSeed).toBe(7);
    expect(back.hash).toBe(hashSupernet(supernet, defaultRecipe));
    expect(bytes.length).toBeLessThan(4e6);
  });

  test('of another space is refused by name', () => {
    expect(refusal(bytes, 'dscnn-c5')).toMatch(/^a\.ckpt: a checkpoint of search space dscnn; one of dscnn-c5 is needed/);
  });

  test('keeps the name of the graphics interface that trained it, through a narrower space too, and refuses what is no name', () => {
    const marked = encodeCheckpoint({ ...supernet, trainedOn: 'WebGL' }, defaultRecipe);
    expect(decodeCheckpoint(marked, 'a.ckpt').supernet.trainedOn).toBe('WebGL');
    expect(decodeCheckpoint(marked, 'a.ckpt', 'dscnn-w0.5').supernet.trainedOn).toBe('WebGL');
    expect(refusal(encodeCheckpoint({ ...supernet, trainedOn: '<b>' }, defaultRecipe))).toMatch(/trainedOn in the header is no name/);
  });

  test('other files, cut files and damaged files are refused', () => {
    expect(refusal(new TextEncoder().encode('RIFF, certainly no checkpoint'))).toMatch(/does not begin with TMBLCKPT/);
    expect(refusal(bytes.subarray(0, 5))).toMatch(/cut short/);
    expect(refusal(bytes.subarray(0, 200))).toMatch(/cut short/);
    expect(refusal(bytes.subarray(0, bytes.length - 1))).toMatch(/cut short/);
    const damaged = bytes.slice();
    damaged[damaged.length - 1] ^= 1;
    expect(refusal(damaged)).toMatch(/damaged/);
  });

  test('a forged header with a true hash is refused by what is wrong in it', () => {
    const forged = (change: object): string => refusal(encodeCheckpoint(supernet, { ...defaultRecipe, ...change } as TrainRecipe));
    expect(forged({ augment: undefined })).toMatch(/^a\.ckpt, recipe: augment undefined is not an object with shiftFrames/);
    expect(forged({ augment: { ...defaultRecipe.augment, noise: { toString: 1 } } })).toMatch(/augment\.noise an object is not from 0 to 127/);
    expect(forged({ optimiser: 'magic' })).toMatch(/optimiser magic is not adam or sgd/);
    expect(forged({ sandwich: 'yes' })).toMatch(/sandwich yes/);
    expect(forged({ learningRate: [0.1] })).toMatch(/learningRate an object is not a number/);
    expect(forged({ dataSeed: null })).toMatch(/dataSeed null/);
    const vast = { ...supernet, space: findSpace('mcunet-w2-r512-e23456789') };
    expect(refusal(encodeCheckpoint(vast, defaultRecipe))).toMatch(/weights; a supernet of mcunet-w2-r512-e23456789 has/);
  });

  test('no truncation and no flipped byte is accepted, and none is a crash', () => {
    fc.assert(fc.property(fc.nat(bytes.length - 1), (length) => refusal(bytes.subarray(0, length)) !== 'accepted'), { numRuns: 60 });
    fc.assert(fc.property(fc.nat(1200), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.slice();
      changed[at] ^= flip;
      return refusal(changed) !== 'accepted';
    }), { numRuns: 60 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => refusal(Uint8Array.of(...bytes.subarray(0, 8), ...junk)) !== 'accepted'), { numRuns: 60 });
  });
});
