/**
 * The network as it grows while operators are translated: the file's tensors as values, and the nodes that make them.
 * uint8 tensors are ours less 128, value and zero point alike.
 */
import type { QuantParams } from '../../data/index.ts';
import { elements, outputShape, type Net, type Node, type Shape, type TensorId, type TfliteGraph } from '../../net/index.ts';
import { assembleInt8Net, type Int8Constants } from '../int8Net.ts';
import { arranged, reshaped } from './arrange.ts';
import { Constants } from './constants.ts';
import { boundedTable } from './lookups/linear.ts';
import { refuseType, Unsupported } from './unsupported.ts';
import { paddedShape, same, type Border, type Extras, type NodeParts, type Value } from './value.ts';

const MOST_ELEMENTS = 2 ** 28;
/** Beyond the flash of any microcontroller; operators may share weights, and each gets its own copy. */
const MOST_WEIGHTS = 2 ** 26;

/** One per file that is read. */
export class Assembly {
  readonly tensors: Net['tensors'][number][] = [];
  readonly params: QuantParams[] = [];
  readonly nodes: Node[] = [];
  readonly layers = new Map<string, Int8Constants>();
  readonly tables = new Map<string, Int8Array>();
  readonly constants: Constants;
  /** Tensors of the file that something live reads. */
  readonly needed = new Set<number>();
  private readonly values = new Map<number, Value>();
  private readonly writers = new Map<TensorId, Node>();
  private readonly readers = new Map<TensorId, number>();
  private readonly padded = new Map<Border, Value>();
  private readonly reshapes = new Map<string, Value>();
  private weights = 0;

  constructor(readonly graph: TfliteGraph) {
    this.constants = new Constants(graph);
  }

  /** Height x width x channels of a tensor: dimensions before the last three must be 1, missing ones are. */
  shapeOf(t: number): Shape {
    const { shape } = this.graph.tensors[t];
    const size = shape.reduce((product, extent) => product * extent, 1);
    const front = shape.slice(0, -3);
    if (shape.some((extent) => extent < 1) || front.some((extent) => extent !== 1) || size > MOST_ELEMENTS) {
      throw new Unsupported(`shape ${shape.join('x') || 'of nothing'}; a batch of one and at most height x width x channels are supported`);
    }
    const [height, width, channels] = [1, 1, 1, ...shape].slice(-3);
    return [height, width, channels];
  }

  isUnsigned(t: number): boolean {
    return this.graph.tensors[t].type === 'UINT8';
  }

  /** Scale and zero point of a tensor as ours. */
  paramsOf(t: number): QuantParams {
    const { type, scales, zeroPoints } = this.graph.tensors[t];
    if (type !== 'INT8' && type !== 'UINT8') refuseType(type, 'works on');
    if (scales.length !== 1 || zeroPoints.length !== 1) throw new Unsupported(`has ${scales.length} scales and ${zeroPoints.length} zero points for an activation; one of each is needed`);
    const [scale] = scales;
    const zeroPoint = zeroPoints[0] - (type === 'UINT8' ? 128 : 0);
    if (!(scale > 0) || !Number.isFinite(scale) || zeroPoint < -128 || zeroPoint > 127) throw new Unsupported(`has scale ${scale} and zero point ${zeroPoints[0]}; a finite scale above 0 and a zero point of ${type.toLowerCase()} are needed`);
    return { scale, zeroPoint };
  }

  /** A tensor of ours; its parameters are those of the file's tensor `t`. */
  private create(name: string, shape: Shape, params: QuantParams): TensorId {
    this.params.push(params);
    return this.tensors.push({ name, shape }) - 1;
  }

  /** A tensor of ours for one of the file that nothing here writes. */
  declare(t: number, name: string): Value {
    const shape = this.shapeOf(t);
    return this.label(t, { id: this.create(name, shape, this.paramsOf(t)), shape, border: null, order: null });
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
    this.paramsOf(t);
    if (this.constants.of(t) !== null) throw new Unsupported('has a constant where a computed tensor is supported');
    throw new Unsupported('reads a tensor that no operator before it writes');
  }

  /** As `value`, its border written out. */
  solid(t: number): Value {
    const value = this.value(t);
    if (value.border === null) return value;
    const { padding, fill, index } = value.border;
    const known = this.padded.get(value.border);
    if (known !== undefined) return this.label(t, known);
    if (fill !== this.params[value.id].zeroPoint) throw new Unsupported(`reads what operator ${index} pads with ${fill}; its zero point ${this.params[value.id].zeroPoint} is supported, before MAX_POOL_2D the least value too`);
    const id = this.emit(`pad_${index}`, [this.shaped(value, t)], this.params[value.id], { kind: 'pad', padding }, {});
    const made: Value = { id, shape: this.tensors[id].shape, border: null, order: null };
    this.padded.set(value.border, made);
    return this.label(t, made);
  }

  /** As `solid`, its elements in the file's order. */
  ordered(t: number): Value {
    const value = this.solid(t);
    return value.order === null ? value : this.label(t, arranged(this, value, value.order, t));
  }

