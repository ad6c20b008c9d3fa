/** ADD, SUB and MUL with constants answer as with a second input of the same values and parameters. */
import { expect, test } from 'vitest';
import { Rng } from '../../../lib/index.ts';
import { runInt8 } from '../../execute.ts';
import { TestGraph } from '../testing.ts';

const SHAPE = [1, 3, 2, 4];
const OPTIONS = [{ activation: 0 }, { activation: 1 }, { activation: 2 }, { activation: 3 }];

interface Case {
  readonly name: string;
  readonly constantShape: readonly number[];
  readonly constantFirst: boolean;
  readonly kinds: readonly string[];
}
const cases: readonly Case[] = [
  ...['ADD', 'SUB', 'MUL'].flatMap((name) => [true, false].map((constantFirst) => ({ name, constantShape: constantFirst ? [] : [1, 1, 1, 1], constantFirst, kinds: ['lookup'] }))),
  { name: 'MUL', constantShape: [4], constantFirst: true, kinds: ['depthwiseConv2d'] },
  { name: 'MUL', constantShape: [1, 1, 1, 4], constantFirst: false, kinds: ['depthwiseConv2d'] },
  { name: 'ADD', constantShape: [1, 4], constantFirst: true, kinds: ['slice', 'conv2d', 'add'] },
  { name: 'ADD', constantShape: [4], constantFirst: false, kinds: ['slice', 'conv2d', 'add'] },
  { name: 'SUB', constantShape: [4], constantFirst: false, kinds: ['slice', 'conv2d', 'sub'] },
];

test.each(cases)('$name with a constant $constantShape, first: $constantFirst', ({ name, constantShape, constantFirst, kinds }) => {
  const rng = new Rng(`${name}${constantShape.join()}`);
  for (let round = 0; round < 40; round++) {
    const [scale, other, made] = [rng.float() + 0.01, rng.float() + 0.01, (rng.float() + 0.01) * 4];
    const zeros = [rng.int(256) - 128, name === 'MUL' ? rng.int(2) : rng.int(256) - 128, rng.int(256) - 128];
    const options = rng.pick(OPTIONS);
    const count = constantShape.reduce((product, extent) => product * extent, 1);
    const values = Int8Array.from({ length: count }, () => rng.int(254) - 126);
    const answers = [true, false].map((constant) => {
      const g = new TestGraph();
      const input = g.tensor(SHAPE, scale, zeros[0]);
      // the second input has our first's shape where it comes first, since the first is never repeated
      const secondShape = constantFirst ? SHAPE : [1, 1, 1, count];
      const second = constant ? g.weights(constantShape, [...values], { scales: [other], zeroPoint: zeros[1] }) : g.tensor(secondShape, other, zeros[1]);
      const output = g.op(name, constantFirst ? [second, input] : [input, second], g.tensor(SHAPE, made, zeros[2]), options);
      const net = g.read(constant ? [input] : [input, second], [output]);
      if (constant) expect(net.net.nodes.map(({ kind }) => kind)).toEqual(options.activation === 2 ? [...kinds, 'lookup'] : kinds);
      const x = Int8Array.from({ length: 24 }, (_, i) => ((i * 37 + round * 11) % 256) - 128);
      return [...runInt8(net, constant ? x : Int8Array.of(...x, ...(constantFirst ? Array.from(x, (_, i) => values[i % count]) : values)))];
    });
    expect(answers[0]).toEqual(answers[1]);
  }
});

test('a small first operand changes places with the second, but not in a difference', () => {
  const build = (name: string): (() => number[]) => () => {
    const g = new TestGraph();
    const [gate, input] = [g.tensor([1, 1, 1, 2]), g.tensor([1, 2, 1, 2])];
    return [...runInt8(g.read([gate, input], [g.op(name, [gate, input], g.tensor([1, 2, 1, 2]))]), Int8Array.of(2, 4, 10, 10, 20, -20))];
  };
  expect(build('ADD')()).toEqual([12, 14, 22, -16]);
  expect(build('MUL')()).toEqual([10, 20, 20, -40]);
  expect(build('SUB')).toThrow(/SUB \(operator 0, "t2"\) subtracts a tensor from a smaller one/);
});

test('constants of full size and other shapes are named', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 1, 2]);
  const full = g.op('ADD', [input, g.weights([1, 2, 1, 2], [1, 2, 3, 4])], g.tensor([1, 2, 1, 2]));
  const rows = g.op('MUL', [full, g.weights([1, 2, 1, 1], [1, 2])], g.tensor([1, 2, 1, 2]));
  expect(() => g.read([input], [rows])).toThrow(/ADD \(operator 0, "t2"\) has a constant of shape 1x2x1x2; .*; MUL \(operator 1, "t4"\) has a constant of shape 1x2x1x1; one number, or one for each of 2 channels is supported/);
});
