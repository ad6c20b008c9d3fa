/**
 * Values moved to where a reader wants them, by taking tensors apart and joining the parts: transposes between channels
 * first and last, and reshapes that our shapes do not follow. All in few parts, or not at all.
 */
import type { Shape } from '../../net/index.ts';
import type { Assembly } from './graph.ts';
import { Unsupported } from './unsupported.ts';
import type { Value } from './value.ts';

/** Each part is a node; more would be a slow network. */
const MOST_PARTS = 64;

interface Cut {
  /** Axis along which the tensor is cut into so many equal parts. */
  readonly from: 0 | 1 | 2;
  readonly parts: number;
  /** Axis along which they are joined. */
  readonly to: 0 | 1 | 2;
}

/** Cuts our tensor and joins the parts along another axis. */
function rejoin(assembly: Assembly, value: Value, { from, parts, to }: Cut, name: string): Value {
  if (parts === 1) return value;
  const own = assembly.ownShape(value);
  const params = assembly.params[value.id];
  const [height, width, channels] = own.map((extent, axis) => (axis === from ? extent / parts : extent));
  const free: Shape = [height, width, channels];
  const seen = (id: number): Value => ({ id, shape: assembly.tensors[id].shape, border: null, order: null });
  const values = Array.from({ length: parts }, (_, k): Value => {
    const [y, x, c] = [0, 1, 2].map((axis) => (axis === from ? k * free[axis] : 0));
    return seen(assembly.emit(`${name}_${k}`, [value], params, { kind: 'slice', begin: [y, x, c], stride: [1, 1, 1] }, { free }));
  });
  return seen(assembly.emit(name, values, params, { kind: 'concat', axis: to }, {}));
}

/**
 * A transpose written out: channels first to channels last where our tensor can lie in rows of planes (an input that
 * nothing has read), channels last to first anywhere.
 * @param t number of the file's tensor, for the nodes' names
 */
export function arranged(assembly: Assembly, value: Value, order: Int32Array, t: number): Value {
  const [height, width, channels] = value.shape;
  const plane = order.length > 1 ? order[1] : 1;
  const planes = order.length / plane;
  const swaps = order.every((at, i) => at === (i % planes) * plane + Math.floor(i / planes));
  const name = `transpose_${t}`;
  if (swaps && planes === channels && planes <= MOST_PARTS && assembly.takesShape({ ...value, shape: [planes * height, width, 1] })) {
    return { ...rejoin(assembly, value, { from: 0, parts: planes, to: 2 }, name), shape: value.shape };
  }
  if (swaps && plane === assembly.ownShape(value)[2] && plane <= MOST_PARTS) {
    return { ...rejoin(assembly, value, { from: 2, parts: plane, to: 0 }, name), shape: value.shape };
  }
  throw new Unsupported(`reads a transposed tensor whose elements move; that is supported where a fully connected layer or a second TRANSPOSE takes it back, and for up to ${MOST_PARTS} channels between the ends of the graph and the rest`);
}

/** A reshape written out: our tensor under the value's shape, row by row or by way of one row. */
export function reshaped(assembly: Assembly, value: Value, t: number): Value {
  const [h, w, c] = assembly.ownShape(value);
  const [height, width, channels] = value.shape;
  const merge: Cut = { from: 1, parts: w, to: 2 };
  const split: Cut = { from: 2, parts: width, to: 1 };
  const cuts: readonly Cut[] = h === height
    ? [merge, split] // h x w x c, h x 1 x wc, h x width x channels
    : c === channels
      ? [{ from: 0, parts: h, to: 1 }, { from: 1, parts: height, to: 0 }] // by way of 1 x hw x c
      : [merge, { from: 0, parts: h, to: 2 }, { from: 2, parts: height, to: 0 }, split]; // by way of 1 x 1 x hwc
  const parts = cuts.reduce((sum, cut) => sum + (cut.parts > 1 ? cut.parts : 0), 0);
  if (parts > MOST_PARTS) throw new Unsupported(`reads ${h}x${w}x${c} reshaped to ${value.shape.join('x')}, which takes ${parts} parts; up to ${MOST_PARTS}, and any reshape before a fully connected layer, are supported`);
  return cuts.reduce((moved, cut, i) => rejoin(assembly, moved, cut, `reshape_${t}_${i}`), value);
}
