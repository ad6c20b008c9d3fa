/** What the simulated network is fed where the person gives nothing: the task's test clips where they suit it, else noise. */
import type { Analysis, TaskSamples, TaskSummary } from '../../engine/index.ts';

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Bytes of the network's first input, values of its last output. */
export const endsOf = ({ layers }: Analysis): { inputs: number; outputs: number } => ({ inputs: product(layers[0]?.inputShape ?? []), outputs: product(layers.at(-1)?.outputShape ?? []) });

/** Same input, and as many classes: the front end and the labels may be those of the task. */
export const suits = (analysis: Analysis, { inputShape, classes }: TaskSummary): boolean =>
  analysis.layers[0]?.inputShape.join() === inputShape.join() && endsOf(analysis).outputs === classes.length;

/** All examples in a row, as the simulator takes them. */
export function joined({ examples, task }: TaskSamples): Int8Array {
  const size = product(task.inputShape);
  const all = new Int8Array(size * examples.length);
  examples.forEach((example, index) => all.set(example.features, index * size));
  return all;
}

/** The same bytes on every machine: xorshift32 (Marsaglia 2003) from a fixed start. */
export function noise(bytes: number): Int8Array {
  const all = new Int8Array(bytes);
  let state = 0x9e3779b9;
  for (let i = 0; i < bytes; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    all[i] = state >>> 24;
  }
  return all;
}
