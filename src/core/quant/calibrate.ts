/**
 * Activation ranges from examples: the float network runs over a calibration set and each tensor remembers where its
 * values lay, the least to the most. Cutting the outermost thousandth (Wu et al., arXiv 2004.09602) made seven of ten
 * sub-nets of the shipped keyword supernet less accurate. Source: TensorFlow Lite post-training quantisation.
 */
import type { QuantParams } from '../data/index.ts';
import { InputError } from '../lib/index.ts';
import { inputElements, type FloatNet } from '../net/index.ts';
import { roundAway } from './fixedPoint.ts';
import { runFloatTensors } from './executeFloat.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * @param features count x input elements, int8 at `inputQuant`
 * @returns one range per tensor id
 * @throws InputError when there are no examples, too few bytes, or a tensor is not finite
 */
export function calibrate(floatNet: FloatNet, features: Int8Array, count: number, inputQuant: QuantParams): Range[] {
  const { net } = floatNet;
  const size = inputElements(net);
  if (!(count >= 1) || features.length < count * size) throw new InputError(`calibration needs at least one example of ${size} values, and ${count} were announced in ${features.length} values`);
  const low = new Float64Array(net.tensors.length).fill(Infinity);
  const high = new Float64Array(net.tensors.length).fill(-Infinity);
  const input = new Float32Array(size);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < size; i++) input[i] = (features[n * size + i] - inputQuant.zeroPoint) * inputQuant.scale;
    for (const [id, values] of runFloatTensors(floatNet, input).entries()) {
      let min = low[id];
      let max = high[id];
      let total = 0;
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value < min) min = value;
        if (value > max) max = value;
        total += value;
      }
      if (!Number.isFinite(total)) throw new InputError('the float network gives values that are not finite numbers', net.tensors[id].name);
      low[id] = min;
      high[id] = max;
    }
  }
  return Array.from(low, (min, id): Range => ({ min, max: high[id] }));
}

/** Asymmetric int8 parameters: the range is widened to hold 0, the zero point nudged to an integer, the scale a float32. */
export function affineParams({ min, max }: Range): QuantParams {
  const low = Math.min(0, min);
  const high = Math.max(0, max);
  const scale = Math.fround((high - low) / 255);
  if (!(scale > 0)) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: Math.min(127, Math.max(-128, roundAway(-128 - low / scale))) };
}
