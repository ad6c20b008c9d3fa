/** Is it worth training on the graphics processor here? Ten seconds of the recipe's own steps say so, half on either. */
import { InputError } from '../../core/lib/index.ts';
import { createSupernet, type TrainCrew } from '../../core/train/index.ts';
import type { Host } from '../host.ts';
import { paceSteps } from '../pace.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { GpuPace } from '../results.ts';
import { resolve, trainRecipe } from '../setup.ts';
import type { JobEvent, StopSignal } from '../types.ts';

const EACH_MS = 5000;
const SECONDS = EACH_MS / 1000;

/** @throws InputError where there is nothing to compare */
export async function* measureGpu(host: Host, { recipe }: Jobs['measureGpu']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, GpuPace> {
  const progress = new Progress<null>(host, signal, () => null);
  const { space } = resolve(recipe);
  const training = trainRecipe(recipe);
  const supernet = createSupernet(space, recipe.seeds.weights, training.kernelTransform);
  const setup = { space: space.id, recipe: training };

  async function* paceOf(crew: TrainCrew): AsyncGenerator<JobEvent<null>, number> {
    const stop = (): void => crew.close();
    signal?.addEventListener('abort', stop);
    const steps = paceSteps(crew, supernet, training, EACH_MS, host.now);
    try {
      for (;;) {
        const { done, value } = await steps.next();
        if (done === true) return value;
        progress.at(Math.floor(value * SECONDS), value > 0 ? '' : 'warming up');
        yield* progress.events();
        await progress.breathe();
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      crew.close();
    }
  }

  progress.enter('graphics processor', SECONDS, 'seconds', 'warming up');
  yield* progress.events();
  const gpu = (await host.openGpuCrew?.(setup)) ?? null;
  const workers = host.openTrainCrew?.(setup) ?? null;
  if (gpu === null || workers === null) throw new InputError('there is no WebGPU or WebGL here that could train in single precision; training stays on the processor', 'graphics processor');
  const there = yield* paceOf(gpu.crew);
  progress.enter('processor', SECONDS, 'seconds', 'warming up');
  const here = yield* paceOf(workers);
  return { name: gpu.name, gpu: there, processor: here, ratio: there / here };
}
