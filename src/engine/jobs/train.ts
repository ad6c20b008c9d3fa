/** Supernet training as a job: live curves, and on a stop the weights reached instead of nothing. */
import {
  decodeCheckpoint, DivergedError, encodeCheckpoint, evaluateSteps, fingerprint, hashSupernet, trainSupernet, trainSupernetWith,
  type Checkpoint, type SavedProgress, type Supernet, type TrainCrew, type TrainEvent, type TrainProgress, type TrainRecipe,
} from '../../core/train/index.ts';
import { largest, smallest, type Genome } from '../../core/space/index.ts';
import { loadBackend, type Backend } from '../../core/tensor/index.ts';
import type { Task } from '../../core/data/index.ts';
import { InputError, plural } from '../../core/lib/index.ts';
import { StoppedError } from '../errors.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import type { CrewSetup, GpuCrew, Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { checkScenes, fitToTask, loadSupernet, loadTaskShown, resolve, shippedClasses, spaceOfCheckpoint, trainingOf } from '../setup.ts';
import type { TrainPartial, TrainPoint, TrainResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Turns the trainer's ticks (one per shard) into points (one per optimiser step). */
export function pointMaker(): (event: TrainEvent) => TrainPoint | null {
  let last = 0;
  return ({ step, epoch, loss, learningRate, accuracy, validationLoss }) => {
    if (step === last && accuracy === undefined) return null;
    last = step;
    return { step, epoch, loss, learningRate, accuracy: accuracy ?? null, validationLoss: validationLoss ?? null };
  };
}

/** What a run has come to so far. */
export interface TrainReport {
  readonly point: TrainPoint | null;
  readonly progress: TrainProgress | null;
}

/** Trains `supernet` in place as the training recipe says, with the graphics' crew if given, else the host's where it has one; used by the search job too, where the recipe asks for training. */
export async function* trainStage<P>(
  host: Host,
  signal: StopSignal | undefined,
  progress: Progress<P>,
  backend: Backend,
  supernet: Supernet,
  task: Task,
  training: TrainRecipe,
  onReport: (report: TrainReport) => void,
  from?: TrainProgress,
  graphics: TrainCrew | null = null,
): AsyncGenerator<JobEvent<P>, void> {
  const toPoint = pointMaker();
  let entered = false;
  const onStep = (event: TrainEvent): void => {
    if (!entered) progress.enter('train', event.steps, 'steps', '', event.step);
    entered = true;
    const point = toPoint(event);
    if (point !== null) progress.at(point.step, `${plural(point.epoch, 'epoch')} done${Number.isFinite(point.loss) ? `, loss ${point.loss.toFixed(3)}` : ''}`); // none before the first step of a run gone on with
    if (point !== null || event.progress) onReport({ point, progress: event.progress ?? null });
  };
  progress.enter('train', 1, 'steps');
  const crew = graphics ?? host.openTrainCrew?.({ space: supernet.space.id, recipe: training }) ?? null;
  if (crew === null) {
    yield* progress.drive(trainSupernet(backend, supernet, task, training, from), onStep);
    return;
  }
  const stop = (): void => crew.close();
  signal?.addEventListener('abort', stop);
  try {
    for await (const event of trainSupernetWith(crew, backend, supernet, task, training, from)) {
      onStep(event);
      yield* progress.events();
      await progress.breathe();
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    crew.close();
  }
}

/** What a stopped run goes on from. @throws InputError for a finished checkpoint and for other data */
function resumed(bytes: Uint8Array, task: Task): Checkpoint & { readonly progress: SavedProgress } {
  const { progress, ...rest } = decodeCheckpoint(bytes, 'checkpoint');
  if (progress === null) throw new InputError('is of finished training; there is nothing to go on with, but it can be trained anew from there', 'checkpoint');
  if (progress.data !== fingerprint(task)) throw new InputError(`was trained on other data than "${task.id}" is now; training goes on with the very data it began with`, 'checkpoint');
  return { ...rest, progress };
}

export async function* train(host: Host, { recipe: asked, checkpoint, resume, data, device }: Jobs['train']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<TrainPartial>, TrainResult> {
  const progress = new Progress<TrainPartial>(host, signal, (old, next) => ({ points: [...old.points, ...next.points], checkpoint: next.checkpoint ?? old.checkpoint }));
  resolve(asked);
  if (resume === undefined) checkScenes(asked, data);
  progress.enter('load', 3, 'files');
  yield* progress.events();
  const { task } = yield* loadTaskShown(host, progress, resume === undefined ? asked : { ...asked, space: spaceOfCheckpoint(resume) }, data);
  const old = resume === undefined ? null : resumed(resume, task);
  const recipe = old === null ? fitToTask(asked, task, checkpoint, 'train', await shippedClasses(host, asked, data)) : asked;
  const { supernet: begun } = old ?? (await loadSupernet(host.readAsset, recipe, checkpoint));
  const training = old?.recipe ?? trainingOf(recipe, begun);
  const graphics = device === 'gpu' ? await graphicsOf(host, { space: begun.space.id, recipe: training }) : null;
  const supernet = graphics === null ? begun : { ...begun, trainedOn: graphics.name };
  const dataPrint = fingerprint(task);
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  await progress.breathe();

  let last: TrainPoint | null = null;
  let measured: TrainPoint['accuracy'] = null;
  let whole: Uint8Array | null = resume ?? null;
  let stopped = false;
  let diverged: string | null = null;
  const before = host.now();
  try {
    yield* trainStage(host, signal, progress, backend, supernet, task, training, ({ point, progress: reached }) => {
      last = point ?? last;
      measured = point?.accuracy ?? measured;
      if (reached) whole = encodeCheckpoint(supernet, training, { ...reached, data: dataPrint });
      progress.add({ points: point ? [point] : [], checkpoint: reached ? whole : null });
    }, old?.progress, graphics?.crew);
  } catch (error) {
    if (error instanceof StoppedError) stopped = true;
    else if (error instanceof DivergedError && whole !== null) diverged = error.message;
    else throw error;
  }
  const seconds = (host.now() - before) / 1000;
  const reached = whole as Uint8Array | null;
  const result = { ...endOf(last, measured, old?.progress.epoch ?? 0, training, task, seconds), stopped, diverged, ...markOf(supernet) };
  if (diverged !== null && reached !== null) {
    const good = decodeCheckpoint(reached, 'checkpoint').supernet;
    return { ...result, checkpoint: encodeCheckpoint(good, training), hash: hashSupernet(good, training), resume: reached };
  }
  const of = async function* (genome: Genome): AsyncGenerator<JobEvent<TrainPartial>, number> {
    const { accuracy } = yield* progress.drive(evaluateSteps(backend, supernet, genome, task, { calibration: recipe.search.calibration }), () => {});
    return accuracy;
  };
  let { accuracy } = result;
  if (!stopped) {
    progress.enter('validate', 2, 'sub-nets');
    accuracy = { smallest: yield* of(smallest(supernet.space)), largest: yield* of(largest(supernet.space)) };
  }
  yield* progress.events(true);
  return { ...result, accuracy, checkpoint: encodeCheckpoint(supernet, training), hash: hashSupernet(supernet, training), resume: stopped ? reached : null };
}

/** @throws InputError where there is none, since bits that cannot be had again are nobody's default */
async function graphicsOf(host: Host, setup: CrewSetup): Promise<GpuCrew> {
  const found = (await host.openGpuCrew?.(setup)) ?? null;
  if (found === null) throw new InputError('there is no WebGPU or WebGL here that could train in single precision; train on the processor', 'device');
  return found;
}

/** What a result must say of a supernet that a graphics processor had a hand in. */
export const markOf = ({ trainedOn }: Supernet): { reproducible?: false; trainedOn?: string } => (trainedOn === undefined ? {} : { reproducible: false, trainedOn });

/** Figures of what was done in this run: steps before a resumption do not count. */
function endOf(last: TrainPoint | null, measured: TrainPoint['accuracy'], begun: number, training: TrainRecipe, task: Task, seconds: number): Pick<TrainResult, 'examplesPerSecond' | 'accuracy' | 'epochs'> {
  const { step, epoch } = last ?? { step: 0, epoch: begun };
  const steps = Math.max(0, step - begun * Math.max(1, Math.floor(task.train.count / training.batch)));
  return {
    examplesPerSecond: steps === 0 ? 0 : (steps * training.batch) / seconds,
    accuracy: { smallest: measured?.smallest ?? NaN, largest: measured?.largest ?? NaN },
    epochs: epoch,
  };
}
