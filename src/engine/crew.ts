/** What every training worker holds: a training core with the weights of one supernet, answering order by order. */
import { findSpace } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { isShared, networksOf, UnitRunner, type UnitAnswer, type UnitOrder } from '../core/train/index.ts';
import { TRAIN_KERNELS } from './fitness.ts';
import type { CrewSetup, ReadAsset } from './host.ts';

/** @returns from an order to its answer; some tens of milliseconds of work per call */
export async function createUnitRunner(readAsset: ReadAsset, { space, recipe }: CrewSetup): Promise<(order: UnitOrder) => UnitAnswer> {
  const backend = await loadBackend(await readAsset(TRAIN_KERNELS));
  const runner = new UnitRunner(backend, networksOf(findSpace(space), recipe), recipe);
  return (order) => runner.obey(order);
}

export { floatsToShare, shareStep, type Gradients, type GradientSum, type StepSum, type TrainCrew, type Unit, type UnitAnswer, type UnitHand, type UnitOrder } from '../core/train/index.ts';

type Arrays = ArrayBuffer[];

/**
 * An order as it may cross a worker's border: arrays of its own, so that a view takes no more along than it shows and
 * the sender keeps what it has. What lies in shared memory crosses as it is.
 */
export function portable(order: UnitOrder): { readonly order: UnitOrder; readonly transfer: Arrays } {
  switch (order.kind) {
    case 'forward':
      return { order: { ...order, ...copies(order) }, transfer: [] };
    case 'whole':
      return { order: { ...order, ...copies(order) }, transfer: order.spare === undefined ? [] : [order.spare.buffer] };
    case 'backward':
      return { order, transfer: order.spare === undefined ? [] : [order.spare.buffer] };
    default:
      return order satisfies never;
  }
}

type Begun = Extract<UnitOrder, { readonly inputs: Float32Array }>;

const ownFloats = (array: Float32Array): Float32Array => (isShared(array) ? array : array.slice());

const copies = ({ inputs, labels, values }: Begun): Pick<Begun, 'inputs' | 'labels' | 'values'> =>
  ({ inputs: ownFloats(inputs), labels: labels.slice(), values: values && ownFloats(values) });

/** The arrays of an answer that may be handed over. */
export const arraysOf = ({ probabilities, gradients }: UnitAnswer): Arrays => [probabilities, gradients].flatMap((array) => (array === null ? [] : [array.buffer]));
