/**
 * The recipe: one versioned JSON object from which, with the data, a whole run follows. The link, recipe.json and the
 * command line argument are this same object (DESIGN, contracts). Here: its type, its defaults and its validation.
 * Every field has one check in `SCHEMA`; a file may leave fields out and gets the default, a link always names all.
 */
import { InputError } from '../core/lib/index.ts';
import { classroomChecks, type ClassroomView } from './classroom.ts';
import { check, choice, flag, integer, nullable, number, sparse, text, type Checks } from './schema.ts';

export type MemoryModelName = 'A' | 'B' | 'C';

/** null: the board's own figure, or no limit for latency. */
export interface RecipeBudgets {
  readonly sramBytes: number | null;
  readonly flashBytes: number | null;
  readonly latencyMs: number | null;
  /** SRAM kept free for stack and runtime, bytes. */
  readonly headroomBytes: number;
}

export interface RecipeTraining {
  /** Name of a supernet shipped in public/checkpoints, or null to start from random weights. */
  readonly checkpoint: string | null;
  /** Epochs of the largest network alone, before weights are shared (MCUNet trains it first). */
  readonly largestEpochs: number;
  /** Epochs of supernet training after that; both 0 use the shipped supernet as it is. */
  readonly epochs: number;
  readonly batch: number;
  readonly optimiser: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  /** Sub-nets whose gradients are averaged in one optimiser step (MCUNet: 4). */
  readonly subnetsPerStep: number;
  /** Two of them are the largest and the smallest network (not MCUNet's way, but steadier). */
  readonly sandwich: boolean;
  /** Share of the loss in which the largest teaches the others; counts only in a sandwich. */
  readonly distillation: number;
  /** `shrinking` opens resolution, kernel, depth, expansion and width one after another (once-for-all); `sampled` all at once. */
  readonly schedule: 'sampled' | 'shrinking';
  /** Smaller kernels by trained matrices from the larger ones' centres (once-for-all), not by the centres alone. */
  readonly kernelTransform: boolean;
  /** Factor of the usual augmentation of sounds or images; 0 for none. */
  readonly augmentation: number;
  /** Up to this share of another example, and of its label, in each. */
  readonly mixup: number;
  readonly fineTuneEpochs: number;
  readonly fineTuneLearningRate: number;
}

/** MCUNet's evolution (arXiv 2007.10319, supplement D) and how fitness is measured. */
export interface RecipeSearch {
  readonly population: number;
  readonly parents: number;
  readonly generations: number;
  readonly crossovers: number;
  readonly mutations: number;
  readonly mutationProbability: number;
  /** Children bred for each one measured, chosen by the accuracy predictor; 1 measures all, as MCUNet does. */
  readonly prescreen: number;
  /** Training examples for recalibrating batch norm before a sub-net is measured. */
  readonly calibration: number;
  /** Validation examples a sub-net is measured on; null for all. */
  readonly examples: number | null;
}

export interface RecipeQuant {
  readonly rounding: 'double' | 'single';
  /** Training examples that set the activation ranges. */
  readonly calibration: number;
}

/** Separate, so that data, weights and search can be varied one at a time. */
export interface RecipeSeeds {
  readonly data: number;
  readonly weights: number;
  readonly search: number;
}

/** What the page shows; decides no result. */
export interface RecipeView extends ClassroomView {
  /** Encoded genome of the network looked at, or null for the search's winner. */
  readonly selected: string | null;
  /** Panel in focus, the page's own name for it. */
  readonly panel: string;
  /** Panel that is shown alone and only to be read, as in another page's frame; absent from every other recipe. */
  readonly embed?: string;
}

export interface Recipe {
  readonly version: 1;
  readonly task: string;
  readonly board: string;
  readonly budgets: RecipeBudgets;
  readonly space: string;
  readonly memoryModel: MemoryModelName;
  readonly training: RecipeTraining;
  readonly search: RecipeSearch;
  readonly quant: RecipeQuant;
  readonly seeds: RecipeSeeds;
  readonly view: RecipeView;
}

/** Schedules by name: `quick` ends within 90 s on two cores, `published` is MCUNet's. */
export const searchPresets: Readonly<Record<'quick' | 'published', RecipeSearch>> = {
  quick: { population: 40, parents: 10, generations: 4, crossovers: 20, mutations: 20, mutationProbability: 0.1, prescreen: 1, calibration: 256, examples: null },
  published: { population: 100, parents: 20, generations: 30, crossovers: 50, mutations: 50, mutationProbability: 0.1, prescreen: 1, calibration: 1280, examples: null },
};

