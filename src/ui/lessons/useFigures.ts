/** The tool's figures by name, for as long as they stand; drawn anew with whatever changes them. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Session } from '../../store/index.ts';
import { boardOf, useRecipe, useSession } from '../app/session.tsx';
import { learn } from './learn.ts';
import { readQuantity, type Situation } from './quantities.ts';

export function situationOf({ recipe, results, view }: Session): Situation {
  const now = recipe.getState().recipe;
  return { recipe: now, board: boardOf(now), results: results.getState(), view: view.getState(), twins: learn.getState().twins };
}

export function useFigures(): (name: string) => number | null {
  const session = useSession();
  const recipe = useRecipe();
  const results = useStore(session.results);
  const view = useStore(session.view);
  const twins = useStore(learn, (state) => state.twins);
  return useMemo(() => readQuantity({ recipe, board: boardOf(recipe), results, view, twins }), [recipe, results, view, twins]);
}
