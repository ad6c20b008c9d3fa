/**
 * What quantisation costs, layer by layer: each int8 tensor against its float twin on the same examples. Errors of
 * earlier layers are included, as they are at run time.
 */
import { log } from '../lib/index.ts';
import { inputElements, type FloatNet, type OpKind } from '../net/index.ts';
import { runInt8Tensors } from './execute.ts';
import { runFloatTensors } from './executeFloat.ts';
import type { Int8Net } from './int8Net.ts';

export interface LayerError {
  readonly name: string;
  readonly op: OpKind;
  /** Signal to quantisation noise: 10 log10(sum x^2 / sum (x - q)^2), in decibels; Infinity where there is no error. */
  readonly sqnrDb: number;
  /** Largest |x - q|, in the tensor's real unit. */
  readonly maxError: number;
  /** The tensor's quantisation step, to compare the error with. */
  readonly scale: number;
}

/** @param features count x input elements, int8 at the network's input parameters */
export function errorPerLayer(floatNet: FloatNet, int8Net: Int8Net, features: Int8Array, count: number): LayerError[] {
  const { net, tensors } = int8Net;
  const size = inputElements(net);
  const signal = new Float64Array(tensors.length);
  const noise = new Float64Array(tensors.length);
  const worst = new Float64Array(tensors.length);
  const quant = tensors[net.inputs[0]];
  for (let n = 0; n < count; n++) {
    const input = features.subarray(n * size, (n + 1) * size);
    const floats = runFloatTensors(floatNet, Float32Array.from(input, (q) => (q - quant.zeroPoint) * quant.scale));
    runInt8Tensors(int8Net, input).forEach((values, id) => {
      const { scale, zeroPoint } = tensors[id];
      for (let i = 0; i < values.length; i++) {
        const error = floats[id][i] - (values[i] - zeroPoint) * scale;
        signal[id] += floats[id][i] ** 2;
        noise[id] += error * error;
        worst[id] = Math.max(worst[id], Math.abs(error));
      }
    });
  }
  return net.nodes.map(({ name, kind, output }) => ({
    name,
    op: kind,
    sqnrDb: noise[output] === 0 ? Infinity : (10 * log(signal[output] / noise[output])) / log(10),
    maxError: worst[output],
    scale: tensors[output].scale,
  }));
}
