/**
 * Windows over a tensor that the file turned, a row where ours is a column, answer as TensorFlow Lite does where a
 * border widens the axis of one place: the bytes are those of TensorFlow Lite's reference kernels.
 */
import { expect, test } from 'vitest';
import { runInt8 } from '../execute.ts';
import { TestGraph } from './testing.ts';

const OPTIONS = { padding: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1, activation: 0 };
const BORDER = [0, 0, 0, 0, 1, 1, 0, 0];
const INPUT = Int8Array.of(-50, -13, 24, -40, -3, 34);

/** [1,3,2] as [1,3,1,2], its single column between two of zeros, under a window of two columns. */
function turned(window: (g: TestGraph, padded: number) => number, least = false, doubled = false): number[] {
  const g = new TestGraph();
  const input = g.tensor([1, 3, 2], 0.05);
  const scale = doubled ? 0.1 : 0.05;
  // what an operator made keeps its shape; an input of the model takes the shape of its first reader
  const source = doubled ? g.op('ADD', [input, input], g.tensor([1, 3, 2], scale), { activation: 0 }) : input;
  const column = g.op('EXPAND_DIMS', [source, g.integers([2], [])], g.tensor([1, 3, 1, 2], scale));
  const fill = least ? [g.weights([1], [128], { scales: [scale] })] : [];
  const padded = g.op(least ? 'PADV2' : 'PAD', [column, g.integers(BORDER, [4, 2]), ...fill], g.tensor([1, 3, 3, 2], scale));
  return [...runInt8(g.read([input], [window(g, padded)]), INPUT)];
}

const conv = (g: TestGraph, padded: number): number => g.op('CONV_2D', [padded, g.weights([1, 1, 2, 2], [1, 2, 3, 4])], g.tensor([1, 3, 2, 1], 0.2), OPTIONS);
const depthwise = (g: TestGraph, padded: number): number => g.op('DEPTHWISE_CONV_2D', [padded, g.weights([1, 1, 2, 2], [1, 2, 3, 4], { dimension: 3 })], g.tensor([1, 3, 2, 2], 0.2), { ...OPTIONS, multiplier: 1 });
const largest = (g: TestGraph, padded: number): number => g.op('MAX_POOL_2D', [padded], g.tensor([1, 3, 2, 2], 0.05), { ...OPTIONS, filterHeight: 1, filterWidth: 2 });

test.each([
  ['CONV_2D', turned(conv), [-25, -10, -11, -7, 16, 8]],
  ['DEPTHWISE_CONV_2D', turned(depthwise), [-19, -7, -6, -3, 9, -20, 3, -10, -1, 17, 0, 9]],
  ['MAX_POOL_2D', turned(largest, true), [-50, -13, -50, -13, 24, -40, 24, -40, -3, 34, -3, 34]],
  ['CONV_2D after another operator', turned(conv, false, true), [-51, -19, -22, -14, 32, 17]],
])('%s over a widened column', (_, answer, tensorflowLite) => {
  expect(answer).toEqual(tensorflowLite);
});
