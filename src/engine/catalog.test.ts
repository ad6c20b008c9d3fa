/** A board is said to take an image exactly where one can be linked for it. */
import { expect, test } from 'vitest';
import { boards } from '../core/boards/index.ts';
import { archiveFor } from '../core/codegen/index.ts';
import { boardRows } from './catalog.ts';

const linked = (board: (typeof boards)[number]): boolean => {
  try {
    return archiveFor(board) !== '';
  } catch {
    return false;
  }
};

test('images are offered for the boards that the linker serves, UF2 for those whose boot loader is known', () => {
  const rows = boardRows();
  expect(rows.filter(({ images }) => images.length > 0).map(({ id }) => id)).toEqual(boards.filter(linked).map(({ id }) => id));
  expect(rows.filter(({ images }) => images.includes('uf2')).map(({ id }) => id).sort()).toEqual(['nrf52840', 'rp2040', 'rp2350', 'samd21']);
});
