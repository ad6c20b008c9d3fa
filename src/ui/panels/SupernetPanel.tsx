/**
 * Step 4: the supernet whose weights every candidate shares (once-for-all). One ships trained; it can be trained
 * further, or anew from random weights, in this page, with its curves drawn as they grow.
 */
import { lazy, Suspense, type ReactNode } from 'react';
import { plural } from '../../charts/index.ts';
import type { RecipeTraining } from '../../engine/index.ts';
import { FRESH, shippedFor, trainedFor } from '../../store/index.ts';
import { Control } from '../app/Control.tsx';
import { useJob, useRecipe, useResults, useSession } from '../app/session.tsx';
import { Button, Choice, JobBar, NumberField } from '../kit/index.ts';
import { GpuOffer } from './GpuOffer.tsx';
import { TrainingView } from './TrainingView.tsx';

const Insight = lazy(() => import('./Insight.tsx').then((module) => ({ default: module.Insight })));

export function SupernetPanel(): ReactNode {
  const recipe = useRecipe();
  const { actions, recipe: store } = useSession();
  const training = useResults((state) => state.training);
  const job = useJob('train');
  const running = job.status === 'running';
  const { training: settings } = recipe;
  const set = (change: Partial<RecipeTraining>): void => void store.edit((old) => ({ ...old, training: { ...old.training, ...change } }));
  const own = useResults((state) => state.own);
  const shipped = shippedFor(recipe.task);
  const inUse = trainedFor(recipe, training, own?.tag ?? null) !== null;
  const epochs = settings.largestEpochs + settings.epochs;

  return (
    <>
      <p>
        {settings.checkpoint === null ? 'The supernet starts from random weights' : `The supernet “${settings.checkpoint}” ships with the page, trained on the same synthetic examples`}
        {epochs === 0 ? (settings.checkpoint === null ? '. Give it some epochs, or candidates will guess.' : ' and is used as it is.') : `, then trains for ${plural(epochs, 'epoch')}.`}
        {own && (own.prepared.space === null ? ` Your own data (${own.tag}) are none that it could learn: step 2 says why.` : ` It learns your own data (${own.tag}).`)}
        {inUse && ' The one trained below is what the search uses.'}
      </p>
      <Control name="training">
      <div className="toolbar">
        <Choice label="Start from" value={settings.checkpoint === null ? 'random' : 'shipped'}
          options={[...(shipped === null ? [] : [{ value: 'shipped' as const, label: 'shipped supernet' }]), { value: 'random' as const, label: 'random weights' }]}
          onChange={(start) => set(start === 'shipped' ? { checkpoint: shipped } : { checkpoint: null, ...(epochs === 0 && FRESH) })} />
      </div>
      <div className="fields wide">
        <NumberField label="Epochs, largest" hint="the largest network alone" value={settings.largestEpochs} onCommit={(value) => set({ largestEpochs: value ?? 0 })} />
        <NumberField label="Epochs, all" hint="sampled sub-nets" value={settings.epochs} onCommit={(value) => set({ epochs: value ?? 0 })} />
        <NumberField label="Batch" unit="examples" value={settings.batch} onCommit={(batch) => set({ batch: batch ?? 64 })} />
        <NumberField label="Learning rate" value={settings.learningRate} onCommit={(learningRate) => set({ learningRate: learningRate ?? 0.05 })} />
        <NumberField label="Sub-nets per step" value={settings.subnetsPerStep} onCommit={(subnetsPerStep) => set({ subnetsPerStep: subnetsPerStep ?? 4 })} />
        <NumberField label="Weights seed" value={recipe.seeds.weights} onCommit={(weights) => store.edit((old) => ({ ...old, seeds: { ...old.seeds, weights: weights ?? 1 } }))} />
      </div>
      </Control>
      <Control name="step-supernet">
      <GpuOffer training={running} />
      <div className="actions">
        <Button tone="primary" disabled={running || epochs === 0} onClick={() => void actions.train()}>
          {settings.checkpoint === null ? 'Train anew' : 'Train further'}
        </Button>
        {epochs === 0 && <span className="hint">Set epochs to train.</span>}
      </div>
      </Control>
      <JobBar job={job} name="Training" onStop={() => actions.stop('train')} />
      {training && <TrainingView training={training} />}
      {((settings.checkpoint !== null && epochs === 0) || inUse) && <Suspense fallback={<p className="fine">Fetching what can be asked of it …</p>}><Insight /></Suspense>}
    </>
  );
}
