/**
 * Everything that decides how training goes, as plain data: with the task and the supernet it fixes every bit of the
 * result. Two phases after MCUNet (arXiv 2007.10319, supplement D): the largest network alone, then, its channels
 * sorted by importance, several paths a step with averaged gradients. Options MCUNet does without: the sandwich
 * (largest and smallest in every step: Yu et al. 2019, "Universally Slimmable Networks"), progressive shrinking and
 * matrices between kernel sizes (both once-for-all, arXiv 1908.09791, section 3).
 */
import { cos, InputError } from '../lib/index.ts';
import { noAugment, type AugmentOptions } from './augment.ts';

/** `sampled`: all choices are open from the first shared step on. `shrinking`: they open one after another. */
export const SCHEDULES = ['sampled', 'shrinking'] as const;

export interface TrainRecipe {
  /** Order of examples, augmentation and choice of paths. The weights' seed is the supernet's own. */
  readonly dataSeed: number | string;
  /** Passes over the training split with the largest network alone; 0 skips the phase and the sorting. */
  readonly largestEpochs: number;
  /** Passes with sampled paths. */
  readonly epochs: number;
  readonly schedule: (typeof SCHEDULES)[number];
  /** A smaller kernel is the larger one's centre times a trained matrix, not the centre alone. */
  readonly kernelTransform: boolean;
  /** Paths per optimiser step. */
  readonly paths: number;
  /** Two of the paths are the largest and the smallest network. */
  readonly sandwich: boolean;
  /** Share of each other path's target that the largest network of the same step gives; needs the sandwich. */
  readonly distillation: number;
  /** Examples per optimiser step. */
  readonly batch: number;
  /** Examples that share batch statistics and one call of the kernels; divides batch. */
  readonly shard: number;
  readonly optimiser: 'adam' | 'sgd';
  /** Peak rate; each phase warms up linearly over warmupEpochs, then falls as a half cosine to 0. */
  readonly learningRate: number;
  readonly warmupEpochs: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly augment: AugmentOptions;
  /** Validation accuracy of smallest, one random and largest network every so many epochs; 0 never. */
  readonly evaluateEvery: number;
}

/** What the shipped keyword checkpoint was made with: largest and smallest gain most from the rate, then from distillation. */
export const defaultRecipe: TrainRecipe = {
  dataSeed: 1,
  largestEpochs: 0,
  epochs: 40,
  schedule: 'sampled',
  kernelTransform: false,
  paths: 4,
  sandwich: true,
  distillation: 0.5,
  batch: 32,
  shard: 32,
  optimiser: 'adam',
  learningRate: 0.015,
  warmupEpochs: 1,
  weightDecay: 0.02,
  labelSmoothing: 0.1,
  augment: { ...noAugment, shiftFrames: 3, stretch: 0.06, maskFrames: 4, channelOffset: 2, noise: 1 },
  evaluateEvery: 4,
};

const AUGMENT_LIMITS: Readonly<Record<keyof AugmentOptions, number>> = {
  shiftFrames: 1000, stretch: 0.9, maskFrames: 1000, channelOffset: 127, noise: 127, flip: 1, shift: 0.5, cutout: 0.9, mixup: 0.5,
};

/** A recipe written before some of the options were known, with those off. */
export function fillRecipe(recipe: TrainRecipe): TrainRecipe {
  const { augment } = recipe;
  return { ...recipe, schedule: recipe.schedule ?? 'sampled', kernelTransform: recipe.kernelTransform ?? false, augment: typeof augment === 'object' && augment !== null ? { ...noAugment, ...augment } : augment };
}

/**
 * @param where place for messages; a recipe out of a file may be anything, so kinds are checked too
 * @throws InputError naming the field and its range
 */
export function checkRecipe(recipe: TrainRecipe, where = 'training recipe'): void {
  const check = (field: keyof TrainRecipe, good: boolean, range: string) => {
    if (!good) throw new InputError(`${field} ${plain(recipe[field])} is not ${range}`, where);
  };
  check('dataSeed', ['number', 'string'].includes(typeof recipe.dataSeed), 'a number or a text');
  check('sandwich', typeof recipe.sandwich === 'boolean', 'true or false');
  check('schedule', SCHEDULES.includes(recipe.schedule), SCHEDULES.join(' or '));
  check('kernelTransform', typeof recipe.kernelTransform === 'boolean', 'true or false');
  check('optimiser', ['adam', 'sgd'].includes(recipe.optimiser), 'adam or sgd');
  check('augment', typeof recipe.augment === 'object' && recipe.augment !== null, `an object with ${Object.keys(AUGMENT_LIMITS).join(', ')}`);
  const whole = (n: number, low: number, high: number) => Number.isInteger(n) && n >= low && n <= high;
  check('largestEpochs', whole(recipe.largestEpochs, 0, 10_000), 'a whole number from 0 to 10000');
  check('epochs', whole(recipe.epochs, 0, 10_000), 'a whole number from 0 to 10000');
  const fewest = recipe.sandwich ? 2 : 1;
  check('paths', whole(recipe.paths, fewest, 16), `a whole number from ${fewest} to 16${recipe.sandwich ? ', as the sandwich needs two' : ''}`);
  check('shard', whole(recipe.shard, 2, 256), 'a whole number from 2 to 256');
  check('batch', whole(recipe.batch, 2, 4096) && recipe.batch % recipe.shard === 0, `a multiple of shard (${recipe.shard}) up to 4096`);
  for (const field of ['learningRate', 'warmupEpochs', 'distillation', 'weightDecay', 'labelSmoothing'] as const) check(field, typeof recipe[field] === 'number', 'a number');
  check('learningRate', recipe.learningRate > 0 && recipe.learningRate <= 10, 'above 0 and at most 10');
  check('warmupEpochs', recipe.warmupEpochs >= 0 && recipe.warmupEpochs <= 1000, 'from 0 to 1000');
  check('distillation', recipe.distillation >= 0 && recipe.distillation <= (recipe.sandwich ? 1 : 0), recipe.sandwich ? 'from 0 to 1' : '0, as there is no teacher without the sandwich');
  check('weightDecay', recipe.weightDecay >= 0 && recipe.weightDecay < 1, 'from 0 to below 1');
  check('labelSmoothing', recipe.labelSmoothing >= 0 && recipe.labelSmoothing < 1, 'from 0 to below 1');
  for (const [option, most] of Object.entries(AUGMENT_LIMITS) as [keyof AugmentOptions, number][]) {
    const value = recipe.augment[option];
    if (typeof value !== 'number' || !(value >= 0 && value <= most)) throw new InputError(`augment.${option} ${plain(value)} is not from 0 to ${most}`, where);
  }
  check('evaluateEvery', whole(recipe.evaluateEvery, 0, 10_000), 'a whole number from 0 to 10000');
}

/** A value for a message, short whatever it is. */
const plain = (value: unknown): string => (typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, 40));

/** Rate at one step of a phase: warm-up, then (1 + cos(pi t)) / 2. */
export function learningRateAt(recipe: TrainRecipe, step: number, steps: number, stepsPerEpoch: number): number {
  const warmup = Math.min(steps, Math.round(recipe.warmupEpochs * stepsPerEpoch));
  if (step < warmup) return (recipe.learningRate * (step + 1)) / (warmup + 1);
  const done = (step - warmup) / Math.max(1, steps - warmup);
  return recipe.learningRate * 0.5 * (1 + cos(3.141592653589793 * done));
}
