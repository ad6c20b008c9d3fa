/**
 * Bias and scale factors of a weighted layer as the kernels want them: the input's zero point folded into the bias,
 * bias' = bias - zp_in * sum(w), and factors that let whole layers go the short way of scaling (requantise.h), which
 * takes shifts to the right alone. Dead channels, whose weights are all zero, often come with factors beyond it: their
 * output is one number, and any factors that give it will do.
 */
import type { Node } from '../net/index.ts';
import { channelOf, clamp, requantise, type Int8Layer, type Rounding } from '../quant/index.ts';

/** Most places to the right that the short way of scaling takes. */
export const MOST_PLACES = 22;
const HALF = 2 ** 30;
/** Beyond what an int8 output with any zero point can show. */
const MOST_STEPS = 512;

export interface LayerFactors {
  readonly bias: Int32Array;
  readonly multipliers: Int32Array;
  readonly shifts: Int8Array;
  /** Whether the short way would not be exact: a shift not to the right or too far, or sums of 2^30 and more. */
  readonly general: boolean;
}

export function layerFactors(node: Node, layer: Int8Layer, zeroPoint: number, rounding: Rounding): LayerFactors {
  const { weights } = layer;
  const channels = layer.bias.length;
  const [bias, multipliers, shifts] = [Int32Array.from(layer.bias), Int32Array.from(layer.multipliers), Int8Array.from(layer.shifts)];
  const dead = new Array<boolean>(channels).fill(true);
  for (let i = 0; i < weights.length; i++) {
    const channel = channelOf(node, i, weights.length, channels);
    bias[channel] -= zeroPoint * weights[i];
    if (weights[i] !== 0) dead[channel] = false;
  }
  let general = false;
  for (let c = 0; c < channels; c++) {
    if (dead[c]) {
      // a half, to the right by one: exactly a quarter of four times the steps, in both roundings
      bias[c] = 4 * clamp(requantise(bias[c], multipliers[c], shifts[c], rounding), -MOST_STEPS, MOST_STEPS);
      multipliers[c] = HALF;
      shifts[c] = -1;
      continue;
    }
    const most = Math.abs(bias[c]) + (weights.length / channels) * 128 * 128;
    const vanishes = multipliers[c] === 0 || (shifts[c] < -MOST_PLACES && most < 2 ** MOST_PLACES);
    if (vanishes) [multipliers[c], shifts[c]] = [0, -1];
    general ||= most >= 2 ** 30 || shifts[c] >= 0 || shifts[c] < -MOST_PLACES;
  }
  return { bias, multipliers, shifts, general };
}
