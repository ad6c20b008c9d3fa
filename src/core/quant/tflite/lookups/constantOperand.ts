/** ADD, SUB and MUL with one constant number, as a function of the other operand: worked out by the int8 reference itself. */
import type { QuantParams } from '../../../data/index.ts';
import type { Activation, Net, Shape } from '../../../net/index.ts';
import { runInt8 } from '../../execute.ts';
import { assembleInt8Net, TABLE_ENTRIES } from '../../int8Net.ts';

const SHAPE: Shape = [1, 1, TABLE_ENTRIES];
const EVERY = Int8Array.from({ length: TABLE_ENTRIES }, (_, i) => i - 128);

/** @param constantFirst whether the constant is what the other is subtracted from */
export function constantOperandTable(kind: 'add' | 'sub' | 'mul', params: { readonly input: QuantParams; readonly constant: QuantParams; readonly output: QuantParams }, constant: number, constantFirst: boolean, activation: Activation): Int8Array {
  const net: Net = {
    name: kind,
    tensors: ['first', 'second', 'output'].map((name) => ({ name, shape: SHAPE })),
    nodes: [{ kind, name: kind, inputs: [0, 1], output: 2, activation }],
    inputs: [0, 1],
    outputs: [2],
  };
  const { input, output } = params;
  const numbers = new Int8Array(TABLE_ENTRIES).fill(constant);
  const [first, second] = constantFirst ? [numbers, EVERY] : [EVERY, numbers];
  const ends = constantFirst ? [params.constant, input] : [input, params.constant];
  return runInt8(assembleInt8Net(net, [...ends, output], new Map(), 'double'), Int8Array.of(...first, ...second));
}
