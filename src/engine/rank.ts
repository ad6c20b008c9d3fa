/**
 * Whether the supernet ranks networks as training each by itself would: the assumption of every search that shares
 * weights (once-for-all, arXiv 1908.09791, section 4; Yu et al. 2020, "Evaluating the search phase of neural
 * architecture search", measure it by Kendall's tau). Made by a script, shown as recorded.
 */
import type { TrainRecipe } from '../core/train/index.ts';

export interface RankedNetwork {
  readonly genome: string;
  readonly macs: number;
  /** Validation accuracy with the supernet's weights, recalibrated. */
  readonly supernet: number;
  /** Validation accuracy after training by itself from random weights. */
  readonly alone: number;
}

/** What ships as public/recorded/rank-*.json. */
export interface RankRecord {
  readonly recorded: true;
  readonly task: string;
  readonly space: string;
  /** Of the supernet. */
  readonly checkpointHash: string;
  /** By which each network was trained alone. */
  readonly recipe: TrainRecipe;
  readonly weightsSeed: number;
  /** Validation examples. */
  readonly examples: number;
  readonly networks: readonly RankedNetwork[];
  /** Kendall's tau-b of `supernet` and `alone`; null where it is not defined. */
  readonly tau: number | null;
  /** Of `macs` and `alone`: what counting work alone would give. */
  readonly tauOfMacs: number | null;
}
