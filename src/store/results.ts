/** What the jobs have given so far, each with the recipe it belongs to: the page draws from here and from nowhere else. */
import { createStore } from 'zustand/vanilla';
import type {
  Analysis, CandidateRow, EvaluateResult, ExportResult, NamedBytes, Recipe, SearchCheckpoint, SearchRunResult, SimulateResult, SpaceRanking, SpaceRow,
  TaskSamples, TrainPoint, TrainResult,
} from '../engine/index.ts';

export type Family = 'mcunet' | 'dscnn';

/** The user's own WAV folders, kept in memory only: a link or a reload cannot carry them. */
export interface OwnData {
  /** Folder name, number of files and bytes: enough to tell two sets apart. */
  readonly tag: string;
  readonly files: readonly NamedBytes[];
}

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
  readonly result: TrainResult | null;
}

export interface RankState {
  readonly rows: readonly SpaceRow[];
  readonly ranking: SpaceRanking | null;
}

export interface ResultsState {
  readonly samples: TaskSamples | null;
  readonly own: OwnData | null;
  readonly spaces: Readonly<Partial<Record<Family, RankState>>>;
  readonly training: TrainState | null;
  readonly search: SearchState | null;
  /** The network looked at. */
  readonly analysis: Analysis | null;
  readonly exported: ExportResult | null;
  readonly simulated: SimulateResult | null;
  readonly evaluated: EvaluateResult | null;
}

export const EMPTY: ResultsState = {
  samples: null, own: null, spaces: {}, training: null, search: null, analysis: null, exported: null, simulated: null, evaluated: null,
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
