/**
 * What the engine says to its two doors, the page and the command line: events, rows and results as plain
 * serialisable data, so that each can cross a worker boundary, rest in IndexedDB and be printed as JSON. Names of
 * result fields follow the JSON contract of the command line (figures in base units: bytes, macs, ms, mJ).
 */
import type { Figure } from '../core/lib/index.ts';
import type { Recipe } from './recipe.ts';

export type { Figure, FigureKind } from '../core/lib/index.ts';

/** One report of a running job, at most ten a second. `partial` carries what is new since the last event. */
export interface JobEvent<Partial = unknown> {
  /** What is going on now, e.g. `evolution`, `fine-tune`, `int8`; stable, for progress lists. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** What `done` and `total` count: `spaces`, `steps`, `sub-nets`, `examples`, `files`. */
  readonly unit: string;
  readonly elapsedMs: number;
  /** Estimated from the pace so far in this stage; null while there is none. */
  readonly remainingMs: number | null;
  /** One short sentence for a person, or empty. */
  readonly note: string;
  readonly partial: Partial | null;
}

/** The part of AbortSignal the engine needs; a real AbortSignal fits. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface NamedBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

// ---------------------------------------------------------------- boards, tasks, spaces

export interface BoardRow {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  readonly core: string;
  readonly clockMhz: Figure;
  readonly sramBytes: Figure;
  readonly flashBytes: Figure;
  readonly activePowerMw: Figure | null;
}

export interface TaskSummary {
  readonly id: string;
  readonly title: string;
  readonly origin: 'synthetic' | 'user';
  readonly inputShape: readonly number[];
  readonly classes: readonly string[];
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** A few examples of the test split, as int8 features (NHWC), to look at and to simulate. */
export interface TaskSamples {
  readonly task: TaskSummary;
  readonly inputScale: number;
  readonly inputZeroPoint: number;
  readonly examples: readonly { readonly index: number; readonly label: number; readonly features: Int8Array }[];
}

/** One search space, sampled and judged (TinyNAS stage 1). */
export interface SpaceRow {
  readonly id: string;
  readonly width: number | null;
  /** Side of the square input image; null for audio. */
  readonly resolution: number | null;
  readonly meanMacs: number;
  readonly p80Macs: number;
  readonly samples: number;
  readonly survivors: number;
  /** False where too few networks survive to trust the mean; such a space is marked, not crowned. */
  readonly enough: boolean;
  /** MACs of the survivors, ascending, thinned to at most 101 evenly spaced quantiles (0 %, 1 %, ... 100 %). */
  readonly cdfMacs: readonly number[];
}

export interface SpaceRanking {
  /** Best first. */
  readonly spaces: readonly SpaceRow[];
  readonly networksPerSecond: number;
  readonly budget: BudgetView;
}

// ---------------------------------------------------------------- budgets and verdicts

/** The limits in force: the recipe's, and the board's where the recipe names none. */
export interface BudgetView {
  readonly board: string;
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly latencyMs: number | null;
  /** Bytes of SRAM kept for stack and runtime; the network gets sramBytes less this. */
  readonly headroomBytes: number;
}

export interface ViolationView {
  readonly constraint: 'sram' | 'flash' | 'latency';
  /** bytes, bytes or ms */
  readonly limit: number;
  readonly actual: number;
  readonly over: number;
}

export interface VerdictView {
  readonly fits: boolean;
  readonly violations: readonly ViolationView[];
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly macs: number;
  readonly latencyMs: number;
}

// ---------------------------------------------------------------- one network, explained

export interface LayerRow {
  readonly index: number;
  readonly name: string;
  readonly op: string;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly macs: number;
  readonly weightBytes: number;
  readonly sramBytes: number;
  readonly latencyMs: number;
}

/** The arena the C code runs in: every tensor's address and lifetime, in steps (node indices, both inclusive). */
export interface ArenaView {
  readonly bytes: number;
  /** No plan can do with less: the largest sum of tensors alive at once. */
  readonly lowerBound: number;
  readonly steps: readonly string[];
  readonly tensors: readonly { readonly id: number; readonly name: string; readonly offset: number; readonly bytes: number; readonly first: number; readonly last: number }[];
  readonly scratch: readonly { readonly step: number; readonly offset: number; readonly bytes: number }[];
}

export interface Analysis {
  readonly name: string;
  /** Encoded genome, or null for a network read from a file. */
  readonly genome: string | null;
  readonly macs: number;
  readonly parameters: number;
  readonly flashBytes: { readonly total: number; readonly weights: number; readonly tables: number; readonly code: number };
  readonly peakSramBytes: { readonly total: number; readonly arena: number; readonly scratch: number; readonly stack: number };
  readonly peakStep: number;
  readonly layers: readonly LayerRow[];
  readonly memoryModel: 'A' | 'B' | 'C';
  /** Peak SRAM by each of the three published formulas, bytes. */
  readonly peakByModel: { readonly A: number; readonly B: number; readonly C: number };
  readonly latency: Figure;
  readonly energy: Figure | null;
  readonly arena: ArenaView;
  readonly verdict: VerdictView;
}

// ---------------------------------------------------------------- training

/** One optimiser step of the live curves. */
export interface TrainPoint {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Validation accuracy, at epoch ends only. */
  readonly accuracy: { readonly smallest: number; readonly random: number; readonly largest: number } | null;
}

export interface TrainPartial {
  readonly points: readonly TrainPoint[];
}

export interface TrainResult {
  readonly checkpoint: Uint8Array;
  readonly hash: string;
  readonly examplesPerSecond: number;
  readonly accuracy: { readonly smallest: number; readonly largest: number };
  readonly epochs: number;
  /** True when the job was stopped early; the checkpoint is then the state reached. */
  readonly stopped: boolean;
}

// ---------------------------------------------------------------- search

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
  /** SHA-256 over the int8 network, the genome and the accuracies. */
  readonly hash: string;
  readonly checkpointHash: string;
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

// ---------------------------------------------------------------- export, simulate, evaluate

export interface BuildResult {
  readonly model: Uint8Array;
  /** Where the weights are from; random ones cost the same and know nothing. */
  readonly weights: 'supernet' | 'random' | 'file';
}

export interface ExportResult {
  readonly files: readonly NamedBytes[];
  /** The same files as one zip, byte-stable. */
  readonly zip: Uint8Array;
  readonly arenaBytes: number;
  readonly hash: string;
}

export interface SimLayer {
  readonly index: number;
  readonly name: string;
  readonly op: string;
  /** Instructions executed; null until an instruction-set simulator counts them. */
  readonly instructions: number | null;
  readonly cycles: number;
}

export interface SimRun {
  readonly output: readonly number[];
  /** Index of the largest output. */
  readonly top: number;
  readonly topLabel: string | null;
}

export interface SimulateResult extends SimRun {
  readonly instructions: number | null;
  readonly cycles: number;
  readonly latencyMs: number;
  readonly latency: Figure;
  readonly energy: Figure | null;
  readonly arenaBytes: number;
  readonly stackBytes: number | null;
  readonly layers: readonly SimLayer[];
  /** One entry per input, the first of which is also spread above. */
  readonly runs: readonly SimRun[];
  /** Whether every run equals the int8 reference executor byte for byte. */
  readonly equalsReference: boolean;
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
