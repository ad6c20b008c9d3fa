/** Which examples stand for a split, and whether a task and a search space go together. */
import type { Split, Task } from '../data/index.ts';
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

/** @throws InputError when the task's examples or classes are not those of the search space */
export function checkTask(space: Space, task: Task): void {
  if (task.classes.length !== space.classes) {
    throw new InputError(`task "${task.id}" has ${task.classes.length} classes, search space ${space.id} is for ${space.classes}`);
  }
  if (task.inputShape.join('x') !== space.input.join('x')) {
    throw new InputError(`task "${task.id}" has ${task.inputShape.join('x')} inputs, search space ${space.id} takes ${space.input.join('x')}`);
  }
  const size = space.input[0] * space.input[1] * space.input[2];
  if (task.train.count === 0 || task.train.features.length !== task.train.count * size) {
    throw new InputError(`task "${task.id}" has ${task.train.features.length} feature bytes for ${task.train.count} training examples of ${size}`);
  }
}
