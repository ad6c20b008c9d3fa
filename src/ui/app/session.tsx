/** The sitting, handed down by context, and one hook for each store. */
import { createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import { boardRows, type BoardRow, type BudgetView, type JobName, type Recipe } from '../../engine/index.ts';
import { budgetInForce, IDLE, onBoard, type ArchivedRun, type JobState, type MeasuredState, type PinsState, type ResultsState, type Session, type TakesState, type ViewState } from '../../store/index.ts';
import { verdictBasis } from './verdictBasis.ts';

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session above this component');
  return session;
}

export const useRecipe = (): Recipe => useStore(useSession().recipe, (state) => state.recipe);
export const useResults = <T,>(pick: (state: ResultsState) => T): T => useStore(useSession().results, pick);
export const useView = <T,>(pick: (state: ViewState) => T): T => useStore(useSession().view, pick);
/** Which of these layers is pointed out, and how a chart of them points out another; the same one again is let go. */
export function useLayer(names: readonly string[]): { readonly selected: number | null; readonly onSelect: (index: number) => void } {
  const { view } = useSession();
  const name = useView((state) => state.selectedLayer);
  return useMemo(() => {
    const at = name === null ? -1 : names.indexOf(name);
    return { selected: at < 0 ? null : at, onSelect: (index) => { if (names[index] !== undefined) view.pointOut(names[index]); } };
  }, [names, name, view]);
}
export const useJob = (job: JobName): JobState => useStore(useSession().jobs, (state) => state[job] ?? IDLE);
export const useTakes = (): TakesState => useStore(useSession().takes);
export const useMeasured = (): MeasuredState => useStore(useSession().measured);
export const usePins = (): PinsState => useStore(useSession().pins);
export const useArchive = (): readonly ArchivedRun[] => useStore(useSession().archive, (state) => state.runs);

const rows = boardRows();
export const allBoards = (): readonly BoardRow[] => rows;

/** The recipe's board; the first of the list where a recipe names one this Thimble does not know. */
export const boardOf = (recipe: Recipe): BoardRow => rows.find((row) => row.id === recipe.board) ?? rows[0];

export function useBudget(): BudgetView {
  const recipe = useRecipe();
  return useMemo(() => budgetInForce(recipe, boardOf(recipe)), [recipe]);
}

/** What the verdict on the network shown rests on, to stand behind it. */
export function useVerdictBasis(): string {
  const budget = useBudget();
  const simulating = useStore(useSession().jobs, (state) => state.simulate?.status === 'running');
  return useResults((state) => verdictBasis(state, simulating, budget));
}

/** What a network is judged by: the budget, as far as the board has it. */
export function useLimits(): BudgetView {
  const recipe = useRecipe();
  const budget = useBudget();
  return useMemo(() => onBoard(budget, boardOf(recipe)), [budget, recipe]);
}
