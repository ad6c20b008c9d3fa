import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { peakSram } from '../memory/index.ts';
import { buildNet } from '../net/index.ts';
import { dscnnGrid, dscnnSpace, mcunetGrid, sampleGenome, toArchitecture, toyboxGrid } from '../space/index.ts';
import { fastCost, flash, macs } from './index.ts';

const spaces = [...dscnnGrid(), ...toyboxGrid(), dscnnSpace({ classes: 2 }), ...mcunetGrid(), ...mcunetGrid({ expands: [3, 4, 5, 6], classes: 2 })];

test('straight from genes or by way of the network: the same MACs, peak and flash', () => {
  fc.assert(fc.property(fc.constantFrom(...spaces), fc.nat(), (space, seed) => {
    const genome = sampleGenome(space, new Rng(seed));
    const net = buildNet(toArchitecture(space, genome));
    expect(fastCost(space, genome)).toEqual({ macs: macs(net), peakSramC: peakSram(net).total, flashBytes: flash(net).total });
  }), { numRuns: 600 });
});
