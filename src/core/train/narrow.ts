/**
 * The supernet of a smaller space cut out of a larger one's: the first inputs and outputs of each product, the centre
 * of each depthwise window, the first channels of each batch norm. Every network of the smaller space then has the
 * very weights it has in the larger, so a space that stage 1 chose is searched without training anew.
 * Source: the slicing of once-for-all (arXiv 1908.09791, section 3).
 */
import { InputError } from '../lib/index.ts';
import { isSubspace, type Space } from '../space/index.ts';
import type { Entry } from './layout.ts';
import { emptySupernet, type Supernet } from './supernet.ts';
import { deriveWindows } from './transform.ts';

/** @throws InputError when some network of `space` is none of the supernet's */
export function narrowSupernet(supernet: Supernet, space: Space): Supernet {
  if (space.id === supernet.space.id) return supernet;
  if (!isSubspace(space, supernet.space)) throw new InputError(`a checkpoint of search space ${supernet.space.id}; one of ${space.id} is needed`);
  const { trainedOn } = supernet;
  const narrow = { ...emptySupernet(space, supernet.weightsSeed, supernet.transforms), ...(trainedOn !== undefined && { trainedOn }) };
  for (const [name, to] of narrow.layout.entries) {
    const from = supernet.layout.entries.get(name);
    if (from === undefined) throw new InputError(`the supernet of ${supernet.space.id} lacks ${name} of ${space.id}`);
    copyRows(supernet.values, from, narrow.values, to);
    for (const part of ['gamma', 'beta', 'bias'] as const) {
      if (to[part] >= 0) narrow.values.set(supernet.values.subarray(from[part], from[part] + to.pitch), to[part]);
    }
    for (const { kernel, matrix } of to.smaller) {
      const source = from.smaller.find((one) => one.kernel === kernel);
      if (source) narrow.values.set(supernet.values.subarray(source.matrix, source.matrix + kernel ** 4), matrix);
    }
  }
  deriveWindows(narrow.layout, narrow.values);
  return narrow;
}

/** Row by row: a row is one input of a product or one tap of a depthwise window. */
function copyRows(source: Float32Array, from: Entry, target: Float32Array, to: Entry): void {
  const margin = (from.kernel - to.kernel) / 2;
  for (let row = 0; row < to.count / to.pitch; row++) {
    const [y, x] = [Math.floor(row / to.kernel), row % to.kernel];
    const sourceRow = to.kernel > 1 ? (y + margin) * from.kernel + x + margin : row;
    const at = from.weights + sourceRow * from.pitch;
    target.set(source.subarray(at, at + to.pitch), to.weights + row * to.pitch);
  }
}
