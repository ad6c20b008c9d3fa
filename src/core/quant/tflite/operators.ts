/** Which operators of TensorFlow Lite there are translations for, and which of their inputs are computed tensors. */
import type { TfliteOperator } from '../../net/index.ts';
import type { Assembly } from './graph.ts';
import { arithmetic } from './operators/arithmetic.ts';
import { conv2d, depthwiseConv2d } from './operators/convolutions.ts';
import { fullyConnected } from './operators/fullyConnected.ts';
import { FUNCTIONS, gatheredTable } from './operators/functions.ts';
import { concatenation, pad, relabel, slice, split, stridedSlice, transpose } from './operators/moves.ts';
import { averagePool, maxPool, mean, reduceMax, resizeNearest, softmax } from './operators/pools.ts';
import type { Translate } from './operators/translate.ts';

interface Known {
  readonly translate: Translate;
  /** Inputs it cannot do without. */
  readonly inputs: number;
}

const known = (inputs: number, translations: Readonly<Record<string, Translate>>): [string, Known][] => Object.entries(translations).map(([name, translate]) => [name, { translate, inputs }]);

/** By the schema's names. */
export const TRANSLATIONS: ReadonlyMap<string, Known> = new Map([
  ...known(1, { ...FUNCTIONS, AVERAGE_POOL_2D: averagePool, MAX_POOL_2D: maxPool, SOFTMAX: softmax, RESIZE_NEAREST_NEIGHBOR: resizeNearest }),
  ...known(1, { RESHAPE: relabel, SQUEEZE: relabel, EXPAND_DIMS: relabel, CONCATENATION: concatenation }),
  ...known(1, { UNPACK: split(({ inputs }) => inputs[0], (_, { options }) => options.axis) }),
  ...known(2, { CONV_2D: conv2d, DEPTHWISE_CONV_2D: depthwiseConv2d, FULLY_CONNECTED: fullyConnected }),
  ...known(2, { ADD: arithmetic('add'), SUB: arithmetic('sub'), MUL: arithmetic('mul'), MEAN: mean, REDUCE_MAX: reduceMax, PAD: pad, TRANSPOSE: transpose }),
  ...known(2, { SPLIT: split(({ inputs }) => inputs[1], ({ constants }, { inputs }) => constants.ints(inputs[0])?.[0]) }),
  ...known(3, { SPLIT_V: split(({ inputs }) => inputs[0], ({ constants }, { inputs }) => constants.ints(inputs[2])?.[0]), PADV2: pad, SLICE: slice }),
  ...known(4, { STRIDED_SLICE: stridedSlice }),
]);

const SEVERAL_OUTPUTS = new Set(['SPLIT', 'SPLIT_V', 'UNPACK']);
/** Operators whose first input alone is computed; the others say how. */
const FIRST_ALONE = new Set(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'MEAN', 'REDUCE_MAX', 'RESIZE_NEAREST_NEIGHBOR', 'PAD', 'PADV2', 'RESHAPE', 'SQUEEZE', 'EXPAND_DIMS', 'TRANSPOSE', 'STRIDED_SLICE', 'SLICE', 'SPLIT_V']);

export const mayHaveOutputs = ({ name, outputs }: TfliteOperator): boolean => outputs.length === 1 || (outputs.length > 1 && SEVERAL_OUTPUTS.has(name));

/** The tensors an operator computes with. */
export function computedInputs(assembly: Pick<Assembly, 'constants' | 'graph'>, operator: TfliteOperator): readonly number[] {
  const { name, inputs } = operator;
  if (FIRST_ALONE.has(name)) return inputs.slice(0, 1);
  if (name === 'SPLIT') return inputs.slice(1, 2);
  const table = name === 'GATHER' ? gatheredTable(assembly, operator) : null;
  return table === null ? inputs.filter((t) => t === -1 || assembly.constants.of(t) === null) : [table.input];
}
