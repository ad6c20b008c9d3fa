/** The task at a glance: counts, classes and a few examples of the test split, evenly spread. */
import type { Host } from '../host.ts';
import { spread } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { findSpace } from '../../core/space/index.ts';
import { sceneGlance } from '../builtIn.ts';
import { loadTask } from '../setup.ts';
import type { Task } from '../../core/data/index.ts';
import type { JobEvent, StopSignal, TaskSamples, TaskSummary } from '../types.ts';

export const summary = ({ id, title, origin, inputShape, classes, train, validation, test }: Task): TaskSummary => ({
  id, title, origin, inputShape, classes, train: train.count, validation: validation.count, test: test.count,
});

/** Examples of the test split, evenly spread. */
export function samplesOf(task: Task, count: number): TaskSamples {
  const size = task.inputShape.reduce((product, extent) => product * extent, 1);
  const some = spread(task.test, count);
  const step = task.test.count / some.count;
  return {
    task: summary(task),
    inputScale: task.inputQuant.scale,
    inputZeroPoint: task.inputQuant.zeroPoint,
    examples: Array.from({ length: some.count }, (_, i) => ({
      index: Math.floor(i * step), label: some.labels[i], features: some.features.slice(i * size, (i + 1) * size),
    })),
  };
}

export async function* samples(host: Host, { recipe, count }: Jobs['samples']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, TaskSamples> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('load', 1, 'files');
  yield* progress.events();
  const glance = sceneGlance(recipe.task, findSpace(recipe.space), count);
  if (glance !== null) {
    const seen = samplesOf(glance.task, count);
    return { ...seen, task: { ...seen.task, ...glance.counts } };
  }
  const { task } = await loadTask(host, recipe);
  await progress.breathe();
  return samplesOf(task, count);
}
