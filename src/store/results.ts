/** What the jobs have given so far, each with the recipe it belongs to: the page draws from here and from nowhere else. */
import { createStore } from 'zustand/vanilla';
import type {
  Analysis, BuildResult, CandidateRow, DataProblem, EvaluateResult, ExportResult, GpuPace, ImageResult, JudgeResult, NamedBytes, QuantisationResult, Recipe, SearchCheckpoint, SearchRunResult, SimulateResult, SpaceAccuracy, SpaceAccuracyRow, SpaceRanking, SpaceRow,
  TaskSamples, TrainPoint, TrainResult,
} from '../engine/index.ts';
import type { OwnData, Sources } from './ownData.ts';
import type { FirmwareInsideState } from './firmware.ts';
import type { KeptTask } from './vault.ts';
import type { InsideState } from './inside.ts';
import type { ModelState } from './model.ts';

export type Family = 'mcunet' | 'dscnn' | 'toybox';

/** A search under way, ended, or recorded earlier; `result` comes with the winner. */
export interface SearchState {
  readonly recipe: Recipe;
  /** Tag of the user's own recordings it runs on, or null for the recipe's task. */
  readonly data: string | null;
  /** True for the search that ships with the page; the page says so. */
  readonly recorded: boolean;
  readonly candidates: readonly CandidateRow[];
  readonly generation: number;
  readonly generations: number;
  readonly checkpoint: SearchCheckpoint | null;
  /** Live curve of the winner's fine-tuning. */
  readonly points: readonly TrainPoint[];
  readonly result: Omit<SearchRunResult, 'model'> | null;
  readonly model: Uint8Array | null;
}

export interface TrainState {
  readonly recipe: Recipe;
  readonly data: string | null;
  readonly points: readonly TrainPoint[];
  /** Of the last epoch's end: what a run cut short goes on from, to the same bits. */
  readonly checkpoint: Uint8Array | null;
  readonly result: TrainResult | null;
}

export interface RankState {
  readonly rows: readonly SpaceRow[];
  readonly ranking: SpaceRanking | null;
}

/** Whether networks that do more are also the better ones: rows while they come, then the whole. */
export interface SpaceAccuracyState {
  /** Of which supernet and limits (`spacesKey`). */
  readonly of: string;
  readonly rows: readonly SpaceAccuracyRow[];
  readonly result: SpaceAccuracy | null;
}

/** A network from a model file, in place of the search's; kept in memory only. */
export interface OpenedNetwork {
  readonly name: string;
  /** As an int8 model of ours, whatever the file was. */
  readonly model: Uint8Array;
  readonly weights: BuildResult['weights'];
  /** Made up where the file names none, so that no task's labels are put on a network they may not suit. */
  readonly classes: readonly string[] | undefined;
  /** The file is an int8 model that Thimble itself wrote, whose inputs are likely those of its own front end. */
  readonly own: boolean;
}

/** A firmware image of anybody's, run on the simulated board from reset; kept in memory only. */
export interface Firmware {
  readonly file: NamedBytes;
  /** Null while it runs, and where it faulted: the job says how. */
  readonly result: ImageResult | null;
  /** Null where nobody has looked into it yet. */
  readonly inside: FirmwareInsideState | null;
}

export interface ResultsState {
  /** Of the task at hand: the user's own data where there are any. */
  readonly samples: TaskSamples | null;
  /** Classes of the built-in task that the recipe names, once it was read. */
  readonly builtIn: readonly string[] | null;
  readonly own: OwnData | null;
  readonly sources: Sources;
  /** Tasks made of one's own data that this browser keeps, newest first. */
  readonly kept: readonly KeptTask[];
  /** What was left out so far, while data are being read. */
  readonly reading: readonly DataProblem[];
  /** How the supernet's networks err. */
  readonly judged: (JudgeResult & { /** Which supernet (`supernetKey`). */ readonly of: string }) | null;
  /** Whether networks that do more are also the better ones, space by space. */
  readonly spaceAccuracy: SpaceAccuracyState | null;
  readonly spaces: Readonly<Partial<Record<Family, RankState>>>;
  readonly training: TrainState | null;
  /** Of training on the graphics processor here beside that on the processor, once measured. */
  readonly gpuPace: GpuPace | null;
  readonly search: SearchState | null;
  readonly opened: OpenedNetwork | null;
  /** Why the last model file was refused, whole; null once dismissed or followed by a good one. */
  readonly refused: string | null;
  /** The network looked at. */
  readonly analysis: Analysis | null;
  /** The same network as it was before a technique was switched, to mark what changed. */
  readonly before: Analysis | null;
  readonly exported: ExportResult | null;
  readonly simulated: SimulateResult | null;
  readonly evaluated: EvaluateResult | null;
  readonly firmware: Firmware | null;
  /** What int8 costs a network, and the hash of the search result that stood here as it was asked. */
  readonly quantised: { readonly of: string | null; readonly result: QuantisationResult } | null;
  /** One inference of what is simulated, looked into. */
  readonly inside: InsideState | null;
  /** The network looked at, opened up; of the analysis it names, which may be an older one. */
  readonly model: ModelState | null;
}

const EMPTY: ResultsState = {
  samples: null, builtIn: null, own: null, sources: new Map(), kept: [], reading: [], judged: null, spaceAccuracy: null, spaces: {}, training: null, gpuPace: null, search: null, opened: null, refused: null, analysis: null, before: null, exported: null, simulated: null, evaluated: null, firmware: null, quantised: null, inside: null, model: null,
};

export const createResultsStore = () => createStore<ResultsState>(() => EMPTY);
export type ResultsStore = ReturnType<typeof createResultsStore>;

/** Adds candidates by their serial number, so that a resumed search may tell of some twice. */
export function withCandidates(candidates: readonly CandidateRow[], born: readonly CandidateRow[]): readonly CandidateRow[] {
  if (born.length === 0) return candidates;
  const next = [...candidates];
  for (const row of born) next[row.index] = row;
  return next.filter((row) => row !== undefined);
}
