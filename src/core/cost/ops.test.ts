/** What each op costs, by the conventions of the published figures, on shapes small enough to count by hand. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OP_KINDS, type Net, type Node, type Shape } from '../net/index.ts';
import { findBoard } from '../boards/index.ts';
import { costOf, costTable, flash } from './index.ts';

/** Files in an ops folder that are no op themselves. */
const SHARED = ['op-cost', 'window', 'elementwise'];

test.each(['src/core/net/ops', 'src/core/cost/ops'])('%s has one file for each op, under the op\'s name', (folder) => {
  const names = readdirSync(folder).filter((file) => !file.endsWith('.test.ts')).map((file) => file.replace(/\.ts$/, ''));
  expect(names.filter((name) => !SHARED.includes(name)).sort()).toEqual([...OP_KINDS].sort());
});

type WithoutEnds<N> = N extends Node ? Omit<N, 'name' | 'inputs' | 'output'> : never;

const netOf = (parts: WithoutEnds<Node>, inputs: readonly Shape[], output: Shape): Net => ({
  name: 'one',
  tensors: [...inputs, output].map((shape, id) => ({ name: `t${id}`, shape })),
  nodes: [{ ...parts, name: 'op', inputs: inputs.map((_, id) => id), output: inputs.length }],
  inputs: inputs.map((_, id) => id),
  outputs: [inputs.length],
});

const padding = { top: 0, bottom: 0, left: 0, right: 0 };
const window = { kernel: [3, 3], stride: [1, 1], padding } as const;
const plane: Shape = [6, 5, 4];

describe('multiply-accumulates, and bytes of weights, biases, scales and tables', () => {
  const cases: readonly (readonly [parts: WithoutEnds<Node>, inputs: readonly Shape[], output: Shape, macs: number, bytes: number])[] = [
    [{ kind: 'conv2d', ...window, activation: 'none' }, [plane], [4, 3, 8], 4 * 3 * 8 * 9 * 4, 9 * 4 * 8 + 8 * 8],
    [{ kind: 'conv2d', ...window, dilation: [2, 2], activation: 'none' }, [plane], [2, 1, 8], 2 * 8 * 9 * 4, 9 * 4 * 8 + 8 * 8],
    [{ kind: 'depthwiseConv2d', ...window, activation: 'none' }, [plane], [4, 3, 4], 4 * 3 * 4 * 9, 9 * 4 + 8 * 4],
    [{ kind: 'depthwiseConv2d', ...window, multiplier: 3, activation: 'none' }, [plane], [4, 3, 12], 4 * 3 * 12 * 9, 9 * 12 + 8 * 12],
    [{ kind: 'dense', activation: 'none' }, [plane], [1, 1, 10], 1200, 1200 + 80],
    [{ kind: 'add', activation: 'none' }, [plane, plane], plane, 0, 0],
    [{ kind: 'sub', activation: 'none' }, [plane, plane], plane, 0, 0],
    [{ kind: 'mul', activation: 'none' }, [plane, [1, 1, 4]], plane, 0, 0],
    [{ kind: 'averagePool2d', ...window }, [plane], [4, 3, 4], 0, 0],
    [{ kind: 'maxPool2d', ...window }, [plane], [4, 3, 4], 0, 0],
    [{ kind: 'mean' }, [plane], [1, 1, 4], 0, 0],
    [{ kind: 'softmax', beta: 1 }, [plane], plane, 0, 0],
    [{ kind: 'lookup', fn: 'logistic' }, [plane], plane, 0, 256],
    [{ kind: 'concat', axis: 0 }, [plane, plane], [12, 5, 4], 0, 0],
    [{ kind: 'slice', begin: [0, 0, 0], stride: [1, 1, 1] }, [plane], [3, 3, 3], 0, 0],
    [{ kind: 'pad', padding }, [plane], plane, 0, 0],
    [{ kind: 'resizeNearest', alignCorners: false, halfPixelCenters: false }, [plane], [12, 10, 4], 0, 0],
  ];
  test.each(cases)('%j', (parts, inputs, output, macs, bytes) => {
    const net = netOf(parts, inputs, output);
    expect(costOf(net, net.nodes[0]).macs).toBe(macs);
    expect(flash(net, 0).total).toBe(bytes);
    const [row] = costTable(net, findBoard('stm32f746'));
    expect(row.weightBytes).toBe(bytes);
    expect((row.latencyMs ?? 0) > 0).toBe(macs > 0);
  });
  test('of every op', () => expect(new Set(cases.map(([{ kind }]) => kind))).toEqual(new Set(OP_KINDS)));
});
