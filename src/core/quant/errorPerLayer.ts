/** What quantisation costs, layer by layer: the int8 tensor of each layer against its float twin on the same examples. */
import type { FloatNet, OpKind } from '../net/index.ts';
import { compareSteps, decibels } from './compare.ts';
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
  const steps = compareSteps(floatNet, int8Net, features, count);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const noises = step.value;
  return int8Net.net.nodes.map(({ name, kind, output }) => {
    const { signal, noise, worst } = noises[output];
    return { name, op: kind, sqnrDb: decibels(signal, noise), maxError: worst, scale: int8Net.tensors[output].scale };
  });
}
