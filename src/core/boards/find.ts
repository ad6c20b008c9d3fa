/** A board by its id, forgiving in the message, strict in the match. */
import { edits, InputError } from '../lib/index.ts';
import type { Board } from './board.ts';
import { boards } from './catalogue.ts';

const LONGEST = 40;

/**
 * @param id as in `boards`, e.g. `stm32f746`
 * @throws InputError that names the nearest ids
 */
export function findBoard(id: string): Board {
  const found = boards.find((board) => board.id === id);
  if (found !== undefined) return found;
  const words = id.slice(0, LONGEST).toLowerCase().split(/[^a-z0-9]+/);
  const wanted = words.join('');
  const near = boards
    .map((board) => ({ board, distance: Math.min(edits(wanted, board.id), contains(board, wanted) ? 1 : words.some((word) => contains(board, word)) ? 2 : Infinity) }))
    .filter(({ distance }) => distance <= Math.max(2, wanted.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 4)
    .map(({ board }) => board.id);
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : `known are ${boards.map((board) => board.id).join(', ')}`;
  throw new InputError(`there is no board "${id.slice(0, LONGEST)}"; ${hint}`);
}

const contains = ({ name, mcu }: Board, wanted: string): boolean =>
  wanted.length >= 3 && `${name} ${mcu}`.toLowerCase().replace(/[^a-z0-9]/g, '').includes(wanted);