  /** As `ordered`, under the very shape of our tensor. */
  plain(t: number): Value {
    return this.label(t, this.shaped(this.ordered(t), t));
  }

  /** The value under the very shape of our tensor; written out once where it has another. */
  shaped(value: Value, t: number): Value {
    if (this.takesShape(value)) return value;
    const key = `${value.id} ${value.shape.join('x')}`;
    const made = this.reshapes.get(key) ?? reshaped(this, value, t);
    this.reshapes.set(key, made);
    return made;
  }

  ownShape({ id }: Value): Shape {
    return this.tensors[id].shape;
  }

  /** Whether our tensor has the value's shape. Inputs that nothing has read yet take it, through lookups too. */
  takesShape({ id, shape }: Value): boolean {
    if (same(shape, this.tensors[id].shape)) return true;
    const chain = [id];
    for (let writer = this.writers.get(id); writer !== undefined; writer = this.writers.get(chain[chain.length - 1])) {
      if (writer.kind !== 'lookup' || this.readers.get(writer.inputs[0]) !== 1) return false;
      chain.push(writer.inputs[0]);
    }
    if ((this.readers.get(id) ?? 0) > 0) return false;
    for (const link of chain) this.tensors[link] = { ...this.tensors[link], shape };
    return true;
  }

  countWeights(count: number): void {
    this.weights += count;
    if (this.weights > MOST_WEIGHTS) throw new Unsupported(`brings the weights to ${this.weights} bytes; ${MOST_WEIGHTS} is the most`);
  }

  /** The same bytes under another shape. */
  relabel(from: number, to: number): void {
    const shape = this.shapeOf(to);
    const pending = this.value(from);
    if (pending.border !== null && same(shape, paddedShape(pending.shape, pending.border.padding))) {
      this.label(to, pending);
      return;
    }
    const value = this.solid(from);
    if (elements(shape) !== elements(value.shape)) throw new Unsupported(`makes ${shape.join('x')} of ${value.shape.join('x')}`);
    this.expectParams(from, to);
    this.label(to, { ...value, shape });
  }

  /** @throws Unsupported where an operator that only moves values changes their meaning */
  expectParams(from: number, to: number): void {
    const { scale, zeroPoint } = this.params[this.value(from).id];
    const output = this.paramsOf(to);
    if (scale !== output.scale || zeroPoint !== output.zeroPoint) throw new Unsupported('changes scale or zero point; it should only move values');
  }

  /** A node and its output tensor, which the file need not know. */
  emit(name: string, inputs: readonly Value[], params: QuantParams, parts: NodeParts, { constants, table, free = [1, 1, 1] }: Extras): TensorId {
    const ids = inputs.map(({ id }) => id);
    const node: Node = { ...parts, name, inputs: ids, output: this.tensors.length };
    const shape = outputShape(node, ids.map((t) => this.tensors[t].shape), free);
    if (elements(shape) > MOST_ELEMENTS) throw new Unsupported(`makes a tensor of ${elements(shape)} values`);
    this.create(name, shape, params);
    this.check(node, constants, table);
    this.nodes.push(node);
    this.writers.set(node.output, node);
    for (const id of ids) this.readers.set(id, (this.readers.get(id) ?? 0) + 1);
    if (constants !== undefined) this.layers.set(name, constants);
    if (table !== undefined) this.tables.set(name, table);
    return node.output;
  }

  /** Derives what the node's numbers say, so that numbers it cannot have are told with its place. */
  private check(node: Node, constants: Int8Constants | undefined, table: Int8Array | undefined): void {
    const ids = [...node.inputs, node.output];
    const alone: Node = { ...node, inputs: node.inputs.map((_, i) => i), output: node.inputs.length };
    const net: Net = { name: node.name, tensors: ids.map((id) => this.tensors[id]), nodes: [alone], inputs: [], outputs: [] };
    const only = <T>(value: T | undefined): Map<string, T> => new Map(value === undefined ? [] : [[node.name, value]]);
    assembleInt8Net(net, ids.map((id) => this.params[id]), only(constants), 'double', only(table));
  }

  /** Appends the node that writes tensor `t` of the file. */
  append(name: string, inputs: readonly Value[], t: number, parts: NodeParts, extras: Extras = {}): void {
    const shape = this.shapeOf(t);
    const params = this.paramsOf(t);
    let id = this.emit(name, inputs, params, parts, { free: shape, ...extras });
    const own = this.tensors[id].shape;
    if (elements(own) !== elements(shape)) throw new Unsupported(`makes ${own.join('x')}, but its output is declared ${shape.join('x')}`);
    if (extras.fused === 'reluN1To1') {
      const inner: Value = { id, shape: own, border: null, order: null };
      id = this.emit(`${name}_clamp`, [inner], params, { kind: 'lookup', fn: 'reluN1To1' }, { table: boundedTable(params, params, -1, 1) });
    }
    this.label(t, { id, shape, border: null, order: extras.order ?? null });
  }
}
