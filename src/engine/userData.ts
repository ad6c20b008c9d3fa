/**
 * The user's own data at the engine's door: files as a page or a disk has them, and what reading them gives. A File of
 * a browser is named here by the part that is used of it, so that a hundred thousand cross to a worker as handles and
 * are read one by one.
 */
import type { DataFile, DataOptions, DataProblem, DataSummary } from '../core/data/index.ts';
import type { Recipe } from './recipe.ts';
import type { NamedBytes, TaskSamples } from './types.ts';

export type { DataOptions, DataProblem, DataSummary, SeriesOptions } from '../core/data/index.ts';

/** What File and Blob offer. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A file by its path with folders: bytes in hand, or a File to be read later. Archives are opened, prepared tasks taken as they are. */
export type UserFile = NamedBytes | { readonly path: string; readonly blob: BlobLike } | DataFile;

/** What `readData` gives. `[{ path, bytes: task }]` is then the `data` of train, search and evaluate: nothing is read twice. */
export interface PreparedData {
  /** The task as one file: to keep, to reopen, to hand on. */
  readonly task: Uint8Array;
  readonly summary: DataSummary;
  /** The first thousand of them. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
  /** Some examples of each class, from the test split. */
  readonly samples: TaskSamples;
  /** Path of the file behind each example of the test split; empty for a prepared task. */
  readonly testFiles: readonly string[];
  /** Id of the search space these data are for, or null where none takes their shape; `why` then says so. */
  readonly space: string | null;
  readonly why: string;
}

export interface ReadDataInput {
  /** Gives the seed of the splits and, where its space takes images, their side. */
  readonly recipe: Recipe;
  readonly files: readonly UserFile[];
  readonly options?: DataOptions;
}
