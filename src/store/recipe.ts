/**
 * The recipe being edited, with undo and redo. Every edit passes the engine's own validation, so the store never holds
 * a recipe that a link or the command line would refuse. Changes of the view (what is looked at) make no undo step.
 * What a teacher's link locks is kept as it is by every way of changing the recipe but a link that is opened.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { decidingText, lockedChanges, parseRecipe, type ControlRow, type Recipe, type RecipeView, type SharedResult } from '../engine/index.ts';

const MOST_STEPS = 50;

export interface RecipeState {
  readonly recipe: Recipe;
  readonly past: readonly Recipe[];
  readonly future: readonly Recipe[];
  /** The recipe a link brought, or null: the way back to "as the link had it". */
  readonly linked: Recipe | null;
  /** What that link says the run gave: the sender's word, nothing measured here. */
  readonly told: SharedResult | null;
}

export interface RecipeStore extends StoreApi<RecipeState> {
  /**
   * @returns false where the change touches what the link's author locked; nothing is changed then
   * @throws InputError where the changed recipe is not valid; nothing is changed then
   */
  edit(change: (recipe: Recipe) => Recipe): boolean;
  look(view: Partial<RecipeView>): void;
  /** Takes a recipe from a link, and what the link tells of its run: what was there before stays one undo away. */
  open(linked: Recipe, told?: SharedResult | null): void;
  undo(): void;
  redo(): void;
}

export const sameRun = (a: Recipe, b: Recipe): boolean => decidingText(a) === decidingText(b);

/** What a link's author chose stays with every recipe of the same sitting: an undo does not take it off. */
const underSameLink = (recipe: Recipe, { view: { hide, lock, challenge } }: Recipe): Recipe =>
  parseRecipe({ ...recipe, view: { ...recipe.view, hide, lock, challenge } });

/** @param onLocked told of a change that was refused: the controls whose lock it would have broken */
export function createRecipeStore(initial: Partial<RecipeState> & Pick<RecipeState, 'recipe'>, onLocked: (rows: readonly ControlRow[]) => void = () => {}): RecipeStore {
  const store = createStore<RecipeState>(() => ({ past: [], future: [], linked: null, told: null, ...initial }));
  const { getState, setState } = store;

  const push = (next: Recipe, more: Partial<RecipeState> = {}): void => {
    const { recipe, past } = getState();
    if (sameRun(recipe, next)) setState({ recipe: next, ...more });
    else setState({ recipe: next, past: [...past, recipe].slice(-MOST_STEPS), future: [], ...more });
  };

  const allowed = (next: Recipe): boolean => {
    const broken = lockedChanges(getState().recipe, next);
    if (broken.length > 0) onLocked(broken);
    return broken.length === 0;
  };

  return {
    ...store,
    edit: (change) => {
      const { recipe } = getState();
      const next = parseRecipe(change(recipe));
      if (!allowed(next)) return false;
      push(underSameLink(next, recipe));
      return true;
    },
    look: (view) => setState(({ recipe }) => ({ recipe: parseRecipe({ ...recipe, view: { ...recipe.view, ...view } }) })),
    open: (linked, told = null) => push(linked, { linked, told }),
    undo: () => setState(({ recipe, past, future }) => {
      const last = past.at(-1);
      return last === undefined || !allowed(last) ? {} : { recipe: underSameLink(last, recipe), past: past.slice(0, -1), future: [recipe, ...future] };
    }),
    redo: () => setState(({ recipe, past, future }) => {
      const [next] = future;
      return next === undefined || !allowed(next) ? {} : { recipe: underSameLink(next, recipe), past: [...past, recipe], future: future.slice(1) };
    }),
  };
}
