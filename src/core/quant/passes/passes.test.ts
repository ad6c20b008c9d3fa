/** What each pass finds, and that none of them changes a byte of any output. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../lib/index.ts';
import { validateNet, type Net, type Node, type OpKind, type Shape } from '../../net/index.ts';
import { runInt8 } from '../execute.ts';
import { assembleInt8Net, type Int8Constants, type Int8Net } from '../int8Net.ts';
import { quantise } from '../quantise.ts';
import { randomInputs, randomWeights } from '../random.ts';
import { ALL_KINDS, randomNet } from '../randomNet.ts';
import { weightShape } from '../weights.ts';
import { optimise, PASS_NAMES, type PassName } from './index.ts';

const WINDOW = { kernel: [3, 3], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } } as const;
const BORDER = { top: 1, bottom: 0, left: 1, right: 1 } as const;
const PARAMS = { scale: 0.05, zeroPoint: -3 };

type Loose = { readonly name: string; readonly kind: Node['kind']; readonly from: readonly string[]; readonly shape: Shape } & Record<string, unknown>;

/** A network by names; every tensor at PARAMS, tables by node name. */
function made(input: Shape, list: readonly Loose[], outputs: readonly string[], tables: Record<string, (q: number) => number> = {}): Int8Net {
  const ids = new Map([['input', 0], ...list.map(({ name }, i): [string, number] => [name, i + 1])]);
  const nodes = list.map(({ from, shape: _, ...node }, i) => ({ ...node, inputs: from.map((name) => ids.get(name)!), output: i + 1 }) as unknown as Node);
  const net: Net = { name: 'made', tensors: [{ name: 'input', shape: input }, ...list.map(({ name, shape }) => ({ name, shape }))], nodes, inputs: [0], outputs: outputs.map((name) => ids.get(name)!) };
  validateNet(net);
  const rng = new Rng('made');
  const constants = new Map<string, Int8Constants>();
  for (const node of nodes) {
    const size = weightShape(net, node);
    if (size === null) continue;
    constants.set(node.name, { weights: Int8Array.from({ length: size.weights }, () => rng.int(255) - 127), weightScales: new Float64Array(size.channels).fill(0.01), bias: Int32Array.from({ length: size.channels }, () => rng.int(999)) });
  }
  const filled = new Map(Object.entries(tables).map(([name, at]) => [name, Int8Array.from({ length: 256 }, (_, i) => at(i - 128))]));
  return assembleInt8Net(net, net.tensors.map(() => PARAMS), constants, 'double', filled);
}

function sameBytes(before: Int8Net, after: Int8Net, seed: string): void {
  validateNet(after.net);
  for (const input of [0, 1].map((n) => randomInputs(before.net, 1, new Rng(`${seed} ${n}`)))) expect(runInt8(after, input), seed).toEqual(runInt8(before, input));
}

const conv = (name: string, from: string, shape: Shape, more: object = {}): Loose => ({ name, kind: 'conv2d', from: [from], shape, activation: 'none', ...WINDOW, ...more });
const relu = (q: number): number => Math.max(-3, q);

