/**
 * An int8 network beside the float one it was made from, on the same examples: of every tensor its signal, the noise
 * that rounding and saturation add, and where its float values lie on the grid. Errors of earlier layers are included,
 * as they are at run time. One example at a time, so that a caller may stop.
 */
import { log } from '../lib/index.ts';
import { inputElements, isWeighted, type FloatNet } from '../net/index.ts';
import { runInt8Tensors } from './execute.ts';
import { runFloatTensors } from './executeFloat.ts';
import type { Int8Net } from './int8Net.ts';
import { GridCounter, type GridCounts } from './onGrid.ts';
import { channelOf } from './weights.ts';

export interface TensorNoise {
  /** Sum of x^2 and of (x - q)^2. */
  readonly signal: number;
  readonly noise: number;
  /** Largest |x - q|, in the tensor's real unit. */
  readonly worst: number;
  readonly grid: GridCounts;
}

/** 10 log10(signal / noise), in decibels; Infinity where there is no noise. */
export const decibels = (signal: number, noise: number): number => (noise === 0 ? Infinity : (10 * log(signal / noise)) / log(10));

/**
 * @param features count x input elements, int8 at the network's input parameters
 * @returns one row per tensor id; yields the number of examples done
 */
export function* compareSteps(floatNet: FloatNet, int8Net: Int8Net, features: Int8Array, count: number): Generator<number, TensorNoise[]> {
  const { net, tensors } = int8Net;
  const size = inputElements(net);
  const signal = new Float64Array(tensors.length);
  const noise = new Float64Array(tensors.length);
  const worst = new Float64Array(tensors.length);
  const grids = tensors.map(() => new GridCounter());
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
        grids[id].add(floats[id][i], scale, zeroPoint);
      }
    });
    yield n + 1;
  }
  return tensors.map((_, id) => ({ signal: signal[id], noise: noise[id], worst: worst[id], grid: grids[id].counts() }));
}

export interface WeightNoise {
  /** In steps of each channel's own scale. */
  readonly grid: GridCounts;
  /** Signal to noise with a scale per output channel, as they are stored. */
  readonly sqnrDb: number;
  /** The same had the whole tensor one scale, its largest. */
  readonly oneScaleDb: number;
  /** Smallest and largest scale among the channels. */
  readonly scales: readonly [smallest: number, largest: number];
}

/** By node name, of every layer with weights. */
export function compareWeights({ net, layers }: FloatNet, int8Net: Int8Net): Map<string, WeightNoise> {
  const rows = new Map<string, WeightNoise>();
  for (const node of net.nodes) {
    const [float, int8] = [layers.get(node.name), int8Net.layers.get(node.name)];
    if (!isWeighted(node) || float === undefined || int8 === undefined) continue;
    const { weights } = float;
    const scales = int8.weightScales;
    const coarsest = scales.reduce((a, b) => Math.max(a, b), 0);
    const counter = new GridCounter();
    let [signal, noise, oneScale] = [0, 0, 0];
    for (let i = 0; i < weights.length; i++) {
      const scale = scales[scales.length === 1 ? 0 : channelOf(node, i, weights.length, scales.length)];
      counter.add(weights[i], scale, 0);
      signal += weights[i] ** 2;
      noise += (weights[i] - int8.weights[i] * scale) ** 2;
      oneScale += (weights[i] - Math.round(weights[i] / coarsest) * coarsest) ** 2;
    }
    rows.set(node.name, { grid: counter.counts(), sqnrDb: decibels(signal, noise), oneScaleDb: decibels(signal, oneScale), scales: [scales.reduce((a, b) => Math.min(a, b), Infinity), coarsest] });
  }
  return rows;
}
