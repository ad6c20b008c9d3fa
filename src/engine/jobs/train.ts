/** Supernet training as a job: live curves, and on a stop the weights reached instead of nothing. */
import { hashSupernet, trainSupernet, trainSupernetWith, evaluateSteps, type Supernet, type TrainEvent } from '../../core/train/index.ts';
import { largest, smallest, type Genome } from '../../core/space/index.ts';
import { loadBackend, type Backend } from '../../core/tensor/index.ts';
import type { Task } from '../../core/data/index.ts';
import { StoppedError } from '../errors.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import type { Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { checkpointOf, fitToTask, loadSupernet, loadTask, resolve, shippedClasses, trainRecipe } from '../setup.ts';
import type { Recipe } from '../recipe.ts';
import type { TrainPartial, TrainPoint, TrainResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Turns the trainer's ticks (one per shard) into points (one per optimiser step). */
export function pointMaker(): (event: TrainEvent) => TrainPoint | null {
  let last = 0;
  return ({ step, epoch, loss, learningRate, accuracy }) => {
    if (step === last && accuracy === undefined) return null;
    last = step;
    return { step, epoch, loss, learningRate, accuracy: accuracy ?? null };
  };
}

/** Trains `supernet` in place as the recipe says, with the host's crew where it has one; used by the search job too, where the recipe asks for training. */
export async function* trainStage<P>(
  host: Host,
  signal: StopSignal | undefined,
  progress: Progress<P>,
  backend: Backend,
  supernet: Supernet,
  task: Task,
  recipe: Recipe,
  onPoint: (point: TrainPoint) => void,
): AsyncGenerator<JobEvent<P>, void> {
  const toPoint = pointMaker();
  const training = trainRecipe(recipe);
  const onStep = (event: TrainEvent): void => {
    if (event.step === 0) progress.enter('train', event.steps, 'steps');
    const point = toPoint(event);
    if (point === null) return;
    onPoint(point);
    progress.at(point.step, `${point.epoch} epochs done, loss ${point.loss.toFixed(3)}`);
  };
  progress.enter('train', 1, 'steps');
  const crew = host.openTrainCrew?.({ space: supernet.space.id, recipe: training }) ?? null;
  if (crew === null) {
    yield* progress.drive(trainSupernet(backend, supernet, task, training), onStep);
    return;
  }
  const stop = (): void => crew.close();
  signal?.addEventListener('abort', stop);
  try {
    for await (const event of trainSupernetWith(crew, backend, supernet, task, training)) {
      onStep(event);
      yield* progress.events();
      await progress.breathe();
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    crew.close();
  }
}

export async function* train(host: Host, { recipe: asked, checkpoint, data }: Jobs['train']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<TrainPartial>, TrainResult> {
  const progress = new Progress<TrainPartial>(host, signal, (old, next) => ({ points: [...old.points, ...next.points] }));
  resolve(asked);
  progress.enter('load', 3, 'files');
  yield* progress.events();
  const { task } = await loadTask(host.readAsset, asked, data);
  const recipe = fitToTask(asked, task, checkpoint, 'train', await shippedClasses(host.readAsset, asked, data));
  const { supernet } = await loadSupernet(host.readAsset, recipe, checkpoint);
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  await progress.breathe();

  let lastPoint: TrainPoint | null = null;
  let lastAccuracy: TrainPoint['accuracy'] = null;
  let stopped = false;
  const before = host.now();
  try {
    yield* trainStage(host, signal, progress, backend, supernet, task, recipe, (point) => {
      lastPoint = point;
      lastAccuracy = point.accuracy ?? lastAccuracy;
      progress.add({ points: [point] });
    });
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    stopped = true;
  }
  const seconds = (host.now() - before) / 1000;
  const { step, epoch } = (lastPoint as TrainPoint | null) ?? { step: 0, epoch: 0 };
  const measured = lastAccuracy as TrainPoint['accuracy'];
  const of = async function* (genome: Genome): AsyncGenerator<JobEvent<TrainPartial>, number> {
    const { accuracy } = yield* progress.drive(evaluateSteps(backend, supernet, genome, task, { calibration: recipe.search.calibration }), () => {});
    return accuracy;
  };
  let accuracy = { smallest: measured?.smallest ?? NaN, largest: measured?.largest ?? NaN };
  if (!stopped) {
    progress.enter('validate', 2, 'sub-nets');
    accuracy = { smallest: yield* of(smallest(supernet.space)), largest: yield* of(largest(supernet.space)) };
  }
  yield* progress.events(true);
  return {
    checkpoint: checkpointOf(supernet, recipe),
    hash: hashSupernet(supernet, trainRecipe(recipe)),
    examplesPerSecond: step === 0 ? 0 : (step * recipe.training.batch) / seconds,
    accuracy,
    epochs: epoch,
    stopped,
  };
}
