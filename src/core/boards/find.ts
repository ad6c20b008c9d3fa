/** A board by its id, forgiving in the message, strict in the match. */
import { InputError } from '../lib/index.ts';
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
  const wanted = id.slice(0, LONGEST).toLowerCase().replace(/[^a-z0-9]/g, '');
  const near = boards
    .map((board) => ({ board, distance: Math.min(edits(wanted, board.id), contains(board, wanted) ? 1 : Infinity) }))
    .filter(({ distance }) => distance <= Math.max(2, wanted.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 4)
    .map(({ board }) => board.id);
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : `known are ${boards.map((board) => board.id).join(', ')}`;
  throw new InputError(`there is no board "${id.slice(0, LONGEST)}"; ${hint}`);
}

const contains = ({ name, mcu }: Board, wanted: string): boolean =>
  wanted.length >= 3 && `${name} ${mcu}`.toLowerCase().replace(/[^a-z0-9]/g, '').includes(wanted);

/** Levenshtein distance: insertions, deletions and replacements. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
