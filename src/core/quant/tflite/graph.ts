/**
 * What the translation of single operators stands on: the file's tensors as values of our network. A value is a tensor
 * of ours, perhaps under another shape (RESHAPE and its kin are relabellings and leave no node) and perhaps with a
 * border that the next window takes over (PAD).
 */
import type { QuantParams } from '../../data/index.ts';
import { elements, type Net, type Node, type Padding, type Shape, type TensorId, type TfliteGraph } from '../../net/index.ts';
import type { Int8Constants } from '../int8Net.ts';

/** Why one operator cannot be had; collected, so that one message names them all. */
export class Unsupported extends Error {
  /** @param float whether quantising the model anew would help */
  constructor(what: string, readonly float = false) {
    super(what);
  }
}

export interface Value {
  readonly id: TensorId;
  /** As the file sees it, border not counted. */
  readonly shape: Shape;
  readonly border: Padding | null;
}

type WithoutEnds<N> = N extends Node ? Omit<N, 'name' | 'inputs' | 'output'> : never;

const MOST_ELEMENTS = 2 ** 28;
/** Beyond the flash of any microcontroller; operators may share weights, and each gets its own copy. */
const MOST_WEIGHTS = 2 ** 26;

/** The network as it grows, operator by operator. */
export class Assembly {
  readonly tensors: Net['tensors'][number][] = [];
  readonly params: QuantParams[] = [];
  readonly nodes: Node[] = [];
  readonly constants = new Map<string, Int8Constants>();
  private readonly values = new Map<number, Value>();
  private weights = 0;

  constructor(readonly graph: TfliteGraph) {}

  /** Height x width x channels of a tensor: dimensions before the last three must be 1, missing ones are. */
  shapeOf(t: number): Shape {
    const { shape } = this.graph.tensors[t];
    const count = shape.reduce((product, extent) => product * extent, 1);
    const front = shape.slice(0, -3);
    if (shape.some((extent) => extent < 1) || front.some((extent) => extent !== 1) || count > MOST_ELEMENTS) {
      throw new Unsupported(`shape ${shape.join('x') || 'of nothing'}; a batch of one and at most height x width x channels are supported`);
    }
    const [height, width, channels] = [1, 1, 1, ...shape].slice(-3);
    return [height, width, channels];
  }

  /** A new tensor of ours for a tensor of the file. */
  declare(t: number, name: string): Value {
    this.checkType(t);
    const { scales, zeroPoints } = this.graph.tensors[t];
    if (scales.length !== 1 || zeroPoints.length !== 1) throw new Unsupported(`has ${scales.length} scales and ${zeroPoints.length} zero points for an activation; one of each is needed`);
    const shape = this.shapeOf(t);
    const id = this.tensors.push({ name, shape }) - 1;
    this.params.push({ scale: scales[0], zeroPoint: zeroPoints[0] });
    return this.label(t, { id, shape, border: null });
  }

  private checkType(t: number): void {
    const { type } = this.graph.tensors[t];
    if (type === 'FLOAT32' || type === 'FLOAT16') throw new Unsupported(`works on ${type}`, true);
    if (type !== 'INT8') throw new Unsupported(`works on ${type}; int8 is supported`);
  }

  label(t: number, value: Value): Value {
    this.values.set(t, value);
    return value;
  }

  has(t: number): boolean {
    return this.values.has(t);
  }

  /** What an operator reads. */
  value(t: number | undefined): Value {
    if (t === undefined || t === -1) throw new Unsupported('lacks an input');
    const value = this.values.get(t);
    if (value !== undefined) return value;
    this.checkType(t);
    if (this.graph.tensors[t].data !== null) throw new Unsupported('has a constant where a computed tensor is supported');
    throw new Unsupported('reads a tensor that no operator before it writes');
  }

  /** As `value`, under the very shape of our tensor and without a border. */
  plain(t: number | undefined): Value {
    const value = this.value(t);
    if (value.border !== null) throw new Unsupported('reads a padded tensor; padding is supported before convolutions');
    this.checkShape(value);
    return value;
  }

  countWeights(count: number): void {
    this.weights += count;
    if (this.weights > MOST_WEIGHTS) throw new Unsupported(`brings the weights to ${this.weights} bytes; ${MOST_WEIGHTS} is the most`);
  }

  /** Whether a reader that minds shapes sees our tensor's own. The graph's input takes the shape its first such reader sees. */
  checkShape({ id, shape }: Value): void {
    const own = this.tensors[id].shape;
    if (shape.join() === own.join()) return;
    if (this.nodes.every(({ inputs, output }) => output !== id && !inputs.includes(id))) this.tensors[id] = { ...this.tensors[id], shape };
    else throw new Unsupported(`reads ${own.join('x')} reshaped to ${shape.join('x')}; after a reshape, fully connected layers are supported`);
  }

  /** The same bytes under another shape. */
  relabel(from: number, to: number): void {
    const value = this.value(from);
    if (value.border !== null) throw new Unsupported('reads a padded tensor; padding is supported before convolutions');
    const shape = this.shapeOf(to);
    if (elements(shape) !== elements(value.shape)) throw new Unsupported(`makes ${shape.join('x')} of ${value.shape.join('x')}`);
    this.label(to, { ...value, shape });
  }

  /** Appends a node that writes tensor `t` of the file. */
  append(name: string, inputs: readonly Value[], t: number, parts: WithoutEnds<Node>, constants?: Int8Constants): void {
    const output = this.has(t) ? this.value(t) : this.declare(t, name);
    this.nodes.push({ ...parts, name, inputs: inputs.map(({ id }) => id), output: output.id });
    if (constants !== undefined) this.constants.set(name, constants);
  }
}
