/**
 * How fast a crew trains a recipe's supernet on the machine at hand. Steps are the recipe's own, of examples that are
 * noise, since neither speed nor a comparison of gradients asks what is in a picture; nothing is loaded or drawn.
 */
import type { Split, Task } from '../core/data/index.ts';
import { Rng } from '../core/lib/index.ts';
import { schedule, supernetPhases, type Supernet, type TrainCrew, type TrainRecipe, type Unit } from '../core/train/index.ts';
import type { Space } from '../core/space/index.ts';

function noiseTask({ input, classes }: Space, count: number): Task {
  const rng = new Rng('noise');
  const split = (size: number): Split => ({
    count: size,
    features: Int8Array.from({ length: size * input[0] * input[1] * input[2] }, () => rng.int(256) - 128),
    labels: Uint8Array.from({ length: size }, () => rng.int(classes)),
  });
  return {
    id: 'noise', title: 'Noise', origin: 'synthetic', inputShape: input, inputQuant: { scale: 1 / 64, zeroPoint: 0 },
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`), train: split(count), validation: split(1), test: split(1),
  };
}

/** As many as keep their inputs: a schedule's third step overwrites those of its first. */
const STEPS = 2;

/** Two steps with all paths open, as the recipe has them, or would have them if it trained. */
export function noiseSteps(supernet: Supernet, recipe: TrainRecipe): (readonly Unit[])[] {
  const once: TrainRecipe = { ...recipe, epochs: 1, largestEpochs: 0, schedule: 'sampled', evaluateEvery: 0 };
  const orders = schedule(supernet, noiseTask(supernet.space, STEPS * recipe.batch), once, supernetPhases(supernet, once));
  return [...orders].flatMap((order) => (order.kind === 'step' ? [order.units] : []));
}

/**
 * Examples a second over steps for about so long, after a warm-up that does not count; yields the share of the time
 * that is over.
 * @param now milliseconds
 */
export async function* paceSteps(crew: TrainCrew, supernet: Supernet, recipe: TrainRecipe, ms: number, now: () => number): AsyncGenerator<number, number> {
  const steps = noiseSteps(supernet, recipe);
  const warm = now();
  for (const units of steps) {
    if (now() - warm > ms) break; // a machine as slow as that is told by one step more
    await crew.step(supernet.values, units);
    yield 0;
  }
  const start = now();
  for (let done = 1; ; done++) {
    await crew.step(supernet.values, steps[done % STEPS]);
    const spent = now() - start;
    if (spent >= ms) return (1000 * done * recipe.batch) / spent;
    yield spent / ms;
  }
}
