/** The int8 network over the whole test split, of the built-in task or of the user's own data, on request, with its confusions as a table. */
import type { ReactNode } from 'react';
import { count, percent } from '../../charts/index.ts';
import { useJob, useResults, useSession } from '../app/session.tsx';
import { Button, JobBar } from '../kit/index.ts';

/** @param foreign the network was not made for the task's classes */
export function WholeTest({ foreign }: { readonly foreign: boolean }): ReactNode {
  const { actions } = useSession();
  const evaluated = useResults((state) => state.evaluated);
  const own = useResults((state) => state.own);
  const job = useJob('evaluate');
  return (
    <>
      <div className="actions">
        {!foreign && !own && <Button disabled={job.status === 'running'} onClick={() => void actions.evaluate(false)}>Measure on the whole test split</Button>}
        {own && <Button disabled={job.status === 'running'} onClick={() => void actions.evaluate(true)}>Measure on the test split of my data</Button>}
        {evaluated && <strong>{percent(evaluated.accuracy)} of {count(evaluated.count)} right, measured here</strong>}
      </div>
      {evaluated && evaluated.problems.length > 0 && <ul className="problem">{evaluated.problems.slice(0, 20).map((line) => <li key={line}>{line}</li>)}</ul>}
      <JobBar job={job} name="Evaluation" onStop={() => actions.stop('evaluate')} />
      {evaluated && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Confusion table">
          <table className="confusion">
            <caption>Rows: what it was. Columns: what the network took it for.</caption>
            <thead><tr><td />{evaluated.classes.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {evaluated.confusion.map((row, truth) => (
                <tr key={evaluated.classes[truth]}>
                  <th scope="row">{evaluated.classes[truth]}</th>
                  {row.map((n, answer) => <td key={answer} className={`number${answer === truth ? ' diagonal' : ''}`}>{n === 0 ? '·' : n}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
