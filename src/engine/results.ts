/**
 * What the long jobs tell on the way and at the end: training, search, build, export, evaluation, and by way of
 * simResults.ts simulation. Plain data, as in types.ts; field names are the command line's JSON contract.
 */
import type { PredictionError } from '../core/search/index.ts';
import type { Recipe } from './recipe.ts';
import type { Analysis, NamedBytes, VerdictView } from './types.ts';

export type * from './simResults.ts';

/** One optimiser step of the live curves. */
export interface TrainPoint {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Validation accuracy, at epoch ends only. */
  readonly accuracy: { readonly smallest: number; readonly random: number; readonly largest: number } | null;
  /** Validation cross-entropy, beside it; absent from runs of older versions. */
  readonly validationLoss?: { readonly smallest: number; readonly random: number; readonly largest: number } | null;
}

export interface TrainPartial {
  readonly points: readonly TrainPoint[];
  /** At the end of an epoch: the checkpoint from which training goes on to the same bits, as `resume`. */
  readonly checkpoint: Uint8Array | null;
}

export interface TrainResult {
  readonly checkpoint: Uint8Array;
  readonly hash: string;
  readonly examplesPerSecond: number;
  readonly accuracy: { readonly smallest: number; readonly largest: number };
  readonly epochs: number;
  /** True when the job was stopped early; the checkpoint is then the state reached. */
  readonly stopped: boolean;
  /** Why training ended before its time, where the loss ran away; the checkpoint is then that of the last epoch's end. */
  readonly diverged?: string | null;
  /** Of a job that was stopped or ran away after at least one epoch: the last epoch's end, to go on from. */
  readonly resume?: Uint8Array | null;
  /** Of weights that a graphics processor had a hand in; absent: the same recipe gives the same bytes everywhere. */
  readonly reproducible?: false;
  /** Which, beside it: `WebGPU` or `WebGL`. */
  readonly trainedOn?: string;
}

/** Examples a second of one and the same training, measured on the machine at hand. */
export interface GpuPace {
  /** `WebGPU` or `WebGL`. */
  readonly name: string;
  readonly gpu: number;
  readonly processor: number;
  /** gpu / processor */
  readonly ratio: number;
}

export type CandidateOrigin = 'random' | 'crossover' | 'mutation';

export interface CandidateRow {
  /** Serial number in order of birth, from 0. */
  readonly index: number;
  readonly genome: string;
  readonly generation: number;
  readonly origin: CandidateOrigin;
  /** Indices of the parents among the candidates. */
  readonly parents: readonly number[];
  /** Validation accuracy of the weight-sharing sub-net; null for one that does not fit and was not measured. */
  readonly accuracy: number | null;
  /** What the accuracy predictor said before anything was measured; absent where none was asked. */
  readonly predicted?: number;
  readonly verdict: VerdictView;
}

/** Enough to go on after a reload, plain JSON: give it back as `resume` and the final result is the same. */
export interface SearchCheckpoint {
  readonly version: 1;
  /** Hash of the recipe's deciding parts and the supernet; another recipe's checkpoint is refused. */
  readonly key: string;
  readonly generation: number;
  readonly candidates: readonly CandidateRow[];
  /** Indices of the current population. */
  readonly population: readonly number[];
}

export interface SearchPartial {
  /** Born since the last event; to be appended. */
  readonly candidates: readonly CandidateRow[];
  readonly generation: number;
  readonly generations: number;
  /** Present when a generation has ended. */
  readonly checkpoint: SearchCheckpoint | null;
  /** Live curve of the winner's fine-tuning. */
  readonly points: readonly TrainPoint[];
}

export interface SearchRunResult {
  readonly genome: string;
  /** Test split; `inherited` is the validation accuracy with the supernet's weights, before fine-tuning. */
  readonly accuracy: { readonly float: number; readonly int8: number; readonly inherited: number };
  readonly peakSramBytes: number;
  readonly flashBytes: number;
  readonly macs: number;
  readonly latencyMs: number;
  readonly energyMj: number | null;
  /** Sub-nets measured. */
  readonly evaluations: number;
  /** Candidates that did not fit. */
  readonly rejected: number;
  /** How far the accuracy predictor was off, by networks it had judged before they were measured; null where it was not asked. */
  readonly predictor: PredictionError | null;
  /** SHA-256 over the int8 network, the genome and the accuracies. */
  readonly hash: string;
  readonly checkpointHash: string;
  /** As TrainResult has them, of the supernet that was searched. */
  readonly reproducible?: false;
  readonly trainedOn?: string;
  readonly testCount: number;
  readonly classes: readonly string[];
  /** Rows: true class, columns: predicted; int8, test split; classes x classes. */
  readonly confusion: readonly number[];
  /** Signal to quantisation noise per layer, dB, on a few training examples; null where there is none. */
  readonly quantError: readonly { readonly name: string; readonly sqnrDb: number | null }[];
  /** Indices into the candidates, ascending in peak SRAM. */
  readonly pareto: readonly number[];
  readonly candidates: readonly CandidateRow[];
  /** The int8 network as a file: input of export, simulate and evaluate. */
  readonly model: Uint8Array;
  readonly analysis: Analysis;
  readonly link: string;
}

/** What ships as public/recorded/*.json: a finished search to draw on the first visit. */
export interface RecordedSearch {
  readonly recorded: true;
  readonly recipe: Recipe;
  readonly result: Omit<SearchRunResult, 'model'>;
  /** base64url of the int8 network. */
  readonly model: string;
}

export interface BuildResult {
  readonly model: Uint8Array;
  /** Where the weights are from; random ones cost the same and know nothing. */
  readonly weights: 'supernet' | 'random' | 'file';
}

/** C sources round the same library, or a firmware image. */
export const EXPORT_FORMATS = ['c', 'cmake', 'arduino', 'zephyr', 'elf', 'bin', 'uf2'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportResult {
  readonly format: ExportFormat;
  readonly files: readonly NamedBytes[];
  /** The same files as one zip, byte-stable. */
  readonly zip: Uint8Array;
  readonly arenaBytes: number;
  /** All of it, as sums: `CompiledView.flash` of sources; of an image what was linked. */
  readonly flashBytes: number;
  readonly ramBytes: number;
  /** What the audio front end in a bundle takes beside that where it is called, flash estimated; null where there is none. */
  readonly frontEnd: { readonly flashBytes: number; readonly ramBytes: number } | null;
  /** Whether the recipe's limits hold it. */
  readonly verdict: VerdictView;
  readonly hash: string;
}

/** One network with the supernet's weights on the test split; `accuracy` and `confusion` are of the int8 network. */
export interface SubnetAccuracy extends EvaluateResult {
  readonly genome: string;
  readonly floatAccuracy: number;
  readonly model: Uint8Array;
}

export interface EvaluateResult {
  readonly accuracy: number;
  readonly count: number;
  /** Rows: true class, columns: predicted. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly string[];
  /** Files that were left out, one line each. */
  readonly problems: readonly string[];
}