const found: readonly [what: string, pass: PassName, int8Net: Int8Net, left: readonly string[]][] = [
  ['an identity table', 'fold', made([4, 4, 2], [{ name: 'table', kind: 'lookup', from: ['input'], shape: [4, 4, 2], fn: 'quantize' }, conv('last', 'table', [2, 2, 3])], ['last'], { table: (q) => q }), ['last']],
  ['an identity at the end', 'fold', made([4, 4, 2], [conv('first', 'input', [2, 2, 3]), { name: 'table', kind: 'lookup', from: ['first'], shape: [2, 2, 3], fn: 'quantize' }], ['table'], { table: (q) => q }), ['first']],
  ['an identity between input and output stays', 'fold', made([4, 4, 2], [{ name: 'table', kind: 'lookup', from: ['input'], shape: [4, 4, 2], fn: 'quantize' }, conv('last', 'table', [2, 2, 3])], ['last', 'table'], { table: (q) => q }), ['table', 'last']],
  ['pool of one place, slice of everything, resize by one, border of nothing', 'fold', made([4, 4, 2], [
    { name: 'pool', kind: 'maxPool2d', from: ['input'], shape: [4, 4, 2], ...WINDOW, kernel: [1, 1] },
    { name: 'slice', kind: 'slice', from: ['pool'], shape: [4, 4, 2], begin: [0, 0, 0], stride: [1, 1, 1] },
    { name: 'resize', kind: 'resizeNearest', from: ['slice'], shape: [4, 4, 2], alignCorners: false, halfPixelCenters: true },
    { name: 'pad', kind: 'pad', from: ['resize'], shape: [4, 4, 2], padding: WINDOW.padding },
    conv('last', 'pad', [2, 2, 3]),
  ], ['last']), ['last']],
  ['two tables, two slices, two borders, two concatenations', 'fold', made([6, 6, 2], [
    { name: 'one', kind: 'lookup', from: ['input'], shape: [6, 6, 2], fn: 'x' },
    { name: 'two', kind: 'lookup', from: ['one'], shape: [6, 6, 2], fn: 'y' },
    { name: 'slice', kind: 'slice', from: ['two'], shape: [5, 3, 2], begin: [1, 0, 0], stride: [1, 2, 1] },
    { name: 'again', kind: 'slice', from: ['slice'], shape: [2, 1, 1], begin: [1, 1, 1], stride: [2, 1, 1] },
    { name: 'pad', kind: 'pad', from: ['again'], shape: [3, 3, 1], padding: BORDER },
    { name: 'wide', kind: 'pad', from: ['pad'], shape: [4, 5, 1], padding: BORDER },
    { name: 'inner', kind: 'concat', from: ['wide', 'wide'], shape: [4, 5, 2], axis: 2 },
    { name: 'outer', kind: 'concat', from: ['wide', 'inner'], shape: [4, 5, 3], axis: 2 },
  ], ['outer'], { one: (q) => ~q, two: (q) => q >> 1 }), ['two', 'again', 'wide', 'outer']],
  ['a border before convolutions', 'fuse', made([5, 5, 2], [
    { name: 'pad', kind: 'pad', from: ['input'], shape: [6, 7, 2], padding: BORDER }, conv('a', 'pad', [4, 5, 3]),
    conv('b', 'pad', [3, 3, 2], { kind: 'depthwiseConv2d', stride: [2, 2], padding: { top: 1, bottom: 0, left: 0, right: 0 } }),
  ], ['a', 'b']), ['a', 'b']],
  ['a border before a pool stays', 'fuse', made([5, 5, 2], [{ name: 'pad', kind: 'pad', from: ['input'], shape: [6, 7, 2], padding: BORDER }, conv('pool', 'pad', [4, 5, 2], { kind: 'maxPool2d' })], ['pool']), ['pad', 'pool']],
  ['a border as wide as the window stays', 'fuse', made([5, 5, 2], [{ name: 'pad', kind: 'pad', from: ['input'], shape: [6, 7, 2], padding: BORDER }, conv('a', 'pad', [6, 7, 2], { kernel: [1, 1] })], ['a']), ['pad', 'a']],
  ['a table that is an activation', 'fuse', made([4, 4, 2], [conv('a', 'input', [2, 2, 3]), { name: 'relu', kind: 'lookup', from: ['a'], shape: [2, 2, 3], fn: 'relu' }], ['relu'], { relu }), ['a']],
  ['a table that is nearly one stays', 'fuse', made([4, 4, 2], [conv('a', 'input', [2, 2, 3]), { name: 'relu', kind: 'lookup', from: ['a'], shape: [2, 2, 3], fn: 'relu' }], ['relu'], { relu: (q) => (q === 100 ? 101 : relu(q)) }), ['a', 'relu']],
  ['a node nobody reads', 'dropDead', made([4, 4, 2], [conv('a', 'input', [2, 2, 3]), conv('b', 'input', [2, 2, 3]), conv('c', 'b', [1, 1, 1], { kernel: [1, 1], stride: [2, 2] })], ['a']), ['a']],
];

test.each(found)('%s', (_, pass, int8Net, left) => {
  const after = optimise(int8Net, [pass]);
  expect(after.int8Net.net.nodes.map(({ name }) => name)).toEqual(left);
  expect(after.did.length > 0).toBe(left.length < int8Net.net.nodes.length);
  sameBytes(int8Net, after.int8Net, pass);
});

