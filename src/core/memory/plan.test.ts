import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { buildNet, elements, type Net } from '../net/index.ts';
import { dscnnSpace, mcunetGrid, publishedNetworks, sampleGenome, toArchitecture, type Architecture } from '../space/index.ts';
import { MEMORY_MODELS, peakSram, planArena, type ArenaPlan } from './index.ts';

const spaces = [dscnnSpace(), ...mcunetGrid({ expands: [3, 4, 5, 6] })];
/** A block without expansion under a shortcut: its depthwise layer reads what the sum will need again. */
const shortcutOverDepthwise: Architecture = {
  name: 'narrow', input: [32, 32, 3], classes: 4, mixChannels: null,
  stem: { outChannels: 16, kernel: [3, 3], stride: [1, 1], padding: [1, 1, 1, 1] },
  blocks: [{ name: 'stage0.block0', inChannels: 16, midChannels: 16, outChannels: 16, kernel: 3, stride: [1, 1], expand: false, shortcut: true }],
};
const anyNet = fc.tuple(fc.nat(spaces.length * 2), fc.nat()).map(([pick, seed]) => {
  const space = spaces[pick >= spaces.length ? 0 : pick];
  return buildNet(toArchitecture(space, sampleGenome(space, new Rng(seed))));
});

/** Every byte of the arena, step by step: whose it is. The plain oracle of the planner's interval arithmetic. */
function paint(net: Net, plan: ArenaPlan): void {
  const steps = net.nodes.length;
  for (let step = 0; step < steps; step++) {
    const owner = new Int32Array(plan.bytes).fill(-1);
    const claim = (id: number, offset: number, bytes: number, allowed: number): void => {
      for (let at = offset; at < offset + bytes; at++) {
        if (owner[at] !== -1 && owner[at] !== allowed) throw new Error(`step ${step}: byte ${at} is of ${owner[at]} and of ${id}`);
        owner[at] = id;
      }
    };
    for (const tensor of plan.tensors) {
      if (tensor.first > step || tensor.last < step) continue;
      claim(tensor.id, tensor.offset, tensor.bytes, step === tensor.first && tensor.inPlaceOf !== null ? tensor.inPlaceOf : -1);
    }
    for (const scratch of plan.scratch) if (scratch.step === step) claim(1e6, scratch.offset, scratch.bytes, -1);
  }
}

test('nothing alive at one step overlaps, save a depthwise output on its dying input', () => {
  fc.assert(fc.property(anyNet, (net) => {
    fc.pre(net.tensors[0].shape[0] <= 96);
    paint(net, planArena(net));
  }), { numRuns: 60 });
});

test('plans meet the bound below which no plan can go, and stay within formula C', () => {
  fc.assert(fc.property(anyNet, (net) => {
    const plan = planArena(net);
    expect(plan.bytes).toBe(plan.lowerBound);
    expect(plan.bytes).toBeLessThanOrEqual(peakSram(net).total);
  }), { numRuns: 400 });
});

test('a shortcut round a depthwise layer keeps its input: nothing runs in place, and formulas B and C count both', () => {
  const net = buildNet(shortcutOverDepthwise);
  const plan = planArena(net);
  const map = 32 * 32 * 16;
  const depthwise = net.nodes.findIndex(({ kind }) => kind === 'depthwiseConv2d');
  expect(plan.scratch).toEqual([]);
  paint(net, plan);
  expect(plan.bytes).toBeLessThanOrEqual(peakSram(net).total);
  for (const model of MEMORY_MODELS) expect(peakSram(net, model).perStep[depthwise].arena).toBe(2 * map);
});

test('sizes, alignment and float arenas', () => {
  for (const architecture of publishedNetworks) {
    const net = buildNet(architecture);
    for (const elementBytes of [1, 4]) {
      const plan = planArena(net, elementBytes);
      expect(plan.bytes).toBe(plan.lowerBound);
      for (const { id, offset, bytes } of plan.tensors) {
        expect(offset % 4).toBe(0);
        expect(bytes).toBe(elements(net.tensors[id].shape) * elementBytes);
      }
    }
  }
});

test('mcunet-in3 runs in place: its depthwise layers halve what they would need', () => {
  const net = buildNet(publishedNetworks.find(({ name }) => name === 'mcunet-in3')!);
  const plan = planArena(net);
  const depthwise = net.nodes.filter((node) => node.kind === 'depthwiseConv2d');
  expect(plan.scratch.length).toBe(depthwise.length);
  for (const node of depthwise) expect(plan.tensors[node.output].offset).toBe(plan.tensors[node.inputs[0]].offset);
});
