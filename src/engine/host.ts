/**
 * What the engine needs from where it runs: files, a clock for progress, a breath for the event loop, and hands for
 * measuring and training sub-nets. Nothing a host gives may change a result, only how soon it comes; the one exception
 * is a graphics processor, which a person must choose and whose name stays with whatever it trained.
 */
import type { Task } from '../core/data/index.ts';
import type { TrainCrew, TrainRecipe } from '../core/train/index.ts';
import type { LiveNetwork } from './live.ts';
import type { Recipe } from './recipe.ts';
import type { NamedBytes } from './types.ts';

/** Reads a file of public/, e.g. `tasks/keywords.bin`. */
export type ReadAsset = (path: string) => Promise<Uint8Array>;

/** What a fitness worker must know before it can measure sub-nets. */
export interface FitnessSetup {
  readonly recipe: Recipe;
  readonly checkpoint: Uint8Array;
  /** The user's own task as one file, or null for the task the recipe names. */
  readonly data: readonly NamedBytes[] | null;
  /** Bytes of activations that a worker keeps for networks that begin alike; 0: it shares nothing. No result depends on it. */
  readonly prefixBytes?: number;
}

export interface FitnessPool {
  readonly workers: number;
  /** Validation accuracies in the order of the genomes, whatever the number of workers. */
  evaluate(genomes: readonly string[]): Promise<readonly number[]>;
  /** Ends the workers at once; a running `evaluate` rejects with StoppedError. */
  close(): void;
}

/** What a training worker must know before it can compute units. */
export interface CrewSetup {
  /** Id of the supernet's space. */
  readonly space: string;
  readonly recipe: TrainRecipe;
}

/** Training on a graphics processor, whose sums have no fixed order. */
export interface GpuCrew {
  /** `WebGPU` or `WebGL`. */
  readonly name: string;
  readonly crew: TrainCrew;
}

export interface Host {
  readonly readAsset: ReadAsset;
  /** Keeps built-in tasks that are drawn, from one job to the next. */
  readonly tasks?: Map<string, Task>;
  /** Keeps the network that answered last, ready for the next question. */
  readonly live?: Map<string, LiveNetwork>;
  openFitnessPool(setup: FitnessSetup): FitnessPool;
  /** Absent, or null, where training has no workers and runs on the calling thread. */
  openTrainCrew?(setup: CrewSetup): TrainCrew | null;
  /** Absent, or null, where no graphics processor trains in single precision. */
  openGpuCrew?(setup: CrewSetup): Promise<GpuCrew | null>;
  /** Milliseconds on a clock that never goes back; for progress only. */
  now(): number;
  /** Lets the event loop run, so that an abort can arrive. */
  breathe(): Promise<void>;
}
