/** One layer as standard and as depthwise-separable convolution, counted; a job, so that no page has to carry the cost models. */
import type { Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { twins, type Twins } from '../twins.ts';
import type { JobEvent, StopSignal } from '../types.ts';

export async function* compareTwins(host: Host, { recipe, shape }: Jobs['twins']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, Twins> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('twins', 1, 'layers');
  await progress.breathe();
  const found = twins(recipe, shape);
  progress.at(1);
  yield* progress.events(true);
  return found;
}
