/**
 * ADD, SUB and MUL. Two computed tensors: a node, the smaller repeated. One constant number: a lookup. One constant per
 * channel: MUL is a 1x1 depthwise convolution to the bit; ADD and SUB read the constants as a tensor, which a convolution
 * without weights makes of its bias.
 */
import type { QuantParams } from '../../../data/index.ts';
import { elements, type Shape } from '../../../net/index.ts';
import { quantizeMultiplier } from '../../fixedPoint.ts';
import type { Assembly } from '../graph.ts';
import { constantOperandTable } from '../lookups/constantOperand.ts';
import { Unsupported } from '../unsupported.ts';
import { fusedOf, ownActivation } from '../window.ts';
import type { Translate } from './translate.ts';
import { same, type Value } from '../value.ts';

type Kind = 'add' | 'sub' | 'mul';
const POINT = { kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } } as const;

export const arithmetic = (kind: Kind): Translate => (assembly, operator, index) => {
  const { inputs, outputs: [output] } = operator;
  const fused = fusedOf(operator);
  const activation = ownActivation(fused);
  const operands = inputs.slice(0, 2).map((t) => ({ t, constant: assembly.has(t) ? null : assembly.constants.of(t) }));
  const at = operands.findIndex(({ constant }) => constant !== null);
  expectAlike(assembly, kind, inputs[0], inputs[1], output);
  if (at === -1) {
    const [first, second, order] = pair(assembly, kind, inputs[0], inputs[1]);
    assembly.append(`${kind}_${index}`, [first, second], output, { kind, activation }, { fused, order });
    return;
  }
  const [{ t, constant }, other] = [operands[at], operands[1 - at]];
  if (constant === null || other.constant !== null) throw new Unsupported('has two constants');
  const params = { input: assembly.paramsOf(other.t), constant: assembly.paramsOf(t), output: assembly.paramsOf(output) };
  const values = Array.from(constant.values, (value) => value - (assembly.isUnsigned(t) ? 128 : 0));
  const input = values.length === 1 ? assembly.solid(other.t) : assembly.plain(other.t);
  if (values.length === 1) {
    const table = constantOperandTable(kind, params, values[0], at === 0, activation);
    const number = Math.fround((values[0] - params.constant.zeroPoint) * params.constant.scale);
    assembly.append(`${kind}_${index}`, [input], output, { kind: 'lookup', fn: `${kind}(${at === 0 ? `${number}, x` : `x, ${number}`})` }, { table, fused, order: input.order });
    return;
  }
  const channels = assembly.ownShape(input)[2];
  if (values.length !== channels || constant.shape[constant.shape.length - 1] !== channels || input.shape[2] !== channels) {
    throw new Unsupported(`has a constant of shape ${constant.shape.join('x')}; one number, or one for each of ${channels} channels is supported`);
  }
  if (kind === 'mul') {
    const weights = values.map((value) => value - params.constant.zeroPoint);
    if (weights.some((weight) => weight < -128 || weight > 127)) throw new Unsupported('has constants that differ from their zero point by more than int8 holds');
    assembly.countWeights(channels);
    const constants = { weights: Int8Array.from(weights), weightScales: Float64Array.of(params.constant.scale), bias: new Int32Array(channels) };
    assembly.append(`${kind}_${index}`, [input], output, { kind: 'depthwiseConv2d', ...POINT, activation }, { constants, fused });
    return;
  }
  const row = constantRow(assembly, params.constant, values, index);
  const single = elements(assembly.ownShape(input)) === channels;
  if (kind === 'sub' && at === 0 && !single) throw new Unsupported('subtracts a tensor from a smaller constant; the other way round is supported');
  assembly.append(`${kind}_${index}`, at === 0 && kind === 'sub' ? [row, input] : [input, row], output, { kind, activation }, { fused });
};

/** The two operands, the smaller second, and the order of the elements of both. */
function pair(assembly: Assembly, kind: Kind, a: number, b: number): [Value, Value, Int32Array | null] {
  const [first, second] = [assembly.solid(a), assembly.solid(b)];
  if (same(first.shape, second.shape)) {
    const alike = first.order === second.order || (first.order !== null && second.order?.every((at, i) => at === first.order?.[i]) === true);
    if (alike && same(assembly.ownShape(first), assembly.ownShape(second))) return [first, second, first.order];
    return [assembly.plain(a), assembly.plain(b), null];
  }
  const swaps = elements(first.shape) < elements(second.shape);
  const [large, small] = swaps ? [b, a] : [a, b];
  const [full, part] = [assembly.ordered(large), assembly.plain(small)];
  if (swaps && kind === 'sub') throw new Unsupported('subtracts a tensor from a smaller one; the other way round is supported');
  const [height, width, channels] = part.shape;
  if (height !== 1 || width !== 1 || (channels !== 1 && channels !== full.shape[2])) {
    throw new Unsupported(`combines ${first.shape.join('x')} and ${second.shape.join('x')}; equal shapes, or one operand of 1x1x${full.shape[2]} or 1x1x1, are supported`);
  }
  return [channels === 1 || assembly.ownShape(full)[2] === channels ? full : assembly.plain(large), part, null];
}

/** A tensor [1, 1, n] of constants: a convolution of one input element with weights of 0, factor 1. */
function constantRow(assembly: Assembly, params: QuantParams, values: readonly number[], index: number): Value {
  const [source] = assembly.params;
  const value = (id: number): Value => ({ id, shape: assembly.tensors[id].shape, border: null, order: null });
  const seed = assembly.emit(`constant_${index}_seed`, [value(0)], source, { kind: 'slice', begin: [0, 0, 0], stride: [1, 1, 1] }, { free: [1, 1, 1] });
  const constants = {
    weights: new Int8Array(values.length),
    weightScales: Float64Array.of(params.scale / source.scale),
    bias: Int32Array.from(values, (q) => q - params.zeroPoint),
  };
  const free: Shape = [1, 1, values.length];
  return value(assembly.emit(`constant_${index}`, [value(seed)], params, { kind: 'conv2d', ...POINT, activation: 'none' }, { constants, free }));
}

/** uint8 MUL and SUB divide their scales otherwise than int8; where that changes the factor, they are no twins. */
function expectAlike(assembly: Assembly, kind: Kind, a: number, b: number, output: number): void {
  if (kind === 'add' || !assembly.isUnsigned(output)) return;
  const [first, second, made] = [a, b, output].map((t) => assembly.paramsOf(t).scale);
  const twice = 2 * Math.max(first, second);
  const factors = kind === 'mul'
    ? [[(first * second) / made, Math.fround(Math.fround(first * second) / made)]]
    : [[Math.fround(first / twice), first / twice], [Math.fround(second / twice), second / twice]];
  for (const pairOfFactors of factors) {
    const [signed, unsigned] = pairOfFactors.map((factor) => quantizeMultiplier(factor));
    if (signed.mantissa !== unsigned.mantissa || signed.shift !== unsigned.shift) throw new Unsupported('of uint8 has a factor that rounds otherwise than in int8; quantise the model to int8', true);
  }
}
