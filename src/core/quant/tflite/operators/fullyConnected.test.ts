/** The factor of a dense layer: TensorFlow Lite Micro multiplies scales in float32 where the weights have one, else in float64. */
import { expect, test } from 'vitest';
import { readTflite } from '../../../net/index.ts';
import { decodeInt8Net, encodeInt8Net } from '../../codec.ts';
import { runInt8 } from '../../execute.ts';
import type { Int8Net } from '../../int8Net.ts';
import { exportTflite } from '../export.ts';
import { importTflite } from '../import.ts';
import { TestGraph } from '../testing.ts';

const WEIGHT_SCALE = 0.0010405812645331025;

/** Two sums of 11114311, which is 6.5 steps of the output but for the last bits of the factor. */
function onTheTie(scales: readonly number[]): Int8Net {
  const g = new TestGraph();
  const input = g.tensor([1, 1], 0.05968359485268593);
  const weights = g.weights([2, 1], [0, 0], { scales });
  return g.read([input], [g.op('FULLY_CONNECTED', [input, weights, g.integers([11114311, 11114311])], g.tensor([1, 2], 106.19405364990234, -128), { activation: 0 })]);
}

test.each([
  ['one', [WEIGHT_SCALE], -121],
  ['two equal', [WEIGHT_SCALE, WEIGHT_SCALE], -122],
])('%s of scales, through our own file and a .tflite file again', (_, scales, answer) => {
  const net = onTheTie(scales);
  const file = exportTflite(net);
  expect(readTflite(file, 'm.tflite').tensors.find(({ name }) => name.endsWith('/weights'))?.scales).toEqual(scales);
  for (const same of [net, decodeInt8Net(encodeInt8Net(net), 'a.ti8n'), importTflite(file, 'm.tflite')]) {
    expect([...(same.layers.get(same.net.nodes[0].name)?.weightScales ?? [])]).toEqual(scales);
    expect([...runInt8(same, Int8Array.of(0))]).toEqual([answer, answer]);
  }
});
