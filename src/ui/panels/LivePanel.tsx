/**
 * Step 9: the network at work. The simulated board hears the microphone, sees the camera, or is given a clip or a file,
 * and says how long the real one would take. The trial itself is fetched when this step is opened.
 */
import { lazy, Suspense, type ReactNode } from 'react';
import { analysisInHand, networkInHand } from '../../store/index.ts';
import { boardOf, useRecipe, useResults } from '../app/session.tsx';

const Live = lazy(() => import('./Live.tsx').then((module) => ({ default: module.Live })));

/** What a network can be fed here, by the shape of its input. */
export type Sense =
  | { readonly kind: 'sound' }
  | { readonly kind: 'picture'; readonly side: number; readonly channels: number };

function senseOf(shape: readonly number[] | undefined): Sense | null {
  if (shape === undefined) return null;
  if (shape.join() === '49,10,1') return { kind: 'sound' };
  const [height, width, channels] = shape;
  return shape.length === 3 && height === width && (channels === 1 || channels === 3) ? { kind: 'picture', side: height, channels } : null;
}

export function LivePanel(): ReactNode {
  const search = useResults((state) => state.search);
  const opened = useResults((state) => state.opened);
  const samples = useResults((state) => state.samples);
  const analysis = useResults(analysisInHand);
  const recipe = useRecipe();
  const target = networkInHand({ opened, search }, recipe);
  if (!target || !analysis) return <p className="fine">Here you try the chosen network on your own voice or camera. There is none yet: run a search in step 5, or open a model file in step 6.</p>;
  const shape = analysis.layers[0]?.inputShape;
  const sense = senseOf(shape);
  if (sense === null) return <p className="fine">{target.name} takes {shape?.join(' × ')}, which is neither a second of sound nor a square picture; step 8 runs it on files of such inputs.</p>;
  const outputs = analysis.layers.at(-1)?.outputShape.reduce((product, extent) => product * extent, 1) ?? 0;
  const known = target.classes ?? samples?.task.classes;
  const classes = known?.length === outputs ? known : Array.from({ length: outputs }, (_, index) => `output ${index + 1}`);
  return (
    <>
      <p>
        {sense.kind === 'sound' ? 'The microphone’s last second' : 'The camera’s picture'} goes to {target.name} on the simulated {boardOf(recipe).name}, instruction by instruction, as often as this machine can do that.{' '}
        Nothing you say or show leaves this page.
      </p>
      <Suspense fallback={<p className="fine">Fetching the live trial …</p>}>
        {/* Another network, another trial: nothing of the old one's answers stays. */}
        <Live key={`${target.name}/${sense.kind}`} sense={sense} classes={classes} />
      </Suspense>
    </>
  );
}
