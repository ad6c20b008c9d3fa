/**
 * What the engine needs from where it runs: files, a clock for progress, a breath for the event loop, and hands for
 * measuring sub-nets. Nothing a host gives may change a result, only how soon it comes.
 */
import type { Recipe } from './recipe.ts';
import type { StopSignal } from './types.ts';

/** What a fitness worker must know before it can measure sub-nets. */
export interface FitnessSetup {
  readonly recipe: Recipe;
  readonly checkpoint: Uint8Array;
  /** The user's task in data's own format, or null for the one the recipe names. */
  readonly task: Uint8Array | null;
}

export interface FitnessPool {
  readonly workers: number;
  /**
   * Validation accuracies in the order of the genomes, whatever the number of workers.
   * @param onDone called after each sub-net, with the number measured so far
   */
  evaluate(genomes: readonly string[], signal?: StopSignal, onDone?: (done: number) => void): Promise<readonly number[]>;
  close(): void;
}

export interface Host {
  /** A file of public/, e.g. `tasks/keywords.bin`. */
  readAsset(path: string): Promise<Uint8Array>;
  openFitnessPool(setup: FitnessSetup): FitnessPool;
  /** Milliseconds on a clock that never goes back; for progress only. */
  now(): number;
  /** Lets the event loop run, so that an abort can arrive. */
  breathe(): Promise<void>;
}

/** A job that was told to stop. Not a fault. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  constructor() {
    super('stopped');
  }
}

/** @throws StoppedError when the signal has fired */
export function throwIfStopped(signal: StopSignal | undefined): void {
  if (signal?.aborted === true) throw new StoppedError();
}
