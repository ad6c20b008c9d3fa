/**
 * FULLY_CONNECTED: one row is a dense layer, many rows are a 1x1 convolution over them. A transposed input is put back
 * by permuting the columns of the weights.
 */
import { elements } from '../../../net/index.ts';
import { constantsOf, filterOf, summandsOf } from '../filter.ts';
import type { Assembly } from '../graph.ts';
import { Unsupported } from '../unsupported.ts';
import { fusedOf, ownActivation } from '../window.ts';
import type { Translate } from './translate.ts';
import type { Value } from '../value.ts';

export const fullyConnected: Translate = (assembly, operator, index) => {
  const { inputs: [t, weightsTensor], outputs: [output], options } = operator;
  if (options.weightsFormat !== 0) throw new Unsupported('has shuffled weights; plain ones are supported');
  const seen = assembly.solid(t);
  const { shape: [channels, depth], weights, scales } = filterOf(assembly, operator, 2, 0, true);
  const rows = elements(seen.shape) / depth;
  const inRows = (): Value => (assembly.ownShape(assembly.ordered(t))[2] === depth ? assembly.ordered(t) : assembly.plain(t));
  const input = rows === 1 ? seen : inRows();
  if (!Number.isInteger(rows)) throw new Unsupported(`takes rows of ${depth} values from ${elements(input.shape)}`);
  const fused = fusedOf(operator);
  const activation = ownActivation(fused);
  const [params, made] = [assembly.params[input.id], assembly.paramsOf(output)];
  const summands = summandsOf(input.order === null ? weights : permuteColumns(weights, input.order));
  const joined = joinRows(summands, channels);
  if (rows === 1) {
    const constants = constantsOf(assembly, operator, joined, scales, channels, { input: params, output: made, single: false });
    const source = summands.length === 1 ? input : repeat(assembly, input, summands.length, 0, index);
    assembly.append(`dense_${index}`, [source], output, { kind: 'dense', activation }, { constants, fused, free: [1, 1, channels] });
    return;
  }
  if (assembly.ownShape(input)[2] !== depth) throw new Unsupported(`takes rows of ${depth} values across the ${assembly.ownShape(input)[2]} channels of its input; rows of channels are supported`);
  const single = scales.length === 1 || assembly.isUnsigned(weightsTensor);
  const constants = constantsOf(assembly, operator, joined, scales, channels, { input: params, output: made, single });
  const source = summands.length === 1 ? input : repeat(assembly, input, summands.length, 2, index);
  const window = { kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } } as const;
  assembly.append(`conv2d_${index}`, [source], output, { kind: 'conv2d', ...window, activation }, { constants, fused, free: [1, 1, channels] });
};

/** The columns where our tensor has the values that the file puts at `order`'s index. */
function permuteColumns(weights: Int16Array, order: Int32Array): Int16Array {
  const permuted = new Int16Array(weights.length);
  for (let row = 0; row < weights.length; row += order.length) order.forEach((own, i) => (permuted[row + own] = weights[row + i]));
  return permuted;
}

/** [channels][depth] summands side by side: [channels][summands][depth]. */
function joinRows(summands: readonly Int8Array[], channels: number): Int8Array {
  const depth = summands[0].length / channels;
  const joined = new Int8Array(summands[0].length * summands.length);
  for (let c = 0; c < channels; c++) summands.forEach((part, k) => joined.set(part.subarray(c * depth, (c + 1) * depth), (c * summands.length + k) * depth));
  return joined;
}

/** The input as often as the weights have summands, one copy after another along an axis. */
function repeat(assembly: Assembly, input: Value, times: number, axis: 0 | 2, index: number): Value {
  const copies = new Array<Value>(times).fill(input);
  const id = assembly.emit(`repeat_${index}`, copies, assembly.params[input.id], { kind: 'concat', axis }, {});
  return { id, shape: assembly.tensors[id].shape, border: null, order: null };
}
