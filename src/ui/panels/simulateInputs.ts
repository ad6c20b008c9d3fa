/** What the simulated network is fed where the person gives nothing: the task's test examples where they suit it, else noise. */
import type { Analysis, TaskSamples, TaskSummary } from '../../engine/index.ts';
import { resized } from '../capture/pixels.ts';
import { isPicture } from './Specimen.tsx';

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Bytes of the network's first input, values of its last output. */
export const endsOf = ({ layers }: Analysis): { inputs: number; outputs: number } => ({ inputs: product(layers[0]?.inputShape ?? []), outputs: product(layers.at(-1)?.outputShape ?? []) });

type Shape = readonly number[];

/** Whether square pictures of the one shape can be made smaller to the other. */
const reducible = ([height, width, channels]: Shape, [to, side, depth]: Shape): boolean => height === width && to === side && channels === depth && to < height;

/** Same input, or the task's pictures at a smaller side, and as many classes: examples and labels may be those of the task. */
export function suits(analysis: Analysis, { inputShape, classes }: TaskSummary): boolean {
  const shape = analysis.layers[0]?.inputShape ?? [];
  return (shape.join() === inputShape.join() || reducible(inputShape, shape)) && endsOf(analysis).outputs === classes.length;
}

/** All examples in a row, as the simulator takes them: of the shape of the network's input, which suits the task. */
export function joined({ examples, task: { inputShape } }: TaskSamples, shape: Shape): Int8Array {
  const size = product(shape);
  const all = new Int8Array(size * examples.length);
  examples.forEach(({ features }, index) => all.set(reducible(inputShape, shape) ? resized(features, inputShape[0], inputShape[2], shape[0]) : features, index * size));
  return all;
}

/** What one example of such a task is called. */
export const exampleNoun = ({ inputShape }: TaskSummary): 'clip' | 'picture' | 'example' =>
  isPicture(inputShape) ? 'picture' : inputShape.join() === '49,10,1' ? 'clip' : 'example';

/**
 * What the largest output means, in a sentence. Of a file that names no classes nothing is known: its outputs may be
 * scores, or the sound or picture that it makes of its input, where the largest is no answer.
 * @param truth class of the example, null where it has none
 */
export function answerText(classes: readonly string[], named: boolean, top: number, truth: number | null, noun: string): string {
  if (!named) return classes.length === 1 ? 'The network gives one value.' : `Of ${classes.length} outputs no. ${top + 1} is the largest; what they stand for, the file does not say.`;
  return `The network answers “${classes[top] ?? top}”${truth === null ? '' : truth === top ? ', and is right' : `; the ${noun} is “${classes[truth]}”`}.`;
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
