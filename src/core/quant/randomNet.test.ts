/** The random networks reach what they promise, and int8 follows float through every op of theirs. */
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { OP_KINDS, validateNet, type Net, type Node } from '../net/index.ts';
import { errorPerLayer } from './errorPerLayer.ts';
import { quantise } from './quantise.ts';
import { randomInputs, randomWeights } from './random.ts';
import { ALL_KINDS, CLASSIC, randomNet } from './randomNet.ts';

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
