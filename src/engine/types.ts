/**
 * What the engine says to its two doors, the page and the command line: events, rows and results as plain
 * serialisable data, so that each can cross a worker boundary, rest in IndexedDB and be printed as JSON. Names of
 * result fields follow the JSON contract of the command line (figures in base units: bytes, macs, ms, mJ).
 */
import type { Figure } from '../core/lib/index.ts';

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

export interface BoardRow {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  readonly core: string;
  readonly clockMhz: Figure;
  readonly sramBytes: Figure;
  readonly flashBytes: Figure;
  readonly activePowerMw: Figure | null;
  /** Firmware that can be linked for it; empty where none can. */
  readonly images: readonly ('uf2' | 'elf' | 'bin')[];
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

/** One network of a list, by the models a search judges by. */
export interface PriceRow {
  readonly genome: string;
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly macs: number;
  readonly parameters: number;
  readonly latencyMs: number;
  /** Null where the board's power is not known. */
  readonly energyMj: number | null;
}

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
  /** By step, what lies in the arena and why: bytes = sum of the uses, below zero for what is counted twice; arena = bytes + unused. Absent from older recordings. */
  readonly uses?: readonly { readonly bytes: number; readonly unused: number; readonly uses: CompiledView['peak']['uses'] }[];
}

/** What the compiler made of an int8 network: exact bytes of arena and constants, estimated ones of code and stack. */
export interface CompiledView {
  readonly arenaBytes: number;
  /** No plan with these techniques can need less. */
  readonly lowerBound: number;
  readonly stackBytes: number;
  /** Whether the input lies outside the arena. */
  readonly inputExternal: boolean;
  /** total = weights + bias + scales + tables + opTable + alignment + code */
  readonly flash: {
    readonly total: number; readonly weights: number; readonly bias: number; readonly scales: number; readonly tables: number;
    readonly opTable: number; readonly alignment: number; readonly code: number;
  };
  /** The fullest step; bytes = sum of its uses, arenaBytes = bytes + unused. */
  readonly peak: {
    readonly step: number; readonly name: string; readonly bytes: number; readonly unused: number;
    readonly uses: readonly { readonly name: string; readonly bytes: number; readonly role: 'input' | 'output' | 'held' | 'scratch' | 'shared'; readonly until: string | null }[];
  };
  /** By layer, in execution order. */
  readonly steps: readonly { readonly name: string; readonly bytes: number; readonly kernel: string; readonly reverse: boolean; readonly scratchBytes: number }[];
  /** The first `steps` layers run patch by patch, or null. */
  readonly patch: { readonly rows: number; readonly cols: number; readonly steps: number; readonly extraMacs: number } | null;
  /** What the graph passes changed. */
  readonly passes: readonly { readonly pass: string; readonly what: string }[];
  /** What would be needed more with one technique off; below 0 where it costs. */
  readonly savings: readonly { readonly technique: string; readonly arenaBytes: number; readonly flashBytes: number }[];
}

export interface Analysis {
  readonly name: string;
  /** Encoded genome, or null for a network read from a file. */
  readonly genome: string | null;
  readonly macs: number;
  readonly parameters: number;
  readonly flashBytes: { readonly total: number; readonly weights: number; readonly tables: number; readonly code: number };
  /** total = arena + scratch (of the plan, or by the chosen formula) + stack (estimated for the C code). */
  readonly peakSramBytes: { readonly total: number; readonly arena: number; readonly scratch: number; readonly stack: number };
  readonly peakStep: number;
  readonly layers: readonly LayerRow[];
  /** `plan`: what the generated code takes, for networks with weights; else the published formula. */
  readonly memoryModel: 'A' | 'B' | 'C' | 'plan';
  /** Peak SRAM by each of the three published formulas, bytes. */
  readonly peakByModel: { readonly A: number; readonly B: number; readonly C: number };
  readonly latency: Figure;
  readonly energy: Figure | null;
  readonly arena: ArenaView;
  /** Null for a network without weights. */
  readonly compiled: CompiledView | null;
  readonly verdict: VerdictView;
}