export const defaultRecipe: Recipe = {
  version: 1,
  task: 'keywords',
  board: 'stm32f446',
  budgets: { sramBytes: null, flashBytes: null, latencyMs: null, headroomBytes: 8192 },
  space: 'dscnn',
  memoryModel: 'C',
  training: {
    checkpoint: 'keywords-dscnn',
    largestEpochs: 0,
    epochs: 0,
    batch: 64,
    optimiser: 'adam',
    learningRate: 0.003,
    weightDecay: 0.02,
    labelSmoothing: 0.1,
    subnetsPerStep: 4,
    sandwich: true,
    distillation: 0.5,
    schedule: 'sampled',
    kernelTransform: false,
    augmentation: 1,
    mixup: 0,
    fineTuneEpochs: 3,
    fineTuneLearningRate: 0.0003,
  },
  search: searchPresets.quick,
  quant: { rounding: 'double', calibration: 128 },
  seeds: { data: 1, weights: 1, search: 1 },
  view: { selected: null, panel: '' },
};

const MEBIBYTE = 1_048_576;
const name = text(64, /^[a-z0-9][a-z0-9.-]*$/, 'lower-case letters, digits, dots and dashes');
const seed = integer(0, 0xffffffff);
const panelName = text(40, /^[A-Za-z0-9-]*$/, 'letters, digits and dashes');

const SCHEMA: Checks<Omit<Recipe, 'version'>> = {
  task: name,
  board: name,
  budgets: {
    sramBytes: nullable(integer(1, 64 * MEBIBYTE)),
    flashBytes: nullable(integer(1, 1024 * MEBIBYTE)),
    latencyMs: nullable(number(0.001, 3_600_000)),
    headroomBytes: integer(0, 16 * MEBIBYTE),
  },
  space: name,
  memoryModel: choice('A', 'B', 'C'),
  training: {
    checkpoint: nullable(name),
    largestEpochs: integer(0, 1000),
    epochs: integer(0, 1000),
    batch: integer(2, 1024),
    optimiser: choice('adam', 'sgd'),
    learningRate: number(1e-7, 10),
    weightDecay: number(0, 0.99),
    labelSmoothing: number(0, 0.99),
    subnetsPerStep: integer(1, 16),
    sandwich: flag,
    distillation: number(0, 1),
    schedule: choice('sampled', 'shrinking'),
    kernelTransform: flag,
    augmentation: number(0, 2),
    mixup: number(0, 0.5),
    fineTuneEpochs: integer(0, 1000),
    fineTuneLearningRate: number(1e-7, 10),
  },
  search: {
    population: integer(2, 1000),
    parents: integer(1, 1000),
    generations: integer(0, 1000),
    crossovers: integer(0, 1000),
    mutations: integer(0, 1000),
    mutationProbability: number(0, 1),
    prescreen: integer(1, 20),
    calibration: integer(16, 100_000),
    examples: nullable(integer(16, 1_000_000)),
  },
  quant: { rounding: choice('double', 'single'), calibration: integer(1, 100_000) },
  seeds: { data: seed, weights: seed, search: seed },
  view: { selected: nullable(text(200, /^[A-Za-z0-9._-]*$/, 'a genome')), panel: panelName, embed: sparse(panelName), ...classroomChecks },
};

/**
 * Checks what came from outside and fills gaps from `base`.
 * @param value parsed JSON
 * @throws InputError naming the field, what it is and what would be right
 */
export function parseRecipe(value: unknown, where = 'recipe', base: Recipe = defaultRecipe): Recipe {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError('is not a JSON object', where);
  const { version, ...rest } = value as Record<string, unknown>;
  if (version !== 1) {
    const said = version === undefined ? 'has no "version"' : `is of version ${JSON.stringify(version).slice(0, 20)}`;
    throw new InputError(`${said}; this Thimble reads version 1`, where);
  }
  const { version: _, ...defaults } = base;
  const recipe: Recipe = { version: 1, ...check(rest, SCHEMA, defaults, where) };
  const { sandwich, subnetsPerStep, batch } = recipe.training;
  if (sandwich && subnetsPerStep < 2) {
    throw new InputError('1 sub-net per step cannot be both the largest and the smallest; 2 or more, or no sandwich', `${where}.training.subnetsPerStep`);
  }
  if (batch % 2 !== 0) throw new InputError(`${batch} is odd; batch statistics need an even number`, `${where}.training.batch`);
  const { parents, population } = recipe.search;
  if (parents > population) throw new InputError(`${parents} parents cannot come from a population of ${population}`, `${where}.search.parents`);
  return recipe;
}

/** @throws InputError also where the text is no JSON */
export function parseRecipeText(json: string, where = 'recipe.json'): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InputError(`is not whole JSON (${error instanceof Error ? error.message.slice(0, 100) : 'unreadable'})`, where);
  }
  return parseRecipe(value, where);
}

/** The recipe as a run keeps it, whatever its page looked at. */
export const withoutView = (recipe: Recipe): Recipe => ({ ...recipe, view: defaultRecipe.view });

/** The recipe without what decides nothing: equal texts mean equal runs. Field order is the schema's. */
export function decidingText(recipe: Recipe): string {
  const { view: _, ...deciding } = parseRecipe(recipe);
  return JSON.stringify(deciding);
}
