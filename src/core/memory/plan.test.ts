import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { buildNet, elements, OP_KINDS } from '../net/index.ts';
import { dscnnSpace, mcunetGrid, mobileNetV2, publishedNetworks, sampleGenome, toArchitecture } from '../space/index.ts';
import { peakSram, planArena, type PlanOptions } from './index.ts';
import { mlperfTiny, randomNet } from './netTesting.ts';
import { patchStage } from './patch.ts';
import { actOut } from './testing.ts';

const spaces = [dscnnSpace(), ...mcunetGrid({ expands: [3, 4, 5, 6] })];
const anyNet = fc.tuple(fc.nat(spaces.length * 2), fc.nat()).map(([pick, seed]) => {
  const space = spaces[pick >= spaces.length ? 0 : pick];
  return buildNet(toArchitecture(space, sampleGenome(space, new Rng(seed))));
});
const techniques = fc.record({ inPlace: fc.boolean(), overlap: fc.boolean(), lean: fc.boolean(), inputExternal: fc.boolean(), planner: fc.constantFrom('best' as const, 'greedy' as const, 'apart' as const) });
const blocks = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
const published = [...publishedNetworks, mobileNetV2(0.3, 64, 448), mobileNetV2(0.35, 144, 448), mobileNetV2(1, 224, 1280)].map(buildNet);

test('whatever the network and the techniques, every read finds what was written for it', () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), techniques, blocks, (seed, nodes, options, sizes) => {
    const net = randomNet(new Rng(seed), nodes, [...OP_KINDS, 'conv2d', 'conv2d', 'conv2d', 'depthwiseConv2d', 'add'], 'several');
    const plan = planArena(net, options);
    actOut(net, plan, sizes);
    expect(plan.bytes).toBeGreaterThanOrEqual(plan.lowerBound);
    for (const { offset, bytes, id } of plan.tensors) {
      expect(Math.abs(offset % 4) === (offset < 0 ? 1 : 0)).toBe(true);
      expect(bytes).toBe(elements(net.tensors[id].shape));
    }
  }), { numRuns: 400 });
});

test('so with the first nodes run patch by patch, of any window, stride and shortcut', () => {
  let patched = 0;
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), techniques, blocks, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (seed, nodes, options, sizes, rows, cols) => {
    const net = randomNet(new Rng(seed), nodes, ['conv2d', 'conv2d', 'depthwiseConv2d', 'maxPool2d', 'averagePool2d', 'add', 'lookup']);
    for (let steps = 1; steps <= net.nodes.length; steps++) {
      if (typeof patchStage(net, steps) === 'string') continue;
      actOut(net, planArena(net, { ...options, patch: { rows, cols, steps } }), sizes);
      patched++;
    }
  }), { numRuns: 250 });
  expect(patched).toBeGreaterThan(200);
});

test('whole networks of our spaces, acted out', () => {
  fc.assert(fc.property(anyNet, (net) => {
    fc.pre(net.tensors[0].shape[0] <= 64 && net.nodes.length < 30);
    actOut(net, planArena(net));
  }), { numRuns: 3 });
});

test('plans of our spaces meet the bound below which no plan can go, and stay under formula C', () => {
  fc.assert(fc.property(anyNet, fc.boolean(), (net, inPlace) => {
    const plan = planArena(net, { inPlace });
    expect(plan.bytes).toBe(plan.lowerBound);
    if (inPlace) expect(plan.bytes).toBeLessThanOrEqual(peakSram(net).total);
  }), { numRuns: 300 });
});

test.each(published.map((net) => [net.name, net] as const))('%s: proven least with every set of techniques, and under formula C with all', (_, net) => {
  const sets: PlanOptions[] = [{}, { inPlace: false }, { overlap: false }, { inPlace: false, overlap: false }, { lean: true }, { inputExternal: true }];
  const sizes = sets.map((options) => {
    const plan = planArena(net, options);
    expect(plan.bytes).toBe(plan.lowerBound);
    return plan.bytes;
  });
  expect(sizes[0]).toBeLessThanOrEqual(peakSram(net).total);
  expect(sizes[0]).toBeLessThan(sizes[3]);
});

test('the largest first is never better than the planner, and for some networks worse; apart, tensors take their sum and the largest scratch', () => {
  const nets = [...published, ...Array.from({ length: 60 }, (_, seed) => randomNet(new Rng(seed), 9, ['conv2d', 'depthwiseConv2d', 'add', 'concat']))];
  let worse = 0;
  for (const net of nets) {
    const [best, greedy, apart] = (['best', 'greedy', 'apart'] as const).map((planner) => planArena(net, { planner }));
    expect(greedy.bytes).toBeGreaterThanOrEqual(best.bytes);
    expect(apart.bytes).toBe(net.tensors.reduce((sum, { shape }) => sum + 4 * Math.ceil(elements(shape) / 4), 0) + Math.max(0, ...apart.scratch.map(({ bytes }) => bytes)));
    if (greedy.bytes > best.bytes) worse++;
  }
  expect(worse).toBeGreaterThan(0);
});

test.each([['kws', 11_000, 22_820], ['resnet8', 35_000, 54_996], ['ad', 800, 2_580]] as const)('%s of MLPerf Tiny runs in %i bytes, acted out; TensorFlow Lite Micro takes %i', (name, most, peer) => {
  const plan = planArena(mlperfTiny[name]);
  expect(plan.bytes).toBe(plan.lowerBound);
  expect(plan.bytes).toBeLessThanOrEqual(most);
  expect(plan.bytes).toBeLessThan(peer);
  actOut(mlperfTiny[name], plan, [4]);
});
