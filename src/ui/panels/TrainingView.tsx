/** A training run as it goes: loss, accuracy of three networks, the rate, how fast it is, and whether it still learns at all. */
import type { ReactNode } from 'react';
import { count, Curves, duration, percent, plural } from '../../charts/index.ts';
import type { TrainPoint } from '../../engine/index.ts';
import type { TrainState } from '../../store/index.ts';
import { useJob, useSession } from '../app/session.tsx';
import { Button, Stats } from '../kit/index.ts';

const UNIT: readonly [number, number] = [0, 1];
const THREE = ['largest', 'random', 'smallest'] as const;

export function TrainingView({ training }: { readonly training: TrainState }): ReactNode {
  const { points, result, recipe } = training;
  const job = useJob('train');
  const { actions } = useSession();
  const last = points.at(-1);
  const measured = points.flatMap((point) => (point.accuracy === null ? [] : [{ step: point.step, ...point.accuracy }]));
  const now = measured.at(-1);
  const running = job.status === 'running';
  const { progress } = job;
  const pace = running ? progress?.perSecond ?? null : null;
  return (
    <>
      {last && !Number.isFinite(last.loss) && (
        <p className="notice problem" role="alert">The loss has become {String(last.loss)} at step {count(last.step)}: training has diverged. Lower the learning rate and train again; weights trained before are kept.</p>
      )}
      {result?.diverged && <p className="notice problem" role="alert">{result.diverged}. The weights of the last whole epoch are kept.</p>}
      {(result === null || result.stopped) && training.checkpoint && !running && <div className="actions"><Button onClick={() => void actions.train(training)}>Go on from epoch {result?.epochs ?? points.findLast(({ accuracy }) => accuracy !== null)?.epoch ?? 0}</Button></div>}
      {result ? (
        <Stats items={[
          { label: 'smallest sub-net', ...reached(result.accuracy.smallest) },
          { label: 'largest sub-net', ...reached(result.accuracy.largest) },
          { label: 'speed', value: `${count(result.examplesPerSecond)} examples/s`, note: 'measured here' },
          { label: result.stopped ? 'stopped early' : 'epochs', value: result.stopped ? `${plural(result.epochs, 'epoch')} done` : String(result.epochs), note: result.stopped ? 'a link would train to the end' : 'checkpoint kept' },
        ]} />
      ) : last && (
        <Stats items={[
          { label: 'epoch', value: `${Math.min(last.epoch + 1, recipe.training.epochs + recipe.training.largestEpochs)} of ${recipe.training.epochs + recipe.training.largestEpochs}` },
          { label: 'loss', value: Number.isFinite(last.loss) ? last.loss.toFixed(3) : String(last.loss) },
          { label: 'smallest sub-net', value: now ? percent(now.smallest) : '–', note: 'validation' },
          { label: 'largest sub-net', value: now ? percent(now.largest) : '–', note: 'validation' },
          ...(pace === null ? [] : [{ label: 'speed', value: `${count(Math.round(pace * recipe.training.batch))} examples/s`, note: 'measured here' }]),
          ...(progress?.remainingMs == null ? [] : [{ label: 'time left', value: `about ${duration(progress.remainingMs)}`, note: 'at this pace' }]),
        ]} />
      )}
      {points.length > 0 && (
        <div className="columns">
          <Loss points={points} />
          {now ? (
            <Curves name="accuracy" yDomain={UNIT} xLabel="step" yLabel="validation accuracy" format={(value) => percent(value, 0)}
              title={`The largest sub-net reaches ${percent(now.largest)}, the smallest ${percent(now.smallest)}.`}
              series={THREE.map((name) => ({ name, points: measured.map((point) => ({ x: point.step, y: point[name] })) }))} />
          ) : <p className="fine">Accuracy is measured at the end of each epoch.</p>}
          <Losses points={points} />
          <Rate points={points} />
        </div>
      )}
    </>
  );
}

/** The same three networks by their cross-entropy, which falls before accuracy shows it and rises where they learn by heart. */
function Losses({ points }: { readonly points: readonly TrainPoint[] }): ReactNode {
  const measured = points.flatMap(({ step, validationLoss }) => (validationLoss && Object.values(validationLoss).every(Number.isFinite) ? [{ step, ...validationLoss }] : []));
  const last = measured.at(-1);
  if (!last) return <p className="fine">So is the loss on the validation split.</p>;
  return (
    <Curves name="validation-loss" xLabel="step" yLabel="validation cross-entropy" format={(value) => value.toFixed(2)}
      title={`On the validation split the loss of the largest sub-net is ${last.largest.toFixed(2)}, of the smallest ${last.smallest.toFixed(2)}.`}
      series={THREE.map((name) => ({ name, points: measured.map((point) => ({ x: point.step, y: point[name] })) }))} />
  );
}

/** Weights stopped before the end of their first epoch have no accuracy yet. */
const reached = (accuracy: number): { value: string; note: string } =>
  Number.isFinite(accuracy) ? { value: percent(accuracy), note: 'validation, measured' } : { value: 'not measured', note: 'stopped within its first epoch' };

function Loss({ points }: { readonly points: readonly TrainPoint[] }): ReactNode {
  const finite = points.filter(({ loss }) => Number.isFinite(loss));
  const last = finite.at(-1);
  return (
    <Curves name="loss" title={last ? `Loss is ${last.loss.toFixed(3)} at step ${count(last.step)}.` : 'No loss was a number.'}
      xLabel="step" yLabel="cross-entropy" format={(value) => value.toFixed(2)}
      series={[{ name: 'loss', points: finite.map(({ step, loss }) => ({ x: step, y: loss })) }]} />
  );
}

function Rate({ points }: { readonly points: readonly TrainPoint[] }): ReactNode {
  const last = points[points.length - 1];
  const peak = points.reduce((most, { learningRate }) => Math.max(most, learningRate), 0);
  return (
    <Curves name="learning-rate" xLabel="step" yLabel="learning rate" format={(value) => Number(value.toPrecision(2)).toString()}
      title={`The learning rate is ${Number(last.learningRate.toPrecision(2))}${peak > 0 ? `, ${percent(last.learningRate / peak, 0)} of its peak` : ''}.`}
      series={[{ name: 'learning rate', points: points.map(({ step, learningRate }) => ({ x: step, y: learningRate })) }]} />
  );
}
