/**
 * Which network the last three steps are about: one opened from a file, else the search's choice, or another of its
 * candidates that is only looked at. One place decides it, so that analysis, export and simulation never differ.
 */
import type { Analysis, Figure, Recipe, Techniques } from '../engine/index.ts';
import type { ResultsState } from './results.ts';

/** An int8 network with its weights, and the recipe it is compiled for. */
export interface NetworkInHand {
  /** The file's name, or the search's genome. */
  readonly name: string;
  readonly model: Uint8Array;
  readonly recipe: Recipe;
  readonly opened: boolean;
  /** Labels of its outputs; undefined where the task's own hold. */
  readonly classes: readonly string[] | undefined;
}

/**
 * The search's network keeps the recipe that found it, so that its bundle names the link that finds it again; board and
 * budgets are those set now, since they are what it is compiled for.
 */
export function networkInHand({ opened, search }: Pick<ResultsState, 'opened' | 'search'>, now: Recipe): NetworkInHand | null {
  if (opened) return { name: opened.name, model: opened.model, recipe: now, opened: true, classes: opened.classes };
  if (!search?.model || !search.result) return null;
  const { board, budgets, memoryModel } = now;
  return { name: search.result.genome, model: search.model, recipe: { ...search.recipe, board, budgets, memoryModel }, opened: false, classes: search.result.classes };
}

/** The analysis of that network: not of another candidate that is only looked at. */
export function analysisInHand({ opened, analysis, search }: Pick<ResultsState, 'opened' | 'analysis' | 'search'>): Analysis | null {
  const found = search?.result ?? null;
  return opened || analysis?.genome === found?.genome ? analysis : found?.analysis ?? null;
}

/** Its energy where it ran on the simulated board; null where that is estimated, by its analysis, or unknown. */
export function energyShown({ opened, analysis, search, simulated }: ResultsState): Figure | null {
  const ran = simulated?.simulated && analysis !== null && analysis === analysisInHand({ opened, analysis, search });
  return ran ? simulated.energy : null;
}

/** How long the network shown takes: by its instructions where they were simulated, else by the estimate of its analysis. */
export function latencyShown({ opened, analysis, search, simulated }: ResultsState): Figure | null {
  const ran = simulated?.simulated && analysis !== null && analysis === analysisInHand({ opened, analysis, search });
  return ran ? simulated.latency : analysis?.latency ?? null;
}

/** Whether what is compiled for the one is compiled for the other; a limit of time changes no byte. */
export const sameTarget = (a: Recipe, b: Recipe): boolean =>
  a.board === b.board && a.memoryModel === b.memoryModel && a.budgets.sramBytes === b.budgets.sramBytes && a.budgets.headroomBytes === b.budgets.headroomBytes;

/** Flash decides whether an image may be written; the arena does not follow from it. */
export const sameLimits = (a: Recipe, b: Recipe): boolean => sameTarget(a, b) && a.budgets.flashBytes === b.budgets.flashBytes && a.budgets.latencyMs === b.budgets.latencyMs;

/** A network, how it is compiled, and for what. */
export interface Compiling {
  readonly model: Uint8Array;
  readonly recipe: Recipe;
  readonly techniques: Techniques;
}

/** Whether an answer about the one holds of the other: either may have been changed while a job ran. */
export const sameCompiling = (a: Compiling, b: Compiling | null): boolean => b !== null && a.model === b.model && a.techniques === b.techniques && sameLimits(a.recipe, b.recipe);
