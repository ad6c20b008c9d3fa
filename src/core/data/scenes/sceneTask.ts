/**
 * Toybox scenes as a task: rendered where it is needed, nothing is shipped. Training, validation and test draw from
 * streams of their own, named after one data seed. Memory: a task of side s holds 3 s^2 + 1 bytes an example; the
 * usual one (5,200 examples) 64 MB at side 64, 144 MB at side 96. Synthetic, and called so wherever it is shown.
 */
import { InputError } from '../../lib/index.ts';
import type { Split, Task } from '../task.ts';
import { canvasFor, renderPicture } from './render.ts';
import { checkSide, sceneAt, sceneClasses, sceneLabel } from './sample.ts';

export interface SceneTaskOptions {
  /** Which of ten things stands there, or whether there are people. */
  readonly kind: 'things' | 'person';
  /** Pixels, 32 to 224. */
  readonly side: number;
  readonly seed: number | string;
  /** Numbers of examples. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export type SceneCounts = Pick<SceneTaskOptions, 'train' | 'validation' | 'test'>;

const USUAL: SceneCounts = { train: 3600, validation: 600, test: 1000 };
const USUAL_BYTES = 150e6;

/** Numbers of examples where nobody says otherwise: at sides above 97, as many tens as 150 MB hold. */
export function usualScenes(side: number): SceneCounts {
  const { train, validation, test } = USUAL;
  const share = Math.min(1, USUAL_BYTES / ((train + validation + test) * (3 * side * side + 1)));
  const tens = (count: number) => Math.floor((count * share) / 10) * 10;
  return { train: tens(train), validation: tens(validation), test: tens(test) };
}

/** A pixel p stands for (p - 128) / 128, so reals run from -1 to almost 1. */
export const SCENE_QUANT = { scale: 1 / 128, zeroPoint: 0 } as const;

const MOST_BYTES = 1 << 29;
/** Pictures between two reports: some hundredths of a second. */
const CHUNK = 16;

/** Renders the task; yields the number of pictures done, of train + validation + test, so that it can be shown or stopped. */
export function* sceneTaskSteps(options: SceneTaskOptions): Generator<number, Task> {
  const { kind, side, seed, train, validation, test } = options;
  if (kind !== 'things' && kind !== 'person') throw new InputError(`there is no scene task "${String(kind).slice(0, 40)}"; known are things and person`, 'kind');
  checkSide(side, 'side');
  for (const [name, count] of Object.entries({ train, validation, test })) {
    if (!Number.isInteger(count) || count < 0) throw new InputError(`${count} is not a whole number of examples`, name);
  }
  const bytes = (train + validation + test) * (3 * side * side + 1);
  if (bytes > MOST_BYTES) throw new InputError(`${train + validation + test} pictures of side ${side} need ${bytes} bytes; at most ${MOST_BYTES} are held`, 'train');

  let done = 0;
  const canvas = canvasFor(side);
  const draw = function* (name: string, count: number): Generator<number, Split> {
    const size = 3 * side * side;
    const split = { count, features: new Int8Array(count * size), labels: new Uint8Array(count) };
    const own = `${seed}/${name}`;
    for (let i = 0; i < count; i++) {
      const picture = renderPicture(sceneAt(kind, own, i), side, canvas);
      for (let p = 0, at = i * size; p < size; p++, at++) split.features[at] = picture[p] - 128;
      split.labels[i] = sceneLabel(kind, own, i);
      if (++done % CHUNK === 0) yield done;
    }
    return split;
  };
  return {
    id: kind === 'things' ? 'scenes' : 'scenes-person',
    title: kind === 'things' ? 'Toybox scenes: which thing' : 'Toybox scenes: a person or none',
    origin: 'synthetic',
    inputShape: [side, side, 3],
    inputQuant: SCENE_QUANT,
    classes: sceneClasses(kind),
    train: yield* draw('train', train),
    validation: yield* draw('validation', validation),
    test: yield* draw('test', test),
    notes: { generator: 'Toybox scenes, drawn by a program', seed, side },
  };
}

/** As sceneTaskSteps, in one go: about 2 ms a picture of side 64. */
export function sceneTask(options: SceneTaskOptions): Task {
  const steps = sceneTaskSteps(options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
