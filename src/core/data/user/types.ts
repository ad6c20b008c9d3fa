/**
 * What goes into reading a user's own data and what comes out: files that are read when their turn comes, so that a
 * hundred thousand of them are never in memory at once, the little that content does not tell, and an account of what
 * was found, what was left out and why, and how the examples were dealt.
 */
import type { Task } from '../task.ts';

/** One file, in memory, on disk or inside an archive. A path that ends in "/" is a folder. */
export interface DataFile {
  /** With folders; names may be hostile and are only ever shown and compared. */
  readonly path: string;
  readonly size: number;
  /** Bytes `start` to `end` (exclusive), fewer where the file ends before. @throws InputError where it cannot be read */
  read(start: number, end: number): Uint8Array | Promise<Uint8Array>;
}

export type DataKind = 'sound' | 'image' | 'series' | 'task';

/** How lines of a table become examples; what is left out is found in the table. */
export interface SeriesOptions {
  /** Name of the label column; else the one called label, class, target or the like, else the last column that holds text, else the last or first that counts few classes. */
  readonly label?: string;
  /** Column whose equal values make one recording (an id); windows never span two, and no recording is in two splits. */
  readonly group?: string;
  /** Column that orders the lines of a recording (a time); it is no feature. */
  readonly time?: string;
  /** Lines of one example; 1 (default where no window is stated) makes each line an example. */
  readonly window?: number;
  /** Lines from one example to the next (default: half a window). */
  readonly hop?: number;
}

export interface DataOptions {
  readonly title?: string;
  /** Of the splits: the recipe's seeds.data. */
  readonly seed?: number;
  /** Sounds: words to tell apart; other folders become "unknown". Left out, every folder is a class of its own. */
  readonly words?: readonly string[];
  /** Images: pixels on a side of the square input (default: the files' own, 96 at most). */
  readonly side?: number;
  /** Images: 1 grey, 3 colour (default: 3, or 1 where every format says grey). */
  readonly channels?: 1 | 3;
  readonly series?: SeriesOptions;
  /** Everything is test: for judging a network that has seen none of it, so one example of one class is enough. */
  readonly testOnly?: boolean;
}

/** One thing left out or put right, and why. */
export interface DataProblem {
  readonly file: string;
  /** Byte, line and column, or empty. */
  readonly place: string;
  readonly cause: string;
}

export interface ClassBalance {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface DataSummary {
  readonly kind: DataKind;
  /** For a person, e.g. "class folders of WAV files". */
  readonly layout: string;
  /** Files that gave examples, and files or records that did not. */
  readonly used: number;
  readonly leftOut: number;
  /** Examples equal to one in a split that is kept apart from theirs; left out, so that nothing leaks. */
  readonly duplicates: number;
  readonly balance: readonly ClassBalance[];
  /** What was kept together when the examples were dealt to splits. */
  readonly dealtBy: 'speaker' | 'file' | 'recording' | 'line' | 'as distributed';
  /** Further facts by name: sample rates, image sizes, columns, window. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface DataTask {
  readonly task: Task;
  readonly summary: DataSummary;
  /** The first thousand; `problemCount` counts all. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
  /** Path of the file behind each example of the test split, to hear or look at what was told wrong. */
  readonly testFiles: readonly string[];
}

/** One step of reading: between any two a caller may stop. */
export interface DataStep {
  readonly stage: 'list' | 'read' | 'deal';
  readonly done: number;
  readonly total: number;
  /** File at hand. */
  readonly file: string;
  /** New since the step before. */
  readonly problems: readonly DataProblem[];
}
