/** Weights, scales and bias of one operator, out of the file's bytes into ours. */
import type { TfliteGraph, TfliteOperator } from '../../net/index.ts';
import type { Int8Constants } from '../int8Net.ts';
import { Unsupported, type Assembly } from './graph.ts';

export interface Filter {
  readonly shape: readonly number[];
  readonly weights: Int8Array;
  /** As in the file: one, or one per channel. */
  readonly scales: readonly number[];
}

/** @param dimensions how many dimensions the filter has @param channelDimension which of them counts output channels */
export function filterOf(assembly: Assembly, { inputs }: TfliteOperator, dimensions: number, channelDimension: number): Filter {
  const tensor = assembly.graph.tensors[inputs[1] ?? -1];
  if (tensor === undefined) throw new Unsupported('lacks weights');
  const { shape, type, data, scales, zeroPoints, scaleDimension } = tensor;
  if (type === 'FLOAT32' || type === 'FLOAT16') throw new Unsupported(`has weights of ${type}`, true);
  if (type !== 'INT8') throw new Unsupported(`has weights of ${type}; int8 is supported`);
  if (data === null) throw new Unsupported('has weights that are computed; constants are supported');
  if (shape.length !== dimensions || shape.some((extent) => extent < 1)) throw new Unsupported(`has weights of shape ${shape.join('x')}; ${dimensions} dimensions are needed`);
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count !== data.length) throw new Unsupported(`has weights of shape ${shape.join('x')} in ${data.length} bytes; ${count} are needed`);
  if (scales.length !== 1 && (scales.length !== shape[channelDimension] || scaleDimension !== channelDimension)) {
    throw new Unsupported(`has ${scales.length} weight scales along dimension ${scaleDimension}; one, or one for each of ${shape[channelDimension]} output channels is supported`);
  }
  if (zeroPoints.some((zeroPoint) => zeroPoint !== 0)) throw new Unsupported('has weights with a zero point; 0 is supported');
  assembly.countWeights(count);
  return { shape, weights: Int8Array.from(data, (byte) => (byte << 24) >> 24), scales };
}

/** Bias and one scale per channel round the given weights. */
export function constantsOf({ tensors }: TfliteGraph, { inputs }: TfliteOperator, weights: Int8Array, scales: readonly number[], channels: number): Int8Constants {
  const weightScales = Float64Array.from({ length: channels }, (_, c) => scales[scales.length === 1 ? 0 : c]);
  const t = inputs[2] ?? -1;
  if (t === -1) return { weights, weightScales, bias: new Int32Array(channels) };
  const { type, data } = tensors[t];
  if (type !== 'INT32') throw new Unsupported(`has a bias of ${type}; int32 is supported`);
  if (data === null || data.length !== 4 * channels) throw new Unsupported(`has a bias of ${data?.length ?? 0} bytes; ${4 * channels} are needed for ${channels} channels`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return { weights, weightScales, bias: Int32Array.from({ length: channels }, (_, c) => view.getInt32(4 * c, true)) };
}
