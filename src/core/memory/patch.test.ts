import { describe, expect, test } from 'vitest';
import { buildNet, type Net } from '../net/index.ts';
import { mobileNetV2 } from '../space/index.ts';
import { choosePatch, planArena } from './index.ts';
import { macsPerPixel, patchPlan } from './patch.ts';
import { actOut } from './testing.ts';

const net = buildNet(mobileNetV2(1, 224, 1280));
const steps = net.nodes.findIndex(({ name }) => name === 'block4.project') + 1;
const area = (id: number): number => net.tensors[id].shape[0] * net.tensors[id].shape[1];
const macs = (nodes: Net['nodes']): number => nodes.reduce((sum, node) => sum + macsPerPixel(net, node) * area(node.output), 0);

describe('MobileNetV2 at 224, 4 x 4 patches over stem and four bottlenecks (MCUNetV2 section 3.1)', () => {
  const patch = patchPlan(net, { rows: 4, cols: 4, steps });
  const side = (id: number): number => patch.rowSpans.get(id)![1].to - patch.rowSpans.get(id)![1].from;

  test('an inner tile walks back from 7 to 75', () => {
    const sides = new Set([...patch.rowSpans.keys()].map(side));
    expect([...sides].sort((a, b) => a - b)).toEqual([7, 15, 17, 35, 37, 75]);
    // 0..6, 0..13, 0..14, 0..29, 0..30, 0..61: at the border the halo is padding
    expect(patch.rowSpans.get(0)![0]).toEqual({ from: 0, to: 62 });
  });

  test('129.5 M MACs if all patches were inner ones, against 91.3 M; clipped at the borders 119.2 M', () => {
    const stage = net.nodes.slice(0, steps);
    expect(macs(stage) / 1e6).toBeCloseTo(91.3, 1);
    expect((16 * stage.reduce((sum, node) => sum + macsPerPixel(net, node) * side(node.output) ** 2, 0)) / 1e6).toBeCloseTo(129.5, 1);
    expect((macs(stage) + patch.extraMacs) / 1e6).toBeCloseTo(119.2, 1);
    expect(patch.extraMacs / macs(net.nodes)).toBeLessThan(0.1);
  });

  test('the arena with all scratch keeps within the published 172 KiB, which count tensors alone', () => {
    const plan = planArena(net, { patch: { rows: 4, cols: 4, steps }, inputExternal: true, lean: true, sramLimit: 172 * 1024 });
    expect(plan.bytes).toBeLessThanOrEqual(172 * 1024);
    expect(plan.slowMacs / macs(net.nodes)).toBeLessThan(0.05);
  });

  test('the choice for 172 KiB is no more work than that', () => {
    const { plan, fits } = choosePatch(net, 172 * 1024, { inputExternal: true, lean: true });
    expect(fits).toBe(true);
    expect(plan.bytes).toBeLessThanOrEqual(172 * 1024);
    expect(plan.patch!.extraMacs).toBeLessThanOrEqual(patch.extraMacs);
  });
});

test('what fits whole is not cut; what cannot fit says so', () => {
  const small = buildNet(mobileNetV2(0.35, 64, 448));
  expect(choosePatch(small, 1e6)).toMatchObject({ patch: 'off', fits: true });
  expect(choosePatch(small, 1000)).toMatchObject({ fits: false });
});

test('a map that is not square, 5 x 5 windows, a shortcut over a stride: acted out for every grid', () => {
  const pads = { top: 2, bottom: 2, left: 2, right: 2 };
  const odd: Net = {
    name: 'odd', inputs: [0], outputs: [5],
    tensors: [[23, 9, 1], [12, 9, 3], [12, 9, 3], [12, 9, 2], [12, 9, 2], [12, 9, 2]].map(([h, w, c], i) => ({ name: `t${i}`, shape: [h, w, c] as const })),
    nodes: [
      { kind: 'conv2d', name: 'a', inputs: [0], output: 1, kernel: [5, 5], stride: [2, 1], padding: pads, activation: 'none' },
      { kind: 'depthwiseConv2d', name: 'b', inputs: [1], output: 2, kernel: [5, 5], stride: [1, 1], padding: pads, activation: 'none' },
      { kind: 'conv2d', name: 'c', inputs: [1], output: 3, kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, activation: 'none' },
      { kind: 'conv2d', name: 'd', inputs: [2], output: 4, kernel: [3, 3], stride: [1, 1], dilation: [2, 2], padding: pads, activation: 'none' },
      { kind: 'add', name: 'e', inputs: [4, 3], output: 5, activation: 'none' },
    ],
  };
  const whole = planArena(odd, { inputExternal: true });
  actOut(odd, whole);
  for (const rows of [1, 2, 3, 4, 12]) {
    for (const cols of [1, 2, 5]) {
      const plan = planArena(odd, { inputExternal: true, patch: { rows, cols, steps: 5 } });
      actOut(odd, plan);
      expect(plan.patch).toMatchObject({ rows, cols: Math.ceil(9 / Math.ceil(9 / cols)) });
    }
  }
});

test('a stage that leaves more than its output alive, or holds an op without place, is refused by name', () => {
  expect(() => planArena(net, { patch: { rows: 2, cols: 2, steps: net.nodes.findIndex(({ name }) => name === 'block3.project') + 1 } })).toThrow('leave other tensors alive');
  expect(() => planArena(net, { patch: { rows: 2, cols: 2, steps: net.nodes.length } })).toThrow('does not run on patches');
  expect(() => planArena(net, { patch: { rows: 0, cols: 2, steps: 1 } })).toThrow('whole numbers from 1');
});
