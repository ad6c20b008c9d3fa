/** What is told of a trained supernet beyond its curves: where its networks err, and whether those that do more are better. */
import type { ListenResult } from './results.ts';
import type { TaskSamples } from './types.ts';

export interface WrongExample {
  /** In the split. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** int8, NHWC, as the network is fed. */
  readonly features: Int8Array;
}

/** One sub-net of a supernet over a whole split, in float, before quantisation. */
export interface JudgeResult {
  readonly genome: string;
  readonly which: 'smallest' | 'largest';
  readonly split: 'validation' | 'test';
  readonly accuracy: number;
  readonly count: number;
  readonly task: TaskSamples['task'];
  /** Rows: true class, columns: told. */
  readonly confusion: readonly (readonly number[])[];
  /** A few of each kind of error. */
  readonly wrong: readonly WrongExample[];
}

/** Networks of one part of the supernet's space, one width and resolution, that fit the budget. */
export interface SpaceAccuracyRow {
  /** e.g. `w0.5-r48`. */
  readonly id: string;
  readonly networks: readonly { readonly genome: string; readonly macs: number; readonly accuracy: number }[];
  /** Drawn to find those that fit. */
  readonly drawn: number;
}

export interface SpaceAccuracy {
  readonly spaces: readonly SpaceAccuracyRow[];
  /** Kendall's tau-b between mean MACs and mean accuracy, over the parts; null where there are too few. */
  readonly tauOfSpaces: number | null;
  /** The same between MACs and accuracy, over all networks. */
  readonly tauOfNetworks: number | null;
  /** Validation examples each was measured on. */
  readonly examples: number;
}

/** One picture, from the network's input to its answer; a camera's front end is left out, being the driver's matter. */
export type SeeResult = Pick<ListenResult, 'output' | 'top' | 'topLabel' | 'certainty' | 'confidence' | 'network' | 'latency' | 'equalsReference' | 'notSimulated'>;
