/** The convolution and dense kernels on five Cortex-M cores in QEMU: shapes of every kind, the executor's bytes. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../core/lib/index.ts';
import { planArena } from '../../core/memory/index.ts';
import { type Activation, type Net, type Node, type Tensor } from '../../core/net/index.ts';
import { quantise, randomInputs, randomWeights, type Int8Net, type Rounding } from '../../core/quant/index.ts';
import { CORES } from '../../kernels/qemu/cores.ts';
import { measure } from './measure.ts';

/** Five convolutions of odd and even shapes, then a dense layer. */
function convolutions(seed: string, rounding: Rounding): Int8Net {
  const rng = new Rng(seed);
  const tensors: Tensor[] = [{ name: 'input', shape: [5 + rng.int(6), 5 + rng.int(6), rng.pick([1, 3, 4, 8])] }];
  const nodes: Node[] = [];
  for (let i = 0; i < 5; i++) {
    const [h, w] = tensors[i].shape;
    const kernel = rng.pick([[1, 1], [3, 3], [2, 4], [3, 1]] as const);
    const dilation = rng.pick([[1, 1], [1, 1], [1, 2], [2, 1]] as const);
    const stride = [1, 1 + rng.int(2)] as const;
    const reach = [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1];
    const padding = { top: rng.int(reach[0]), bottom: reach[0] - 1, left: rng.int(reach[1]), right: reach[1] - 1 };
    const size = (extent: number, before: number, after: number, axis: 0 | 1): number => Math.floor((extent + before + after - reach[axis]) / stride[axis]) + 1;
    tensors.push({ name: `t${i}`, shape: [size(h, padding.top, padding.bottom, 0), size(w, padding.left, padding.right, 1), rng.pick([1, 3, 4, 7, 8, 10])] });
    nodes.push({ kind: 'conv2d', name: `conv${i}`, inputs: [i], output: i + 1, kernel, stride, padding, dilation, activation: rng.pick<Activation>(['none', 'relu', 'relu6']) });
  }
  tensors.push({ name: 'scores', shape: [1, 1, 1 + rng.int(11)] });
  nodes.push({ kind: 'dense', name: 'dense', inputs: [5], output: 6, activation: 'none' });
  const net: Net = { name: seed, tensors, nodes, inputs: [0], outputs: [6] };
  return quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: rng.int(256) - 128 }, { rounding });
}

describe.each(CORES)('$name', (core) => {
  test.each([['d', 'double', true], ['q58', 'double', false], ['c', 'single', false]] as const)('%s, %s rounding, kernels without scratch: %s', (seed, rounding, lean) => {
    const int8Net = convolutions(seed, rounding);
    const input = randomInputs(int8Net.net, 1, new Rng(seed));
    const { exact, whole, ops } = measure(int8Net, planArena(int8Net.net, { lean }), core, input);
    expect(exact).toBe(true);
    const alone = ops.reduce((sum, { instructions }) => sum + instructions, 0);
    expect(Math.abs(alone - whole.instructions)).toBeLessThan(60 * ops.length); // the runner's entry, once or for each op
  });
});