const CONVOLUTIONS: readonly OpKind[] = ['conv2d', 'conv2d', 'conv2d', 'depthwiseConv2d', 'add', 'mul', 'mean', 'lookup', 'concat', 'pad'];

/** Some output channels weigh nothing, as pruning leaves them; some layers have one scale. */
function pruned(int8Net: Int8Net, rng: Rng): Int8Net {
  const constants = new Map<string, Int8Constants>();
  for (const [name, layer] of int8Net.layers) {
    const node = int8Net.net.nodes.find((one) => one.name === name)!;
    const channels = layer.bias.length;
    const dead = Array.from({ length: channels }, () => rng.int(3) === 0);
    const per = layer.weights.length / channels;
    constants.set(name, { ...layer, weightScales: layer.weightScales.slice(0, rng.int(4) === 0 ? 1 : channels), weights: layer.weights.map((w, i) => (dead[node.kind === 'depthwiseConv2d' ? i % channels : Math.floor(i / per)] ? 0 : w)) });
  }
  return assembleInt8Net(int8Net.net, int8Net.tensors, constants, int8Net.rounding, int8Net.lookups);
}

describe('random networks with filters of zeros', () => {
  test('every output of all passes is the same, and some networks shrink', () => {
    let shrunk = 0;
    const used = new Set<PassName>();
    for (let seed = 0; seed < 400; seed++) {
      const rng = new Rng(`passes ${seed}`);
      const net = randomNet(rng, seed % 4 === 0 ? ALL_KINDS : CONVOLUTIONS);
      const int8Net = pruned(quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 64, zeroPoint: rng.int(256) - 128 }, { rounding: seed % 2 === 0 ? 'double' : 'single' }), rng.fork('prune'));
      const { int8Net: after, did } = optimise(int8Net);
      sameBytes(int8Net, after, `seed ${seed}`);
      for (const { pass } of did) used.add(pass);
      const weights = (one: Int8Net): number => [...one.layers.values()].reduce((sum, layer) => sum + layer.weights.length, 0);
      if (weights(after) < weights(int8Net)) shrunk++;
      expect(optimise(after).did).toEqual([]);
    }
    expect([...used].sort()).toEqual([...PASS_NAMES].sort());
    expect(shrunk).toBeGreaterThan(50);
  });

  test('a chain: the dead filter, its depthwise channel and what weighs them go; a padded reader keeps what is not its zero point', () => {
    const chain = (padding: object): Int8Net => made([4, 4, 2], [
      conv('expand', 'input', [4, 4, 6], { kernel: [1, 1] }),
      conv('depthwise', 'expand', [2, 2, 6], { kind: 'depthwiseConv2d' }),
      { name: 'sum', kind: 'add', from: ['depthwise', 'depthwise'], shape: [2, 2, 6], activation: 'none' },
      conv('project', 'sum', [2, 2, 3], { kernel: [2, 2], padding }),
    ], ['project']);
    const kill = (int8Net: Int8Net, channel: number): Int8Net => {
      const expand = int8Net.layers.get('expand')!;
      return assembleInt8Net(int8Net.net, int8Net.tensors, new Map([...int8Net.layers, ['expand', { ...expand, weights: expand.weights.map((w, i) => (Math.floor(i / 2) === channel ? 0 : w)) }]]), 'double');
    };
    const cut = optimise(kill(chain({ top: 0, bottom: 1, left: 0, right: 1 }), 2)).int8Net;
    expect(cut.net.tensors.map(({ shape }) => shape[2])).toEqual([2, 6, 6, 6, 3]);
    const open = kill(made([4, 4, 2], [
      conv('expand', 'input', [4, 4, 6], { kernel: [1, 1] }),
      conv('depthwise', 'expand', [2, 2, 6], { kind: 'depthwiseConv2d' }),
      conv('project', 'depthwise', [1, 1, 3], { kernel: [2, 2] }),
    ], ['project']), 2);
    const shorter = optimise(open).int8Net;
    expect(shorter.net.tensors.map(({ shape }) => shape[2])).toEqual([2, 5, 5, 3]);
    sameBytes(open, shorter, 'chain');
  });
});
