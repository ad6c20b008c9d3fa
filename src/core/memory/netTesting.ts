/** Small random networks over every op, straight and branching: what the tests of the planner run on. */
import type { Rng } from '../lib/index.ts';
import { elements, outputShape, validateNet, type Net, type Node, type OpKind, type Shape, type Tensor } from '../net/index.ts';

/** The parts of a node that its kind does not fix for the others; outputShape tells which draws work. */
type Fields = Readonly<Record<string, unknown>>;

/** @param kinds what to draw from, as often as named */
export function randomNet(rng: Rng, nodes: number, kinds: readonly OpKind[]): Net {
  const between = (low: number, high: number): number => low + rng.int(high - low + 1);
  const tensors: Tensor[] = [{ name: 'input', shape: [between(1, 9), between(1, 9), between(1, 4)] }];
  const list: Node[] = [];
  const append = (kind: OpKind, fields: Fields, inputs: readonly number[], free: Shape): void => {
    const node = { kind, ...fields, name: `${list.length}.${kind}`, inputs, output: tensors.length } as unknown as Node;
    const shape = outputShape(node, inputs.map((id) => tensors[id].shape), free);
    if (elements(shape) > 1200) return;
    list.push(node);
    tensors.push({ name: `${node.name}.out`, shape });
  };
  for (let tries = 0; list.length < nodes && tries < nodes * 30; tries++) {
    const input = rng.int(3) === 0 ? rng.int(tensors.length) : tensors.length - 1;
    const { shape } = tensors[input];
    const kind = rng.pick(kinds);
    const partners = tensors.flatMap((tensor, id) => (kind === 'concat' ? tensor.shape[0] === shape[0] && tensor.shape[1] === shape[1] : tensor.shape.join() === shape.join() || tensor.shape.join() === `1,1,${shape[2]}`) ? [id] : []);
    const two = kind === 'add' || kind === 'sub' || kind === 'mul' || kind === 'concat';
    try {
      append(kind, fieldsOf(kind, between, shape), two ? [input, rng.pick(partners)] : [input], [between(1, shape[0]), between(1, shape[1]), between(1, 8)]);
    } catch {
      // the op does not work on this shape: another is drawn
    }
  }
  if (list.length === 0) append('lookup', { fn: 'tanh' }, [0], tensors[0].shape);
  const read = new Set(list.flatMap((node) => node.inputs));
  const net: Net = { name: 'random', tensors, nodes: list, inputs: [0], outputs: list.map(({ output }) => output).filter((id) => !read.has(id)) };
  validateNet(net);
  return net;
}

function fieldsOf(kind: OpKind, between: (low: number, high: number) => number, shape: Shape): Fields {
  const kernel = [between(1, 4), between(1, 4)];
  const dilation = [between(1, 2), between(1, 2)];
  const padding = { top: between(0, kernel[0] - 1), bottom: between(0, kernel[0] - 1), left: between(0, kernel[1] - 1), right: between(0, kernel[1] - 1) };
  const window = { kernel, stride: [between(1, 3), between(1, 3)], padding };
  switch (kind) {
    case 'conv2d':
      return { ...window, dilation, activation: 'none' };
    case 'depthwiseConv2d':
      return { ...window, dilation, activation: 'none', multiplier: between(0, 2) === 0 ? 2 : 1 };
    case 'averagePool2d':
    case 'maxPool2d':
      return window;
    case 'slice':
      return { begin: shape.map((extent) => between(0, extent - 1)), stride: [between(1, 2), between(1, 2), between(1, 2)] };
    case 'pad':
      return { padding };
    case 'concat':
      return { axis: 2 };
    case 'softmax':
      return { beta: 1 };
    case 'lookup':
      return { fn: 'tanh' };
    case 'resizeNearest':
      return { alignCorners: false, halfPixelCenters: false };
    default:
      return { activation: 'none' };
  }
}
