/**
 * What a simulated board tells: of a network layer by layer, of a second of sound from samples to answer, and of any
 * firmware image from reset to its end. Instructions are counted, times are a model's (core/sim/device). Plain data;
 * field names are the command line's JSON contract.
 */
import type { Figure } from '../core/lib/index.ts';

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
  /** The deepest that front end or network went; null where not simulated. */
  readonly stackBytes: number | null;
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
