/**
 * Step 4: the supernet whose weights every candidate shares (once-for-all). One ships trained; it can be trained
 * further, or anew from random weights, in this page, with its curves drawn as they grow.
 */
import type { ReactNode } from 'react';
import { count, Curves, percent, plural } from '../../charts/index.ts';
import { defaultRecipe, type RecipeTraining } from '../../engine/index.ts';
import { useJob, useRecipe, useResults, useSession } from '../app/session.tsx';
import { FRESH, trainedFor } from '../../store/index.ts';
import { Button, Choice, JobBar, NumberField, Stats } from '../kit/index.ts';

const UNIT: readonly [number, number] = [0, 1];

export function SupernetPanel(): ReactNode {
  const recipe = useRecipe();
  const { actions, recipe: store } = useSession();
  const training = useResults((state) => state.training);
  const job = useJob('train');
  const running = job.status === 'running';
  const { training: settings } = recipe;
  const set = (change: Partial<RecipeTraining>): void => store.edit((old) => ({ ...old, training: { ...old.training, ...change } }));
  const shipped = defaultRecipe.training.checkpoint;
  const own = useResults((state) => state.own);
  const inUse = trainedFor(recipe, training, own?.tag ?? null) !== null;
  const epochs = settings.largestEpochs + settings.epochs;

  return (
    <>
      <p>
        {settings.checkpoint === null ? 'The supernet starts from random weights' : `The supernet “${settings.checkpoint}” ships with the page, trained on the same synthetic speech`}
        {epochs === 0 ? (settings.checkpoint === null ? '. Give it some epochs, or candidates will guess.' : ' and is used as it is.') : `, then trains for ${plural(epochs, 'epoch')}.`}
        {own && ` It learns your own recordings (${own.tag}).`}
        {inUse && ' The one trained below is what the search uses.'}
      </p>
      <div className="toolbar">
        <Choice label="Start from" value={settings.checkpoint === null ? 'random' : 'shipped'}
          options={[{ value: 'shipped', label: 'shipped supernet' }, { value: 'random', label: 'random weights' }]}
          onChange={(start) => set(start === 'shipped' ? { checkpoint: shipped } : { checkpoint: null, ...(epochs === 0 && FRESH) })} />
      </div>
      <div className="fields wide">
        <NumberField label="Epochs, largest" hint="the largest network alone" value={settings.largestEpochs} onCommit={(value) => set({ largestEpochs: value ?? 0 })} />
        <NumberField label="Epochs, all" hint="sampled sub-nets" value={settings.epochs} onCommit={(value) => set({ epochs: value ?? 0 })} />
        <NumberField label="Batch" unit="clips" value={settings.batch} onCommit={(batch) => set({ batch: batch ?? 64 })} />
        <NumberField label="Learning rate" value={settings.learningRate} onCommit={(learningRate) => set({ learningRate: learningRate ?? 0.05 })} />
        <NumberField label="Sub-nets per step" value={settings.subnetsPerStep} onCommit={(subnetsPerStep) => set({ subnetsPerStep: subnetsPerStep ?? 4 })} />
        <NumberField label="Weights seed" value={recipe.seeds.weights} onCommit={(weights) => store.edit((old) => ({ ...old, seeds: { ...old.seeds, weights: weights ?? 1 } }))} />
      </div>
      <div className="actions">
        <Button tone="primary" disabled={running || epochs === 0} onClick={() => void actions.train()}>
          {settings.checkpoint === null ? 'Train anew' : 'Train further'}
        </Button>
        {epochs === 0 && <span className="hint">Set epochs to train.</span>}
      </div>
      <JobBar job={job} name="Training" onStop={() => actions.stop('train')} />
      {training?.result && (
        <Stats items={[
          { label: 'smallest sub-net', ...reached(training.result.accuracy.smallest) },
          { label: 'largest sub-net', ...reached(training.result.accuracy.largest) },
          { label: 'speed', value: `${count(training.result.examplesPerSecond)} clips/s`, note: 'measured here' },
          { label: training.result.stopped ? 'stopped early' : 'epochs', value: training.result.stopped ? `${plural(training.result.epochs, 'epoch')} done` : String(training.result.epochs), note: training.result.stopped ? 'a link would train to the end' : 'checkpoint kept' },
        ]} />
      )}
      {training && training.points.length > 0 && (
        <div className="columns">
          <Curves name="loss" title={`Loss is ${training.points[training.points.length - 1].loss.toFixed(3)} at step ${count(training.points.length)}.`}
            xLabel="step" yLabel="cross-entropy" format={(value) => value.toFixed(2)}
            series={[{ name: 'loss', points: training.points.map((point) => ({ x: point.step, y: point.loss })) }]} />
          <AccuracyCurves />
        </div>
      )}
    </>
  );
}

/** Weights stopped before the end of their first epoch have no accuracy yet. */
const reached = (accuracy: number): { value: string; note: string } =>
  Number.isFinite(accuracy) ? { value: percent(accuracy), note: 'validation, measured' } : { value: 'not measured', note: 'stopped within its first epoch' };

function AccuracyCurves(): ReactNode {
  const points = useResults((state) => state.training?.points) ?? [];
  const measured = points.flatMap((point) => (point.accuracy === null ? [] : [{ step: point.step, ...point.accuracy }]));
  const last = measured.at(-1);
  if (!last) return <p className="fine">Accuracy is measured at the end of each epoch.</p>;
  return (
    <Curves name="accuracy" yDomain={UNIT} xLabel="step" yLabel="validation accuracy" format={(value) => percent(value, 0)}
      title={`The largest sub-net reaches ${percent(last.largest)}, the smallest ${percent(last.smallest)}.`}
      series={(['largest', 'random', 'smallest'] as const).map((name) => ({ name, points: measured.map((point) => ({ x: point.step, y: point[name] })) }))} />
  );
}
