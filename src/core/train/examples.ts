/** Which examples stand for a split, and whether a task and a search space go together. */
import { reduceImages, type Split, type Task } from '../data/index.ts';
import { InputError, Rng } from '../lib/index.ts';
import type { Space } from '../space/index.ts';

/** A fixed choice of examples, the same for every network that is compared. */
export function someOf(split: Split, count: number, label: string): Split {
  if (count >= split.count) return split;
  const size = split.features.length / split.count;
  const chosen = new Rng(label).shuffle(Uint32Array.from({ length: split.count }, (_, i) => i)).slice(0, count).sort();
  const features = new Int8Array(count * size);
  chosen.forEach((source, i) => features.set(split.features.subarray(source * size, (source + 1) * size), i * size));
  return { count, features, labels: Uint8Array.from(chosen, (source) => split.labels[source]) };
}

/** Examples of the task at the size a network takes. */
export function atShape(split: Split, task: Task, shape: readonly number[]): Split {
  const [side, , depth] = task.inputShape;
  return shape[0] === side ? split : { ...split, features: reduceImages(split.features, split.count, side, shape[0], depth) };
}

/**
 * @param input that the examples must have, or larger squares where the space has several sides
 * @throws InputError when the task's examples or classes are not those of the search space
 */
export function checkTask(space: Space, task: Task, input: readonly number[] = space.input): void {
  if (task.classes.length !== space.classes) {
    throw new InputError(`task "${task.id}" has ${task.classes.length} classes, search space ${space.id} is for ${space.classes}`);
  }
  const [height, width, depth] = task.inputShape;
  const elastic = space.resolutions.length > 0 && height === width && depth === space.input[2];
  if (elastic ? height < input[0] : task.inputShape.join('x') !== input.join('x')) {
    throw new InputError(`task "${task.id}" has ${task.inputShape.join('x')} inputs, search space ${space.id} takes ${input.join('x')}${elastic ? ' or larger squares' : ''}`);
  }
  const size = height * width * depth;
  if (task.train.count === 0 || task.train.features.length !== task.train.count * size) {
    throw new InputError(`task "${task.id}" has ${task.train.features.length} feature bytes for ${task.train.count} training examples of ${size}`);
  }
}
