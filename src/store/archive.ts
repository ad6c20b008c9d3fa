/** Finished searches, newest first, each with the link that reproduces it and the int8 network it found. */
import { createStore } from 'zustand/vanilla';
import type { Recipe, SearchRunResult } from '../engine/index.ts';

export const MOST_RUNS = 12;

export interface ArchivedRun {
  /** The result's hash; equal runs are kept once. */
  readonly id: string;
  readonly finishedAt: number;
  /** How long it took here, ms; absent of runs that were cut short in between, and of older versions. */
  readonly tookMs?: number;
  readonly recipe: Recipe;
  readonly result: Omit<SearchRunResult, 'model'>;
  readonly model: Uint8Array;
}

export const createArchiveStore = () => {
  const store = createStore<{ readonly runs: readonly ArchivedRun[] }>(() => ({ runs: [] }));
  return {
    ...store,
    keep: (run: ArchivedRun): void => store.setState(({ runs }) => ({ runs: [run, ...runs.filter((one) => one.id !== run.id)].slice(0, MOST_RUNS) })),
    drop: (id: string): void => store.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) })),
  };
};
export type ArchiveStore = ReturnType<typeof createArchiveStore>;
