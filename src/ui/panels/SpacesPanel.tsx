/**
 * Step 3: which search space suits the budget, before anything is trained (TinyNAS stage 1, MCUNet section 3.1):
 * sample each space, keep what fits, and prefer the space whose fitting networks do the most work.
 */
import { useEffect, type ReactNode } from 'react';
import { count, kib, SpaceCdf, SpaceHeat } from '../../charts/index.ts';
import type { SpaceRow } from '../../engine/index.ts';
import { familyOf } from '../../store/index.ts';
import { Control } from '../app/Control.tsx';
import { useBudget, useJob, useRecipe, useResults, useSession, useView } from '../app/session.tsx';
import { Button, Choice, JobBar } from '../kit/index.ts';

const SETTLE_MS = 350;

export function SpacesPanel(): ReactNode {
  const { actions, view, recipe: store } = useSession();
  const recipe = useRecipe();
  const budget = useBudget();
  const family = useView((state) => state.family);
  const curves = useView((state) => state.curves);
  const rank = useResults((state) => state.spaces[family]);
  const job = useJob('rankSpaces');
  const { sramBytes, flashBytes, latencyMs, headroomBytes, board } = budget;
  const { memoryModel } = recipe;
  /** Of a space's id: the grid is for as many. */
  const classes = /-c\d+$/.exec(recipe.space)?.[0] ?? '';

  const room = sramBytes - headroomBytes;

  useEffect(() => {
    if (room <= 0) return;
    const timer = setTimeout(() => void actions.rank(family), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [actions, family, classes, sramBytes, flashBytes, latencyMs, headroomBytes, room, board, memoryModel]);

  /** The shipped supernet serves every width of its family; what starts from random weights keeps doing so. */
  const choose = (space: string): void => {
    store.edit((old) => ({ ...old, space }));
    view.say('info', `Run in step 5 now searches ${space}.`);
  };

  const rows = room > 0 ? rank?.rows ?? [] : [];
  // a space with too few survivors is never crowned, even where no other is left
  const best = rows.find((row) => row.enough);
  const compared = curves.length > 0 ? rows.filter((row) => row.id === best?.id || curves.includes(row.id)) : rows.filter((row) => row.enough).slice(0, 4);
  const drawn = family === 'dscnn' ? rows.slice(0, 6) : compared;
  const searchable = family === familyOf(recipe.space) && family !== 'mcunet';
  const chosen = searchable ? recipe.space : best?.id ?? null;

  return (
    <>
      <div className="toolbar">
        <Choice label="Family" value={family} onChange={(next) => view.setState({ family: next })}
          options={[{ value: 'dscnn', label: 'Sounds: depthwise CNNs' }, { value: 'toybox', label: 'Images: the toy box' }, { value: 'mcunet', label: 'Images: 108 MCUNet spaces' }]} />
        {rank?.ranking && room > 0 && <p className="fine">{count(rank.ranking.networksPerSecond)} networks a second, sampled, built and judged on this machine against {kib(room)} SRAM and {kib(flashBytes)} flash.</p>}
      </div>
      <JobBar job={job} name="Ranking" quiet onStop={() => actions.stop('rankSpaces')} />
      {room <= 0 && <p className="problem">The head-room leaves no SRAM for a network: no space can be judged. Lower it, or raise the SRAM budget.</p>}
      {room > 0 && rows.length === 0 && job.status !== 'failed' && <p className="fine">Sampling the spaces …</p>}
      {rows.length > 0 && (
        <>
          {family !== 'dscnn' && (
            <SpaceHeat
              cells={rows.flatMap((row) => (row.width === null || row.resolution === null ? [] : [{ ...row, width: row.width, resolution: row.resolution }]))}
              selected={curves} onSelect={view.toggleCurve}
            />
          )}
          {rows.every((row) => row.survivors === 0)
            ? family === 'dscnn' && <p className="chart-title">None of the networks sampled fits these budgets. Raise one, or lower the head-room.</p>
            : <SpaceCdf curves={drawn.map((row) => ({ id: row.id, ascending: row.cdfMacs }))} chosen={chosen} chosenWord={searchable ? 'searched' : 'most work'} />}
          {searchable
            ? <Control name="step-spaces"><SpaceList rows={rows} chosen={recipe.space} onChoose={choose} /></Control>
            : <p className="fine">{family === 'mcunet' ? 'MCUNet’s own spaces are ranked without training: a supernet of one takes days, not minutes. The toy box is their like in small, and is trained and searched here.' : 'These spaces are for another kind of task than the one of step 2; they are ranked, and searched once such a task is chosen there.'}</p>}
        </>
      )}
    </>
  );
}

function fitting({ survivors, samples, meanMacs, enough }: SpaceRow): string {
  if (survivors === 0) return `none of ${count(samples)} sampled networks fits`;
  return `${count(meanMacs)} MACs on average, ${count(survivors)} of ${count(samples)} fit${enough ? '' : ' (too few to judge)'}`;
}

/** The few spaces that are searched here as a list to choose from. */
function SpaceList({ rows, chosen, onChoose }: { readonly rows: readonly SpaceRow[]; readonly chosen: string; readonly onChoose: (id: string) => void }): ReactNode {
  return (
    <ul className="space-list">
      {rows.map((row) => (
        <li key={row.id}>
          <strong>{row.id}</strong>
          <span>{fitting(row)}</span>
          {row.id === chosen ? <span className="tag">searched</span> : <Button tone="quiet" aria-label={`Search this space, ${row.id}`} onClick={() => onChoose(row.id)}>Search this space</Button>}
        </li>
      ))}
    </ul>
  );
}
