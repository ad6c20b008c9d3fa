/**
 * Transposes that move elements, written out as parts and their joining: channels first to channels last where our
 * tensor can lie in rows of planes (an input that nothing has read), and channels last to first anywhere.
 */
import type { Shape } from '../../net/index.ts';
import type { Assembly, Value } from './graph.ts';
import { Unsupported } from './unsupported.ts';

/** Each part is a node; more would be a slow network. */
const MOST_PARTS = 64;

/** @param t number of the file's tensor, for the nodes' names */
export function arranged(assembly: Assembly, value: Value, order: Int32Array, t: number): Value {
  const [height, width, channels] = value.shape;
  const plane = order.length > 1 ? order[1] : 1;
  const planes = order.length / plane;
  const swaps = order.every((at, i) => at === (i % planes) * plane + Math.floor(i / planes));
  const own = assembly.ownShape(value);
  if (swaps && planes === channels && planes <= MOST_PARTS && assembly.takesShape({ ...value, shape: [planes * height, width, 1] })) {
    return join(assembly, value, t, planes, 2, (k) => [k * height, 0, 0], [height, width, 1]);
  }
  if (swaps && plane === own[2] && plane <= MOST_PARTS) {
    return join(assembly, value, t, plane, 0, (k) => [0, 0, k], [own[0], own[1], 1]);
  }
  throw new Unsupported('reads a transposed tensor whose elements move; that is supported where a fully connected layer or a second TRANSPOSE takes it back, and for up to 64 channels between the ends of the graph and the rest');
}

function join(assembly: Assembly, value: Value, t: number, parts: number, axis: 0 | 2, begin: (k: number) => Shape, free: Shape): Value {
  const params = assembly.params[value.id];
  const values = Array.from({ length: parts }, (_, k): Value => {
    const id = assembly.emit(`transpose_${t}_${k}`, [value], params, { kind: 'slice', begin: begin(k), stride: [1, 1, 1] }, { free });
    return { id, shape: free, border: null, order: null };
  });
  const id = parts === 1 ? values[0].id : assembly.emit(`transpose_${t}`, values, params, { kind: 'concat', axis }, {});
  return { id, shape: value.shape, border: null, order: null };
}
