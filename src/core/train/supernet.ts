/**
 * One set of weights from which every network of a space takes its slice. Between steps the weights live here, as
 * plain floats; a backend only borrows them.
 */
import { Rng } from '../lib/index.ts';
import { buildNet, type Net } from '../net/index.ts';
import { largest, toArchitecture, type Genome, type Space } from '../space/index.ts';
import { layoutOf, type Layout } from './layout.ts';
import { deriveWindows, setIdentities } from './transform.ts';

export interface Supernet {
  readonly space: Space;
  readonly weightsSeed: number | string;
  /** Whether smaller kernels come of larger ones by trained matrices. */
  readonly transforms: boolean;
  readonly layout: Layout;
  /** The graphics interface that had a hand in the weights, which then cannot be made again bit by bit; absent: none had. */
  readonly trainedOn?: string;
  /** layout.count floats; training writes here at every step. */
  readonly values: Float32Array;
}

export const netOf = (space: Space, genome: Genome): Net => buildNet(toArchitecture(space, genome));

/** With room for every weight and all of them 0: for weights that come from elsewhere. */
export function emptySupernet(space: Space, weightsSeed: number | string, transforms = false): Supernet {
  const layout = layoutOf(netOf(space, largest(space)), transforms);
  return { space, weightsSeed, transforms, layout, values: new Float32Array(layout.count) };
}

/** Weights after He et al. (2015): normal with variance 2 / fan-in; batch norm starts as the identity, biases at 0. */
export function createSupernet(space: Space, weightsSeed: number | string, transforms = false): Supernet {
  const supernet = emptySupernet(space, weightsSeed, transforms);
  const { layout, values } = supernet;
  const rng = new Rng(`${weightsSeed}/weights`);
  for (const [name, entry] of layout.entries) {
    const stream = rng.fork(name);
    const deviation = Math.sqrt(2 / entry.fanIn);
    for (let i = 0; i < entry.count; i++) values[entry.weights + i] = stream.normal() * deviation;
    if (entry.gamma >= 0) values.fill(1, entry.gamma, entry.gamma + entry.pitch);
  }
  setIdentities(layout, values);
  deriveWindows(layout, values);
  return supernet;
}

/** The same network in memory of its own, so that training it leaves the original alone. */
export const copySupernet = (supernet: Supernet): Supernet => ({ ...supernet, values: supernet.values.slice() });
