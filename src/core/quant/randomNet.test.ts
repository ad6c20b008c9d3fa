/** The random networks reach what they promise, and int8 follows float through every op of theirs. */
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { OP_KINDS, validateNet, type LayerWeights, type Net, type Node } from '../net/index.ts';
import { errorPerLayer } from './errorPerLayer.ts';
import { runInt8Tensors } from './execute.ts';
import { runFloatTensors } from './executeFloat.ts';
import type { Int8Net } from './int8Net.ts';
import { quantise } from './quantise.ts';
import { randomInputs, randomWeights } from './random.ts';
import { ALL_KINDS, CLASSIC, randomNet } from './randomNet.ts';
import { channelOf } from './weights.ts';

const nets = Array.from({ length: 600 }, (_, seed) => randomNet(new Rng(`all ${seed}`), ALL_KINDS));

test('every one is valid, and every op and variant occurs', () => {
  nets.forEach(validateNet);
  const some = (holds: (node: Node, net: Net) => boolean): number => nets.reduce((sum, net) => sum + net.nodes.filter((node) => holds(node, net)).length, 0);
  for (const kind of OP_KINDS) expect(some((node) => node.kind === kind), kind).toBeGreaterThan(50);
  const variants: Record<string, (node: Node, net: Net) => boolean> = {
    'a window with gaps': (node) => 'dilation' in node,
    'a channel multiplier': (node) => 'multiplier' in node,
    'a pool with an activation': (node) => node.kind === 'maxPool2d' && node.activation === 'relu6',
    'a second operand per channel': (node, net) => node.kind === 'mul' && net.tensors[node.inputs[1]].shape[2] > 1 && net.tensors[node.inputs[0]].shape[0] > net.tensors[node.inputs[1]].shape[0],
    'a single second operand': (node, net) => node.kind === 'sub' && net.tensors[node.inputs[0]].shape[2] > net.tensors[node.inputs[1]].shape[2],
    'three tensors joined': (node) => node.inputs.length === 3,
    'a tensor read twice': (node) => node.inputs.length === 2 && node.inputs[0] === node.inputs[1],
    'a second input': (_, net) => net.inputs.length === 2,
    'a second output': (_, net) => net.outputs.length === 2,
  };
  for (const [what, holds] of Object.entries(variants)) expect(some(holds), what).toBeGreaterThan(10);
});

test('the classic ones keep to plain ops, one input and one output', () => {
  for (let seed = 0; seed < 100; seed++) {
    const net = randomNet(new Rng(`classic ${seed}`));
    validateNet(net);
    expect(net.inputs.length + net.outputs.length).toBe(2);
    for (const node of net.nodes) {
      expect([...CLASSIC, 'dense', 'softmax']).toContain(node.kind);
      expect('dilation' in node || 'multiplier' in node).toBe(false);
    }
  }
});

test('each int8 op is its float twin on the same inputs and weights, to one step', () => {
  nets.forEach((net, seed) => {
    const rng = new Rng(`twins ${seed}`);
    const examples = randomInputs(net, 2, rng);
    const int8Net = quantise(randomWeights(net, rng), examples, 2, { scale: 0.03, zeroPoint: -5 }, { rounding: seed % 2 === 0 ? 'double' : 'single' });
    const values = runInt8Tensors(int8Net, examples.subarray(0, examples.length / 2));
    const real = (id: number): number[] => Array.from(values[id], (q) => (q - int8Net.tensors[id].zeroPoint) * int8Net.tensors[id].scale);
    for (const node of net.nodes) {
      const { scale, zeroPoint } = int8Net.tensors[node.output];
      const ends = [...new Set(node.inputs)];
      const alone: Node = { ...node, inputs: node.inputs.map((id) => ends.indexOf(id)), output: ends.length };
      const tensors = [...ends, node.output].map((id) => net.tensors[id]);
      const single: Net = { name: node.name, tensors, nodes: [alone], inputs: ends.map((_, i) => i), outputs: [ends.length] };
      const floats = runFloatTensors({ net: single, layers: realLayers(int8Net, node) }, Float32Array.from(ends.flatMap(real)))[ends.length];
      const errors = Array.from(floats, (x, i) => Math.abs(values[node.output][i] - Math.max(-128, Math.min(127, x / scale + zeroPoint))));
      expect(Math.max(...errors), `net ${seed}, ${node.kind} ${node.name}`).toBeLessThanOrEqual(1.001);
    }
  });
});

/** A layer's weights and bias in real numbers, as its integers say. */
function realLayers({ layers, tensors }: Int8Net, node: Node): Map<string, LayerWeights> {
  const layer = layers.get(node.name);
  if (layer === undefined) return new Map();
  const { weights, weightScales, bias } = layer;
  return new Map([[node.name, {
    weights: Float32Array.from(weights, (q, i) => q * weightScales[channelOf(node, i, weights.length, bias.length)]),
    bias: Float32Array.from(bias, (q, c) => q * weightScales[c] * tensors[node.inputs[0]].scale),
  }]]);
}

test('int8 follows float: half of all layers of each op within two steps, 95 of 100 within sixteen', () => {
  const errors = new Map<string, number[]>();
  nets.forEach((net, seed) => {
    const rng = new Rng(`errors ${seed}`);
    const floatNet = randomWeights(net, rng);
    const examples = randomInputs(net, 4, rng);
    const int8Net = quantise(floatNet, examples, 4, { scale: 0.03, zeroPoint: -5 });
    for (const { op, maxError, scale } of errorPerLayer(floatNet, int8Net, examples, 4)) errors.set(op, [...(errors.get(op) ?? []), maxError / scale]);
  });
  for (const [op, steps] of errors) {
    steps.sort((a, b) => a - b);
    expect(steps[Math.floor(steps.length / 2)], op).toBeLessThan(2);
    expect(steps[Math.floor(steps.length * 0.95)], op).toBeLessThan(16);
  }
});
