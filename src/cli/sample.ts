/** One input of the network found, to compare the bundle's program with `simulate`: an example of its task, at the side the network takes. */
import { reduceImages } from '../core/data/index.ts';
import type { TaskSamples } from '../engine/index.ts';

/** @param shape of the network's input; smaller than the task's where the search chose a smaller image */
export function sampleAt({ task, examples: [{ features }] }: TaskSamples, shape: readonly number[]): Int8Array {
  const [side, , channels] = task.inputShape;
  return shape[0] < side && shape[0] === shape[1] && shape[2] === channels ? reduceImages(features, 1, side, shape[0], channels) : features;
}
