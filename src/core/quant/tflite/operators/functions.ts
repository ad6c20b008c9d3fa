/** Operators that are functions of one element: each becomes a lookup whose table says what TFLite Micro computes. */
import type { QuantParams } from '../../../data/index.ts';
import type { TfliteOperator } from '../../../net/index.ts';
import type { Assembly } from '../graph.ts';
import { hardSwishTable } from '../lookups/hardSwish.ts';
import { boundedTable, leakyReluTable, rescaleTable } from '../lookups/linear.ts';
import { LOGISTIC_OUTPUT, logisticTable, TANH_OUTPUT, tanhTable } from '../lookups/sigmoid.ts';
import { Unsupported } from '../unsupported.ts';
import type { Translate } from './translate.ts';

type Table = (input: QuantParams, output: QuantParams, operator: TfliteOperator) => Int8Array;

/** @param fn shown to people @param of what else it depends on */
const lookup = (fn: string, table: Table, of: (operator: TfliteOperator) => string = () => ''): Translate => (assembly, operator, index) => {
  const input = assembly.solid(operator.inputs[0]);
  const [output] = operator.outputs;
  assembly.append(`${fn}_${index}`, [input], output, { kind: 'lookup', fn: `${fn}${of(operator)}` }, { table: table(assembly.params[input.id], assembly.paramsOf(output), operator), order: input.order });
};

/** Exists in int8 alone, with prescribed output parameters. */
const prescribed = (fn: string, table: (input: QuantParams) => Int8Array, wanted: QuantParams): Translate => (assembly, operator, index) => {
  if (assembly.isUnsigned(operator.inputs[0])) throw new Unsupported('of uint8 is computed in several ways; that of int8 is supported', true);
  const { scale, zeroPoint } = assembly.paramsOf(operator.outputs[0]);
  if (Math.abs(scale / wanted.scale - 1) > 0.001 || zeroPoint !== wanted.zeroPoint) throw new Unsupported(`has an output of scale ${scale} and zero point ${zeroPoint}; 1/${1 / wanted.scale} and ${wanted.zeroPoint} are what it has in int8`);
  lookup(fn, table)(assembly, operator, index);
};

/** Between int8 and uint8 too, whose values are one here; nothing is left where the parameters agree. */
const quantize: Translate = (assembly, operator, index) => {
  const [from, to] = [operator.inputs[0], operator.outputs[0]];
  const [input, output] = [assembly.params[assembly.value(from).id], assembly.paramsOf(to)];
  if (input.scale === output.scale && input.zeroPoint === output.zeroPoint) assembly.relabel(from, to);
  else lookup('quantize', rescaleTable)(assembly, operator, index);
};

/** Any function, as our own files write it: GATHER of a table of 256 by CAST and ADD of 128. */
const table: Translate = (assembly, operator, index) => {
  const found = gatheredTable(assembly, operator);
  if (found === null) throw new Unsupported('is supported as a table of 256 int8 for one int8 tensor, and on shapes');
  const [input, output] = [assembly.solid(found.input), operator.outputs[0]];
  assembly.append(`table_${index}`, [input], output, { kind: 'lookup', fn: 'table' }, { table: found.values, order: input.order });
};

/** The tensor and the values of a table that GATHER stands for; null where it is none. */
export function gatheredTable({ constants, graph }: Pick<Assembly, 'constants' | 'graph'>, { inputs: [tableTensor, indices], options }: TfliteOperator): { input: number; values: Int8Array } | null {
  const values = constants.of(tableTensor)?.values;
  const add = constants.writer(indices ?? -1);
  const offset = constants.ints(add?.inputs[1]);
  const cast = constants.writer(add?.inputs[0] ?? -1);
  if (add?.name !== 'ADD' || cast?.name !== 'CAST' || offset?.length !== 1 || offset[0] !== 128 || options.axis !== 0 || options.batchDimensions !== 0) return null;
  const [input] = cast.inputs;
  return values instanceof Int8Array && values.length === 256 && graph.tensors[input ?? -1]?.type === 'INT8' ? { input, values } : null;
}

export const FUNCTIONS: Readonly<Record<string, Translate>> = {
  LOGISTIC: prescribed('logistic', logisticTable, LOGISTIC_OUTPUT),
  TANH: prescribed('tanh', tanhTable, TANH_OUTPUT),
  RELU: (assembly, operator, index) => lookup('relu', (input, output) => boundedTable(input, output, 0, Infinity, assembly.isUnsigned(operator.inputs[0]) ? undefined : input.scale / output.scale))(assembly, operator, index),
  RELU6: lookup('relu6', (input, output) => boundedTable(input, output, 0, 6)),
  RELU_N1_TO_1: lookup('reluN1To1', (input, output) => boundedTable(input, output, -1, 1)),
  LEAKY_RELU: lookup('leakyRelu', (input, output, { options }) => leakyReluTable(input, output, options.alpha), ({ options }) => `(${options.alpha})`),
  HARD_SWISH: lookup('hardSwish', hardSwishTable),
  QUANTIZE: quantize,
  GATHER: table,
};
