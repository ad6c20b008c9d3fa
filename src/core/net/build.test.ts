import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { dscnnSpace, largest, mcunetSpace, smallest, toArchitecture } from '../space/index.ts';
import { buildNet, validateNet, type Net, type Node } from './index.ts';

const audio = dscnnSpace();
const small = buildNet(toArchitecture(audio, smallest(audio)));

describe('networks of the audio space', () => {
  test('the stem turns 49 x 10 into 25 x 5, the stages halve time twice', () => {
    const shapes = Object.fromEntries(small.tensors.map((tensor) => [tensor.name, tensor.shape]));
    expect(shapes.stem).toEqual([25, 5, 12]);
    expect(shapes['stage2.block0.project']).toEqual([13, 5, 16]);
    expect(shapes['stage3.block0.depthwise']).toEqual([7, 5, 32]);
    expect(shapes.pool).toEqual([1, 1, 24]);
    expect(shapes.classifier).toEqual([1, 1, 12]);
  });
  test('a shortcut appears where stride is 1 and channels agree', () => {
    const names = buildNet(toArchitecture(audio, largest(audio))).nodes.map((node) => node.name);
    expect(names.filter((name) => name.endsWith('.add'))).toEqual([
      'stage1.block0.add', 'stage1.block1.add', 'stage2.block1.add', 'stage2.block2.add', 'stage3.block1.add', 'stage3.block2.add',
    ]);
  });
});

test('an image network of resolution 144 ends at 5 x 5 after a stride of 32', () => {
  const space = mcunetSpace({ width: 0.5, resolution: 144 });
  const net = buildNet(toArchitecture(space, largest(space)));
  const pool = net.nodes.find((node) => node.name === 'pool');
  expect(pool?.kind === 'averagePool2d' && pool.kernel).toEqual([5, 5]);
  expect(net.nodes.slice(0, 3).map((node) => node.name)).toEqual(['stem', 'stage0.block0.depthwise', 'stage0.block0.project']);
});

describe('validation names what is wrong', () => {
  const change = (index: number, change: (node: Node) => object): Net => ({
    ...small,
    nodes: small.nodes.map((node, i) => (i === index ? ({ ...node, ...change(node) } as Node) : node)),
  });
  test.each<[string, Net, RegExp]>([
    ['two nodes of one name', change(1, () => ({ name: 'stem' })), /stem: two nodes/],
    ['a tensor read before it is written', change(1, () => ({ inputs: [5] })), /reads tensor 5/],
    ['a tensor that is not there', change(1, () => ({ output: 99 })), /tensor 99/],
    ['a tensor written twice', change(2, (node) => ({ output: node.output - 1 })), /second time/],
    ['a wrong shape', { ...small, tensors: small.tensors.map((t, i) => (i === 1 ? { ...t, shape: [24, 5, 12] as const } : t)) }, /declared 24x5x12, but conv2d gives 25x5x12/],
    ['a stride of zero', change(0, () => ({ stride: [0, 1] })), /stem: .*stride 0x1/],
    ['padding as large as the kernel', change(0, () => ({ padding: { top: 10, bottom: 5, left: 1, right: 1 } })), /padding/],
    ['an unknown op', change(0, () => ({ kind: 'lstm' })), /"lstm" is no op/],
    ['a shape of fractions', { ...small, tensors: small.tensors.map((t, i) => (i === 1 ? { ...t, shape: [25, 5, 12.5] as const } : t)) }, /tensor stem/],
    ['an output nobody writes', { ...small, outputs: [0] }, /output tensor/],
    ['no nodes', { ...small, nodes: [] }, /0 nodes/],
  ])('%s', (_, net, message) => {
    expect(() => validateNet(net)).toThrow(InputError);
    expect(() => validateNet(net)).toThrow(message);
  });
});
