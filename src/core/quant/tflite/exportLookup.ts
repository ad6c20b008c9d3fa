/**
 * Lookups as operators of TensorFlow Lite: by their names where TensorFlow Lite Micro computes this very table, otherwise
 * as the table itself, read by GATHER at the input plus 128.
 */
import type { QuantParams } from '../../data/index.ts';
import { ELEMENT_TYPES, type Lookup } from '../../net/index.ts';
import { known } from '../execute.ts';
import { TABLE_ENTRIES } from '../int8Net.ts';
import { bytesOf, type FileGraph, type Options } from './fileGraph.ts';
import { hardSwishTable } from './lookups/hardSwish.ts';
import { boundedTable, leakyReluTable, rescaleTable } from './lookups/linear.ts';
import { LOGISTIC_OUTPUT, logisticTable, TANH_OUTPUT, tanhTable } from './lookups/sigmoid.ts';

interface Candidate {
  readonly name: string;
  readonly options?: Options;
  readonly table: () => Int8Array;
}

/** The operator of a function's name, where there is one for these parameters. */
function candidateFor(fn: string, input: QuantParams, output: QuantParams): Candidate | null {
  const alike = ({ scale, zeroPoint }: QuantParams): boolean => output.scale === scale && output.zeroPoint === zeroPoint;
  const alpha = /^leakyRelu\((.*)\)$/.exec(fn)?.[1];
  if (alpha !== undefined) return { name: 'LEAKY_RELU', options: { alpha: Number(alpha) }, table: () => leakyReluTable(input, output, Number(alpha)) };
  if (fn === 'logistic' && alike(LOGISTIC_OUTPUT)) return { name: 'LOGISTIC', table: () => logisticTable(input) };
  if (fn === 'tanh' && alike(TANH_OUTPUT)) return { name: 'TANH', table: () => tanhTable(input) };
  if (fn === 'relu') return { name: 'RELU', table: () => boundedTable(input, output, 0, Infinity, input.scale / output.scale) };
  if (fn === 'relu6' && alike(input)) return { name: 'RELU6', table: () => boundedTable(input, output, 0, 6) };
  if (fn === 'hardSwish') return { name: 'HARD_SWISH', table: () => hardSwishTable(input, output) };
  if (fn === 'quantize' && !alike(input)) return { name: 'QUANTIZE', table: () => rescaleTable(input, output) };
  return null;
}

export function writeLookup(file: FileGraph, node: Lookup): void {
  const { net, tensors, lookups } = file.int8Net;
  const [id] = node.inputs;
  const from = file.read(id);
  const table = known(lookups.get(node.name), node.name);
  const candidate = candidateFor(node.fn, tensors[id], tensors[node.output]);
  if (candidate !== null && computes(candidate, table)) {
    file.push(candidate.name, node, [from], candidate.options);
    return;
  }
  const shape = [1, ...net.tensors[id].shape];
  const [int8, int32] = [ELEMENT_TYPES.indexOf('INT8'), ELEMENT_TYPES.indexOf('INT32')];
  const wide = file.between('CAST', [from], file.add(`${node.name}/int32`, shape, 'INT32', null), { inType: int8, outType: int32 });
  const index = file.between('ADD', [wide, file.integers(`${node.name}/128`, [128])], file.add(`${node.name}/index`, shape, 'INT32', null));
  const values = file.add(`${node.name}/table`, [TABLE_ENTRIES], 'INT8', bytesOf(table), [tensors[node.output]]);
  file.push('GATHER', node, [values, index]);
}

function computes({ table }: Candidate, wanted: Int8Array): boolean {
  try {
    return table().every((value, i) => value === wanted[i]);
  } catch {
    return false; // factors that the operator cannot have
  }
}
