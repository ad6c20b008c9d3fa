/**
 * Activation ranges from examples: the float network runs over a calibration set and each tensor remembers where its
 * values lay. Min and max are the default; cutting the outermost thousandth helps where single outliers stretch the
 * range. Source: TensorFlow Lite post-training quantisation; Wu et al., "Integer Quantization for Deep Learning
 * Inference" (arXiv 2004.09602) (percentile calibration).
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

/** `percentile` keeps the central 99.8 %: 0.1 % is cut at either end. */
export type RangeMethod = 'minmax' | 'percentile';

const BINS = 4096;
const TAIL = 0.001;

/**
 * @param features count x input elements, int8 at `inputQuant`
 * @returns one range per tensor id
 * @throws InputError when there are no examples, too few bytes, or a tensor is not finite
 */
export function calibrate(floatNet: FloatNet, features: Int8Array, count: number, inputQuant: QuantParams, method: RangeMethod = 'minmax'): Range[] {
  const { net } = floatNet;
  const size = inputElements(net);
  if (!(count >= 1) || features.length < count * size) throw new InputError(`calibration needs at least one example of ${size} values, and ${count} were announced in ${features.length} values`);
  const low = new Float64Array(net.tensors.length).fill(Infinity);
  const high = new Float64Array(net.tensors.length).fill(-Infinity);
  const each = (visit: (values: Float32Array, id: number) => void): void => {
    const input = new Float32Array(size);
    for (let n = 0; n < count; n++) {
      for (let i = 0; i < size; i++) input[i] = (features[n * size + i] - inputQuant.zeroPoint) * inputQuant.scale;
      runFloatTensors(floatNet, input).forEach(visit);
    }
  };
  each((values, id) => {
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
  });
  const ranges = Array.from(low, (min, id): Range => ({ min, max: high[id] }));
  if (method === 'minmax') return ranges;
  const counts = ranges.map(() => new Uint32Array(BINS));
  each((values, id) => {
    const { min, max } = ranges[id];
    const perUnit = max > min ? BINS / (max - min) : 0;
    for (let i = 0; i < values.length; i++) counts[id][Math.min(BINS - 1, Math.floor((values[i] - min) * perUnit))]++;
  });
  return ranges.map((range, id) => cutTails(range, counts[id]));
}

function cutTails({ min, max }: Range, counts: Uint32Array): Range {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const width = (max - min) / BINS;
  let first = 0;
  for (let seen = counts[0]; seen <= total * TAIL && first < BINS - 1; seen += counts[first]) first++;
  let last = BINS - 1;
  for (let seen = counts[last]; seen <= total * TAIL && last > first; seen += counts[last]) last--;
  return { min: min + first * width, max: min + (last + 1) * width };
}

/** Asymmetric int8 parameters: the range is widened to hold 0, the zero point nudged to an integer, the scale a float32. */
export function affineParams({ min, max }: Range): QuantParams {
  const low = Math.min(0, min);
  const high = Math.max(0, max);
  const scale = Math.fround((high - low) / 255);
  if (!(scale > 0)) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: Math.min(127, Math.max(-128, roundAway(-128 - low / scale))) };
}
