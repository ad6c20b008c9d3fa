import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { buildNet, validateNet, type Net, type Node } from '../net/index.ts';
import { publishedNetworks } from '../space/index.ts';
import { planArena } from './index.ts';
import { randomNet } from './netTesting.ts';
import { leastBytes, placingProblem } from './problem.ts';
import { bestOrder, reorder } from './reorder.ts';

/** Every order in which each node comes after those it reads from. */
function* orders(net: Net, run: readonly Node[] = []): Generator<readonly Node[]> {
  if (run.length === net.nodes.length) yield run;
  const there = new Set([...net.inputs, ...run.map(({ output }) => output)]);
  for (const node of net.nodes) if (!run.includes(node) && node.inputs.every((id) => there.has(id))) yield* orders(net, [...run, node]);
}

test('no order of a branching network needs less: brute force agrees', () => {
  let better = 0;
  fc.assert(fc.property(fc.nat(), fc.record({ overlap: fc.boolean(), inPlace: fc.boolean(), inputExternal: fc.boolean(), lean: fc.boolean() }), (seed, options) => {
    const net = randomNet(new Rng(seed), 6, ['conv2d', 'conv2d', 'add', 'concat', 'depthwiseConv2d', 'maxPool2d', 'slice', 'lookup'], 'several');
    const need = (nodes: readonly Node[]): number => leastBytes(placingProblem({ ...net, nodes }, options));
    const least = Math.min(...[...orders(net)].map(need));
    const found = reorder(net, options);
    validateNet(found);
    expect(need(found.nodes)).toBe(least);
    expect(bestOrder(net, options)).toMatchObject({ bytes: least, exact: true });
    if (least < need(net.nodes)) better++;
  }), { numRuns: 150 });
  expect(better).toBeGreaterThan(10);
});

/** Two branches that shrink a map; run side by side both large tensors live at once. */
const conv = (name: string, input: number, output: number): Node => ({
  kind: 'conv2d', name, inputs: [input], output, kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, activation: 'none',
});
const branches: Net = {
  name: 'branches', inputs: [0], outputs: [5],
  tensors: [2, 32, 32, 1, 1, 2].map((channels, i) => ({ name: `t${i}`, shape: [8, 8, channels] })),
  nodes: [conv('wide1', 0, 1), conv('wide2', 0, 2), conv('narrow1', 1, 3), conv('narrow2', 2, 4), { kind: 'concat', name: 'join', inputs: [3, 4], output: 5, axis: 2 }],
};

test('one branch after the other instead of side by side halves the peak', () => {
  const found = reorder(branches);
  expect(found.nodes.map(({ name }) => name).slice(0, 2)).not.toEqual(['wide1', 'wide2']);
  expect(planArena(found).bytes).toBeLessThan(0.6 * planArena(branches).bytes);
});

test('a straight network stays itself; where sets explode the given order stays, and says so', () => {
  const net = buildNet(publishedNetworks[0]);
  expect(reorder(net)).toBe(net);
  const wide = 24;
  const many: Net = {
    name: 'wide', inputs: [0], outputs: [2 * wide + 1],
    tensors: [{ name: 'in', shape: [8, 8, 2] }, ...Array.from({ length: 2 * wide }, (_, i) => ({ name: `t${i}`, shape: [8, 8, i < wide ? 8 : 1] as const })), { name: 'out', shape: [8, 8, wide] }],
    nodes: [
      ...Array.from({ length: wide }, (_, i) => conv(`a${i}`, 0, 1 + i)), ...Array.from({ length: wide }, (_, i) => conv(`b${i}`, 1 + i, 1 + wide + i)),
      { kind: 'concat', name: 'join', inputs: Array.from({ length: wide }, (_, i) => 1 + wide + i), output: 2 * wide + 1, axis: 2 },
    ],
  };
  expect(bestOrder(many)).toMatchObject({ exact: false, order: many.nodes.map((_, i) => i) });
});
