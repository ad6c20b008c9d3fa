import { expect, test } from 'vitest';
import { defaultRecipe, labelsOf } from '../engine/index.ts';
import { createRecipeStore } from './recipe.ts';

const board = (store: ReturnType<typeof createRecipeStore>) => store.getState().recipe.board;

test('undo and redo walk the edits, and a new edit forgets the undone', () => {
  const store = createRecipeStore({ recipe: { ...defaultRecipe, board: 'a' } });
  for (const id of ['b', 'c']) store.edit((recipe) => ({ ...recipe, board: id }));
  store.undo();
  expect(board(store)).toBe('b');
  store.redo();
  expect(board(store)).toBe('c');
  store.undo();
  store.edit((recipe) => ({ ...recipe, board: 'd' }));
  store.redo();
  expect(board(store)).toBe('d');
  store.undo();
  store.undo();
  store.undo();
  expect(board(store)).toBe('a');
});

test('an invalid edit throws a sentence and changes nothing', () => {
  const store = createRecipeStore({ recipe: defaultRecipe });
  expect(() => store.edit((recipe) => ({ ...recipe, budgets: { ...recipe.budgets, headroomBytes: -1 } }))).toThrow(/headroomBytes.*-1/);
  expect(store.getState().recipe).toEqual(defaultRecipe);
  expect(store.getState().past).toEqual([]);
});

test('looking at a network makes no undo step', () => {
  const store = createRecipeStore({ recipe: defaultRecipe });
  store.look({ selected: 'dscnn_1' });
  expect(store.getState().recipe.view.selected).toBe('dscnn_1');
  expect(store.getState().past).toEqual([]);
});

test('what a link locks is kept by edit, undo and redo, and the lock itself too; what is free is not', () => {
  const refused: string[] = [];
  const store = createRecipeStore({ recipe: { ...defaultRecipe, board: 'mine' } }, (rows) => refused.push(labelsOf(rows)));
  store.open({ ...defaultRecipe, board: 'hers', view: { ...defaultRecipe.view, lock: ['board', 'step-search', 'of-a-later-page'] } });
  expect(store.edit((recipe) => ({ ...recipe, board: 'other' }))).toBe(false);
  expect(store.edit((recipe) => ({ ...recipe, seeds: { ...recipe.seeds, search: 9 } }))).toBe(false);
  store.undo();
  expect(board(store)).toBe('hers');
  expect(refused).toEqual(['board', 'step 5', 'board']);
  expect(store.edit((recipe) => ({ ...recipe, space: 'dscnn-w0.5', view: { selected: null, panel: '' } }))).toBe(true);
  expect(store.getState().recipe).toMatchObject({ space: 'dscnn-w0.5', view: { lock: ['board', 'step-search', 'of-a-later-page'] } });
  store.undo();
  expect(store.getState().recipe.space).toBe(defaultRecipe.space);
  store.look({ lock: [] });
  expect(store.getState().recipe.view).toEqual(defaultRecipe.view);
  expect(store.edit((recipe) => ({ ...recipe, board: 'other' }))).toBe(true);
});
