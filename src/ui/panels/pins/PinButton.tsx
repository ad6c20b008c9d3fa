/** Pins the network shown; of one that is pinned it says under which name, and leads there. */
import { useMemo, type ReactNode } from 'react';
import { pinnable } from '../../../store/index.ts';
import { usePins, useRecipe, useResults, useSession } from '../../app/session.tsx';
import { Button } from '../../kit/index.ts';
import { goToPins } from './goToPins.ts';

export function PinButton(): ReactNode {
  const { actions } = useSession();
  const recipe = useRecipe();
  const analysis = useResults((state) => state.analysis);
  const opened = useResults((state) => state.opened);
  const search = useResults((state) => state.search);
  const { pins } = usePins();
  const found = useMemo(() => pinnable({ analysis, opened, search }, recipe), [analysis, opened, search, recipe]);
  if (found === null) return null;
  const pinned = pins.find(({ id }) => id === found.id);
  return (
    <>
      {pinned ? <Button onClick={() => goToPins()}><span aria-hidden="true">✓ </span>Pinned as {pinned.name}</Button> : <Button onClick={() => actions.pin()}>Pin this network</Button>}
      <span className="visually-hidden" role="status">{pinned ? `Pinned as ${pinned.name}, below the steps.` : ''}</span>
    </>
  );
}
