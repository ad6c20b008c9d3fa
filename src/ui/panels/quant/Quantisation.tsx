/**
 * From float to int8: what the search told of it at once, and, once asked, the float weights and activations of every
 * layer on their grid. Closed until asked for, as a search's choice is trained again for it.
 */
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { exact, percent, plural, type QuantErrorRow, QuantErrors } from '../../../charts/index.ts';
import type { Analysis } from '../../../engine/index.ts';
import { quantiseInput } from '../../../store/index.ts';
import { useJob, useLayer, useRecipe, useResults, useSession } from '../../app/session.tsx';
import { Button, Disclosure, JobBar } from '../../kit/index.ts';

const OnTheGrid = lazy(async () => ({ default: (await import('./OnTheGrid.tsx')).OnTheGrid }));

export function Quantisation({ analysis }: { readonly analysis: Analysis }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <Disclosure title="From float to int8" hint="accuracy before and after, the error of each layer, its values on the int8 grid" open={open} onToggle={() => setOpen(!open)}>
      <Body analysis={analysis} />
    </Disclosure>
  );
}

function Body({ analysis: { genome } }: { readonly analysis: Analysis }): ReactNode {
  const { actions, results } = useSession();
  const recipe = useRecipe();
  const search = useResults((state) => state.search);
  const quantised = useResults((state) => state.quantised);
  useResults((state) => state.own);
  useResults((state) => state.training);
  const job = useJob('quantisation');
  const winner = search?.result?.genome === genome && genome !== null ? search.result : null;
  const told = quantised?.result.genome === genome && quantised.of === (search?.result?.hash ?? null) ? quantised.result : null;
  const input = quantiseInput(results.getState(), recipe, genome);
  if (typeof input === 'string') return <p className="fine">{input}</p>;
  const running = job.status === 'running';
  return (
    <>
      {winner && !told && (
        <>
          <Accuracies float={winner.accuracy.float} int8={winner.accuracy.int8} count={winner.testCount} kind={search?.recorded ? 'measured, recorded' : 'measured'} />
          <Errors rows={winner.quantError} examples="on two training examples, as the search told it" />
        </>
      )}
      {!told && (
        <div className="actions">
          <Button tone="primary" disabled={running || genome === null} onClick={() => { if (genome !== null) void actions.quantise(genome); }}>Show its floats on the int8 grid</Button>
          {!running && <span className="hint">{input.model ? 'The search kept the int8 network only: its float weights are trained again, the same recipe giving the same bits. About half a minute.' : 'With the supernet’s weights, before any fine-tuning. Some seconds.'}</span>}
        </div>
      )}
      <JobBar job={job} name="Comparing" onStop={() => actions.stop('quantisation')} />
      {told && (
        <>
          <Accuracies float={told.accuracy.float} int8={told.accuracy.int8} count={told.accuracy.count} kind="measured, here" />
          <p className="fine">
            {told.weights === 'inherited' ? 'With the supernet’s weights, before any fine-tuning.'
              : told.sameAsModel ? '✓ The int8 network made of these floats is the chosen one, byte for byte: they are its own.'
              : '✕ The int8 network made of these floats is not the chosen one: supernet, data or version differ from those of the search.'}
            {' '}Ranges were set on {plural(told.calibration, 'training example')}; the layers are compared on {plural(told.examples, 'test example')}.
          </p>
          <Errors
            rows={told.layers.map(({ name, op, sqnrDb, mse, weights, activations: { below, above, total } }) => ({ name, op, sqnrDb, mse, saturated: (below + above) / Math.max(1, total), weightsDb: weights === null ? null : weights.sqnrDb, oneScaleDb: weights?.oneScaleDb ?? null }))}
            examples={`on ${plural(told.examples, 'test example')}`}
          />
          <Suspense fallback={<p className="fine">Opening …</p>}><OnTheGrid layers={told.layers} /></Suspense>
        </>
      )}
    </>
  );
}

/** e.g. "93.4 % as float, 93.2 % as int8: 2 of 1,200 test examples fewer." */
function Accuracies({ float, int8, count, kind }: { readonly float: number; readonly int8: number; readonly count: number; readonly kind: string }): ReactNode {
  const lost = Math.round((float - int8) * count);
  return (
    <p className="sum">
      <strong>{percent(float)}</strong> as float → <strong>{percent(int8)}</strong> as int8: {lost === 0 ? `as many of ${plural(count, 'test example')} right` : `${plural(Math.abs(lost), 'example')} of ${exact(count)} ${lost > 0 ? 'fewer' : 'more'} right`}. <span className="kind">{kind}</span>
    </p>
  );
}

function Errors({ rows, examples }: { readonly rows: readonly QuantErrorRow[]; readonly examples: string }): ReactNode {
  const layer = useLayer(rows.map(({ name }) => name));
  return <QuantErrors rows={rows} examples={examples} {...layer} />;
}
