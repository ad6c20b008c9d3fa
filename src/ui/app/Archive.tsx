/** Searches finished in this browser: reopen one with its settings and network, or drop it. */
import type { ReactNode } from 'react';
import { kib, percent } from '../../charts/index.ts';
import { boardName, MOST_RUNS } from '../../store/index.ts';
import { Button, focusBeside, when } from '../kit/index.ts';
import { taskName } from '../panels/taskChoices.ts';
import { useArchive, useSession } from './session.tsx';

export function Archive(): ReactNode {
  const runs = useArchive();
  const { archive, actions } = useSession();
  if (runs.length === 0) return null;
  return (
    <section className="archive" aria-labelledby="archive-title">
      <h2 id="archive-title">Earlier searches in this browser</h2>
      <p className="fine">The newest {MOST_RUNS} are kept; what else you want to keep, pin, or take along as a result link.</p>
      <ul className="space-list">
        {runs.map((run) => (
          <li key={run.id}>
            <strong>{taskName(run.recipe.task)} on {boardName(run.recipe.board)}, seed {run.recipe.seeds.search}</strong>
            <span>{percent(run.result.accuracy.int8)} int8 on test, {kib(run.result.analysis.verdict.sramBytes)} SRAM · {when(run.finishedAt)} · <code>{run.id.slice(0, 12)}</code></span>
            <span className="actions">
              <Button tone="quiet" onClick={() => actions.reopen(run)}>Open</Button>
              <Button tone="quiet" data-remove aria-label={`Drop the search of ${taskName(run.recipe.task)} on ${boardName(run.recipe.board)}, seed ${run.recipe.seeds.search}`} onClick={({ currentTarget }) => { focusBeside(currentTarget, Array.from(document.querySelectorAll<HTMLElement>('.panel h2 button')).at(-1) ?? null); archive.drop(run.id); }}>Drop</Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
