/** An int8 network of a single node, for the tests of single ops. */
import type { QuantParams } from '../../data/index.ts';
import type { Net, Node, Shape } from '../../net/index.ts';
import { runInt8 } from '../execute.ts';
import type { Rounding } from '../fixedPoint.ts';
import { assembleInt8Net, type Int8Constants, type Int8Net } from '../int8Net.ts';

type WithoutEnds<N> = N extends Node ? Omit<N, 'name' | 'inputs' | 'output'> : never;

export interface OneOp {
  readonly op: WithoutEnds<Node>;
  readonly inputs: readonly { readonly shape: Shape; readonly quant: QuantParams }[];
  readonly output: { readonly shape: Shape; readonly quant: QuantParams };
  readonly constants?: Int8Constants;
  readonly table?: Int8Array;
  readonly rounding?: Rounding;
}

export function oneOp({ op, inputs, output, constants, table, rounding = 'double' }: OneOp): Int8Net {
  const node: Node = { ...op, name: 'op', inputs: inputs.map((_, id) => id), output: inputs.length };
  const net: Net = {
    name: 'one op',
    tensors: [...inputs, output].map(({ shape }, id) => ({ name: `t${id}`, shape })),
    nodes: [node],
    inputs: node.inputs,
    outputs: [node.output],
  };
  return assembleInt8Net(net, [...inputs, output].map(({ quant }) => quant), constants === undefined ? new Map() : new Map([['op', constants]]), rounding, table === undefined ? new Map() : new Map([['op', table]]));
}

/** @param values of all inputs, one after another */
export const runOneOp = (one: OneOp, values: Int8Array): Int8Array => runInt8(oneOp(one), values);
