/**
 * The recipe being edited, with undo and redo. Every edit passes the engine's own validation, so the store never holds
 * a recipe that a link or the command line would refuse. Changes of the view (what is looked at) make no undo step.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { decidingText, parseRecipe, type Recipe, type RecipeView } from '../engine/index.ts';

const MOST_STEPS = 50;

export interface RecipeState {
  readonly recipe: Recipe;
  readonly past: readonly Recipe[];
  readonly future: readonly Recipe[];
  /** The recipe a link brought, or null: the way back to "as the link had it". */
  readonly linked: Recipe | null;
}

export interface RecipeStore extends StoreApi<RecipeState> {
  /** @throws InputError where the changed recipe is not valid; nothing is changed then */
  edit(change: (recipe: Recipe) => Recipe): void;
  look(view: Partial<RecipeView>): void;
  /** Takes a recipe from a link: what was there before stays one undo away. */
  open(linked: Recipe): void;
  undo(): void;
  redo(): void;
}

export const sameRun = (a: Recipe, b: Recipe): boolean => decidingText(a) === decidingText(b);

export function createRecipeStore(initial: Partial<RecipeState> & Pick<RecipeState, 'recipe'>): RecipeStore {
  const store = createStore<RecipeState>(() => ({ past: [], future: [], linked: null, ...initial }));
  const { getState, setState } = store;

  const push = (next: Recipe, more: Partial<RecipeState> = {}): void => {
    const { recipe, past } = getState();
    if (sameRun(recipe, next)) setState({ recipe: next, ...more });
    else setState({ recipe: next, past: [...past, recipe].slice(-MOST_STEPS), future: [], ...more });
  };

  return {
    ...store,
    edit: (change) => push(parseRecipe(change(getState().recipe))),
    look: (view) => setState(({ recipe }) => ({ recipe: parseRecipe({ ...recipe, view: { ...recipe.view, ...view } }) })),
    open: (linked) => push(linked, { linked }),
    undo: () => setState(({ recipe, past, future }) => {
      const last = past.at(-1);
      return last === undefined ? {} : { recipe: last, past: past.slice(0, -1), future: [recipe, ...future] };
    }),
    redo: () => setState(({ recipe, past, future }) => {
      const [next] = future;
      return next === undefined ? {} : { recipe: next, past: [...past, recipe], future: future.slice(1) };
    }),
  };
}
