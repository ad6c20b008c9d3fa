/**
 * What the long jobs tell on the way and at the end: training, search, build, export, simulation, evaluation. Plain
 * data, as in types.ts; field names are the command line's JSON contract.
 */
import type { PredictionError } from '../core/search/index.ts';
import type { Figure } from '../core/lib/index.ts';
import type { Recipe } from './recipe.ts';
import type { Analysis, NamedBytes, VerdictView } from './types.ts';

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

export interface SimLayer {
  /** Node in execution order; the runner, which comes last where the board is simulated, has the number after the last. */
  readonly index: number;
  readonly name: string;
  /** Kind of the node; 'patches' for a stage that runs patch by patch, 'runner' for what no layer takes. */
  readonly op: string;
  /** Executed, exactly; null where the board is not simulated. */
  readonly instructions: number | null;
  /** Simulated, or estimated from multiply-accumulates. */
  readonly cycles: number;
  /** Its share of the whole's `latency` and `energy`, whose kind and source it has; energy null where that is. */
  readonly latencyMs: number;
  readonly energyMj: number | null;
  readonly macs: number;
  /** Bytes of the arena that hold something while it runs, by the plan; null for the runner. */
  readonly arenaLiveBytes: number | null;
  /** Data only: code and the literals in it are not counted. Null where the board is not simulated, here and below. */
  readonly flashReadBytes: number | null;
  readonly ramReadBytes: number | null;
  readonly ramWriteBytes: number | null;
  /** Bytes of the arena that the inference has written up to its end. */
  readonly arenaFilledBytes: number | null;
  /** Cycles of `cycles` that the core waits for data from flash. */
  readonly flashWaitCycles: number | null;
  /** What most of the time goes into: the core's own cycles, or waiting for flash. */
  readonly bound: 'compute' | 'flash' | null;
}

export interface SimRun {
  readonly output: readonly number[];
  /** Index of the largest output. */
  readonly top: number;
  readonly topLabel: string | null;
  /** Executed in this inference, exactly; null where this run was not simulated. */
  readonly instructions: number | null;
}

/** Where time and energy went: `latencyMs` and `energyMj` are shares of the whole's. */
export interface FunctionTime {
  readonly name: string;
  readonly instructions: number;
  readonly cycles: number;
  readonly latencyMs: number;
  readonly energyMj: number | null;
}

/** What the instruction-set simulator tells beyond the estimate, of the first input. */
export interface SimulatedView {
  /** The core's name, e.g. Cortex-M4. */
  readonly core: string;
  /** Inputs, the first ones, that ran on the simulated board; the others ran on the WebAssembly kernels alone. */
  readonly runs: number;
  /** Dearest first; their cycles and instructions add up to the inference, rounding aside. */
  readonly functions: readonly FunctionTime[];
  /** Instructions by class, most first. */
  readonly mix: readonly { readonly class: string; readonly count: number }[];
  /** Flash that the image takes. */
  readonly imageBytes: number;
  /** What the image said after reset, and what that took. */
  readonly selfTest: { readonly text: string; readonly instructions: number; readonly stackBytes: number };
  readonly timing: { readonly model: string; readonly accuracy: string; readonly calibrated: boolean };
  /** Reads of arena bytes that nothing had written before, at most a few per layer: none unless something is wrong. */
  readonly staleReads: readonly { readonly layer: string; readonly offset: number; readonly bytes: number; readonly pc: number; readonly function: string }[];
}

export interface SimulateResult extends SimRun {
  readonly cycles: number;
  readonly latencyMs: number;
  readonly latency: Figure;
  readonly energy: Figure | null;
  readonly arenaBytes: number;
  /** Deepest stack of an inference, measured where simulated, else estimated. */
  readonly stackBytes: number | null;
  /** Their cycles, and instructions where simulated, add up to those of the whole. */
  readonly layers: readonly SimLayer[];
  /** One entry per input, the first of which is also spread above. */
  readonly runs: readonly SimRun[];
  /** How many runs, the first ones, were also put through the slow reference executor. */
  readonly checkedRuns: number;
  /** Whether each of those equals it byte for byte, as WebAssembly and on the simulated board. */
  readonly equalsReference: boolean;
  /** Null where the board is not simulated; `notSimulated` says why. */
  readonly simulated: SimulatedView | null;
  readonly notSimulated: string | null;
}

/** What something executed on the simulated board, instructions exactly, and how long that takes there. */
export interface BoardTime {
  readonly instructions: number;
  readonly cycles: number;
  readonly ms: number;
}

/** One second of sound, from samples to answer. */
export interface ListenResult {
  /** What the front end made of it: the network's input, 49 x 10 int8, frame by frame. */
  readonly features: readonly number[];
  readonly output: readonly number[];
  /** Index of the largest output. */
  readonly top: number;
  readonly topLabel: string | null;
  /** Of the top class, 0 to 1. */
  readonly certainty: number;
  /** Of every class: the network's own softmax, or one over its scores. */
  readonly confidence: readonly number[];
  /** From 16-bit samples to features, in C, for a whole second; `stretch`: the dearest 20 ms of it. Null where the board is not simulated. */
  readonly frontEnd: (BoardTime & { readonly stretch: BoardTime }) | null;
  readonly network: BoardTime | null;
  /** Front end and network together on the board, ms per second of sound; an estimate of the network alone where not simulated. */
  readonly latency: Figure;
  /** RAM of the front end (its state and 320 samples handed over), and of the whole image with it, stack included; null where not simulated. */
  readonly ramBytes: { readonly frontEnd: number; readonly image: number } | null;
  /** Whether board, WebAssembly and the readable reference gave the same features and output, byte for byte. */
  readonly equalsReference: boolean;
  /** Why there are no times; null where there are. */
  readonly notSimulated: string | null;
}

/** A firmware image on a simulated board, from reset to its end. */
export interface ImageResult {
  readonly board: string;
  readonly core: string;
  /** What it wrote by semihosting. */
  readonly text: string;
  /** Null where it ended at a breakpoint of its own. */
  readonly exit: number | null;
  readonly instructions: number;
  readonly cycles: number;
  readonly latencyMs: number;
  readonly latency: Figure;
  /** Null where the board's power has no source. */
  readonly energy: Figure | null;
  readonly stackBytes: number;
  readonly functions: SimulatedView['functions'];
  readonly mix: SimulatedView['mix'];
  readonly timing: SimulatedView['timing'];
  /** Inferences on given inputs, of an image of ours; the figures above are those of its self-test. */
  readonly runs: readonly { readonly output: readonly number[]; readonly instructions: number; readonly cycles: number; readonly latencyMs: number; readonly energyMj: number | null }[];
  /** Reads of RAM that nobody had written, each instruction once; null where that was not asked for. */
  readonly uninitialised: readonly { readonly address: number; readonly bytes: number; readonly pc: number; readonly function: string }[] | null;
  /** The first instructions after reset, where asked for. */
  readonly trace: readonly { readonly address: number; readonly text: string; readonly function: string }[];
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
