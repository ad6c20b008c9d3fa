/** Budgets set for a search judge an opened model, too: by what, and all of the board's instead, with one press that Undo takes back. */
import type { ReactNode } from 'react';
import { kib, ms } from '../../charts/index.ts';
import { Control } from '../app/Control.tsx';
import { boardOf, useRecipe, useSession } from '../app/session.tsx';
import { Button, focusBeside } from '../kit/index.ts';

export function WholeBoard(): ReactNode {
  const { recipe: store } = useSession();
  const recipe = useRecipe();
  const { sramBytes, flashBytes, latencyMs } = recipe.budgets;
  const board = boardOf(recipe);
  const set = [
    ...(sramBytes !== null && sramBytes < board.sramBytes.value ? [`${kib(sramBytes)} of SRAM`] : []),
    ...(flashBytes !== null && flashBytes < board.flashBytes.value ? [`${kib(flashBytes)} of flash`] : []),
    ...(latencyMs === null ? [] : [ms(latencyMs)]),
  ];
  if (set.length === 0) return null;
  return (
    <Control name="sram-budget">
      <div className="actions">
        <span className="hint">Judged by the budgets of step 1: {set.join(', ')}.</span>
        <Button onClick={({ currentTarget }) => {
          focusBeside(currentTarget, currentTarget.closest('section')?.querySelector<HTMLElement>('h2 button') ?? null);
          store.edit((old) => ({ ...old, budgets: { ...old.budgets, sramBytes: null, flashBytes: null, latencyMs: null } }));
        }}>Use all of the board’s {kib(board.sramBytes.value)}{latencyMs !== null && ', without a limit of time'}</Button>
      </div>
    </Control>
  );
}
