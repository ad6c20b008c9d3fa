/** The distances are the smallest safe ones: acted out, they hold, and one element less is caught. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { elements, type Net, type OpKind } from '../net/index.ts';
import { wholeGeometry } from './geometry.ts';
import { kernelsOf, type KernelName } from './kernels.ts';
import { planArena, type ArenaPlan } from './index.ts';
import { netOf, randomNet } from './netTesting.ts';
import { pixelDistances, ringIsSafe } from './overlap.ts';
import { actOut } from './testing.ts';

/** A plan of one op whose output starts `distance` elements after its input, scratch beyond both. */
function planAt(net: Net, kernel: KernelName, distance: number, reverse: boolean): ArenaPlan {
  const plan = planArena(net, { inPlace: false, overlap: false });
  const offsets = [Math.max(0, -distance), Math.max(0, distance)];
  const end = Math.max(...net.tensors.map(({ shape }, id) => offsets[id] + elements(shape)));
  const bytes = kernelsOf(net, net.nodes[0]).find(({ name }) => name === kernel)!.scratch;
  return {
    ...plan,
    bytes: end + bytes,
    tensors: plan.tensors.map((tensor, id) => ({ ...tensor, offset: offsets[id] })),
    steps: [{ kernel, reverse, scratch: { offset: end, bytes }, needs: end }],
  };
}

/** One by one, and by twos from either parity. */
const pairs = [[1], [2], [1, ...new Array<number>(1000).fill(2)]];

const oneOp = (kind: OpKind): fc.Arbitrary<Net> => fc.nat().map((seed) => randomNet(new Rng(seed), 1, [kind])).filter((net) => net.nodes[0].kind === kind);

describe.each([['conv2d', 'gemm', 0], ['conv2d', 'lean', 2], ['averagePool2d', 'direct', 1]] as const)('%s, %s', (kind, kernel, interleaved) => {
  test.each([false, true])('reverse %s: the least distance holds, one less does not', (reverse) => {
    if (kind === 'averagePool2d' && reverse) return;
    let tight = 0;
    fc.assert(fc.property(oneOp(kind), (net) => {
      const distances = pixelDistances(wholeGeometry(net, net.nodes[0], 0), interleaved);
      const least = reverse ? distances.reverse : -distances.forward;
      fc.pre(Number.isFinite(least));
      for (const blocks of [...pairs, [4], [3, 1]]) actOut(net, planAt(net, kernel, least, reverse), blocks);
      // with one channel a pixel is written after all its reads: no kernel can be so bad as the rule allows for
      if (kernel !== 'gemm' && net.tensors[1].shape[2] === 1) return;
      const caught = pairs.some((blocks) => {
        try {
          actOut(net, planAt(net, kernel, least + (reverse ? -1 : 1), reverse), blocks);
          return false;
        } catch {
          return true;
        }
      });
      if (!caught) throw new Error(`distance ${least} is not the least of ${JSON.stringify(net.nodes[0])} ${JSON.stringify(net.tensors)}`);
      tight++;
    }), { numRuns: 200 });
    expect(tight).toBeGreaterThan(100);
  });
});

test('a depthwise layer may run in place exactly where acting it out finds no harm', () => {
  fc.assert(fc.property(oneOp('depthwiseConv2d'), (net) => {
    const [, , channels] = net.tensors[0].shape;
    fc.pre(net.tensors[1].shape[2] === channels);
    const safe = ringIsSafe(wholeGeometry(net, net.nodes[0], 0));
    const act = (): void => actOut(net, planAt(net, 'ring', 0, false));
    if (safe) act();
    else expect(act).toThrow('finds');
  }), { numRuns: 400 });
  const pads = { top: 0, bottom: 0, left: 1, right: 1 };
  const depthwise = (kernel: readonly [number, number]): Net => netOf('depthwise', [5, 4, 2], [['depthwiseConv2d', 'last', { kernel, stride: [1, 1], padding: pads, activation: 'none' }]]);
  // rows of five places out of rows of four overtake what is still to be read; rows of four do not
  expect(ringIsSafe(wholeGeometry(depthwise([1, 2]), depthwise([1, 2]).nodes[0], 0))).toBe(false);
  expect(ringIsSafe(wholeGeometry(depthwise([1, 3]), depthwise([1, 3]).nodes[0], 0))).toBe(true);
});

test('the distances of well-known layers', () => {
  const conv = (size: number, channels: number, out: number, kernel: number, pad: number): Net => ({
    name: 'conv', inputs: [0], outputs: [1],
    tensors: [{ name: 'a', shape: [size, size, channels] }, { name: 'b', shape: [size, size, out] }],
    nodes: [{ kind: 'conv2d', name: 'c', inputs: [0], output: 1, kernel: [kernel, kernel], stride: [1, 1], padding: { top: pad, bottom: pad, left: pad, right: pad }, activation: 'none' }],
  });
  const distances = (net: Net): unknown => pixelDistances(wholeGeometry(net, net.nodes[0], 0), 0);
  // 3 x 3, padding 1: a row and a pixel are still to be read above the pixel written
  expect(distances(conv(32, 16, 16, 3, 1))).toEqual({ forward: (32 + 1) * 16, reverse: (32 + 1) * 16 });
  // 1 x 1: in place, and where channels shrink anywhere inside
  expect(distances(conv(8, 16, 16, 1, 0))).toEqual({ forward: 0, reverse: 0 });
  expect(distances(conv(8, 16, 4, 1, 0))).toEqual({ forward: 4 - 16, reverse: 63 * 12 });
  // 1 x 1 to more channels: all but the last pixel's surplus must be free before the input
  expect(distances(conv(8, 4, 16, 1, 0))).toEqual({ forward: 63 * 12, reverse: 4 - 16 });
});
