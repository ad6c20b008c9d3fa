import { expect, test } from 'vitest';
import { defaultRecipe } from '../engine/index.ts';
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
