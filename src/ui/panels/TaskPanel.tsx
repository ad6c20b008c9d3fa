/** Step 2: what the network is to tell apart, how many examples there are, and what a few of them look like to it. */
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { plural, ramp } from '../../charts/index.ts';
import type { TaskSamples } from '../../engine/index.ts';
import { useJob, useRecipe, useResults } from '../app/session.tsx';
import { Stats } from '../kit/index.ts';
import { OwnRecordings } from './OwnRecordings.tsx';

export function TaskPanel(): ReactNode {
  const samples = useResults((state) => state.samples);
  const job = useJob('samples');
  const recipe = useRecipe();
  const ranges = useMemo(() => (samples ? rangesOf(samples) : []), [samples]);
  if (!samples) return <p className={job.status === 'failed' ? 'notice problem' : 'fine'}>{job.problem ?? `Reading the task “${recipe.task}” …`}</p>;
  const { task } = samples;
  return (
    <>
      <p>
        {task.title}.{' '}
        {task.origin === 'synthetic'
          ? 'The clips are synthetic speech, made by a program across accents, voices, pitch and speed; speakers of the test split appear in no other split. Real voices are harder: expect less on a device.'
          : 'Your own recordings.'}
      </p>
      <Stats items={[
        { label: 'training', value: plural(task.train, 'example') },
        { label: 'validation', value: plural(task.validation, 'example') },
        { label: 'test', value: plural(task.test, 'example') },
        { label: 'input', value: task.inputShape.join(' × '), note: 'frames × MFCC × channel, int8' },
      ]} />
      <h3>{plural(task.classes.length, 'class', 'classes')}</h3>
      <ul className="thumbs">
        {task.classes.map((name, label) => {
          const example = samples.examples.find((one) => one.label === label);
          return (
            <li key={name}>
              {example ? <Features features={example.features} shape={task.inputShape} ranges={ranges} /> : <span className="no-thumb">no example shown</span>}
              <span>{name}</span>
            </li>
          );
        })}
      </ul>
      <p className="fine">Each picture is one test example as the network sees it: time runs to the right, {task.inputShape[1]} cepstral coefficients upwards, each in its own range.</p>
      <OwnRecordings />
    </>
  );
}

/** Lowest and highest value of each coefficient over the examples shown: the first is far larger than the rest. */
function rangesOf({ examples, task }: TaskSamples): [low: number, high: number][] {
  const [frames, bands] = task.inputShape;
  return Array.from({ length: bands }, (_, band) => {
    let [low, high] = [127, -128];
    for (const { features } of examples) {
      for (let frame = 0; frame < frames; frame++) {
        low = Math.min(low, features[frame * bands + band]);
        high = Math.max(high, features[frame * bands + band]);
      }
    }
    return [low, Math.max(low + 1, high)];
  });
}

/** An int8 feature map drawn pixel by pixel, transposed so that time runs to the right. */
function Features({ features, shape, ranges }: { readonly features: Int8Array; readonly shape: readonly number[]; readonly ranges: readonly (readonly [number, number])[] }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frames, bands] = shape;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(frames, bands);
    for (let frame = 0; frame < frames; frame++) {
      for (let band = 0; band < bands; band++) {
        const [low, high] = ranges[band];
        const [red, green, blue] = ramp((features[frame * bands + band] - low) / (high - low));
        image.data.set([red, green, blue, 255], 4 * ((bands - 1 - band) * frames + frame));
      }
    }
    context.putImageData(image, 0, 0);
  }, [features, frames, bands, ranges]);
  return <canvas ref={canvas} width={frames} height={bands} aria-hidden="true" />;
}
