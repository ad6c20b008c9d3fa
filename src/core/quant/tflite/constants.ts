/**
 * What of a .tflite graph is known before it runs: constants, and the arithmetic on shapes (SHAPE, PACK, STRIDED_SLICE and
 * their like) and turned or reshaped weights that fold to constants. Evaluated on demand, each tensor once, within a
 * fixed depth and size, so that hostile graphs cost little.
 */
import type { TfliteGraph, TfliteOperator } from '../../net/index.ts';
import { rangeOf } from './slices.ts';
import { transposed } from './transpose.ts';

export interface Constant {
  readonly shape: readonly number[];
  /** INT64 as int32; INT8 and UINT8 as they are. */
  readonly values: Int32Array | Int8Array | Uint8Array;
}

const MOST_DEPTH = 64;
/** Elements of all results together. */
const MOST_ELEMENTS = 2 ** 26;

export const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

export class Constants {
  private readonly known = new Map<number, Constant | null>();
  private readonly writers = new Map<number, TfliteOperator>();
  private left = MOST_ELEMENTS;

  constructor(private readonly graph: TfliteGraph) {
    for (const operator of graph.operators) for (const t of operator.outputs) this.writers.set(t, operator);
  }

  /** The operator that writes a tensor. */
  writer(t: number): TfliteOperator | undefined {
    return this.writers.get(t);
  }

  /** Null for what only the input decides, and for types without integer values. */
  of(t: number | undefined, depth = 0): Constant | null {
    if (t === undefined || this.graph.tensors[t] === undefined || depth > MOST_DEPTH) return null;
    const found = this.known.get(t);
    if (found !== undefined) return found;
    this.known.set(t, null); // what depends on itself is no constant
    const value = this.decode(t) ?? this.fold(t, depth);
    this.left -= value?.values.length ?? 0;
    const kept = this.left < 0 ? null : value;
    this.known.set(t, kept);
    return kept;
  }

  /** A list of integers, or null. */
  ints(t: number | undefined, depth = 0): number[] | null {
    const constant = this.of(t, depth);
    return constant?.values instanceof Int32Array ? [...constant.values] : null;
  }

  private decode(t: number): Constant | null {
    const { shape, type, data } = this.graph.tensors[t];
    if (data === null) return null;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const size = type === 'INT32' ? 4 : type === 'INT64' ? 8 : type === 'INT8' || type === 'UINT8' ? 1 : 0;
    const length = count(shape);
    if (size === 0 || shape.some((extent) => extent < 0) || data.length !== length * size) return null;
    if (type === 'UINT8') return { shape, values: data };
    if (type === 'INT8') return { shape, values: new Int8Array(data.buffer, data.byteOffset, data.length) };
    return { shape, values: Int32Array.from({ length }, (_, i) => (size === 4 ? view.getInt32(4 * i, true) : Number(view.getBigInt64(8 * i, true)))) };
  }

  private fold(t: number, depth: number): Constant | null {
    const operator = this.writers.get(t);
    if (operator === undefined || operator.outputs.length !== 1) return null;
    const { name, inputs, options } = operator;
    const declared = this.graph.tensors[t].shape;
    const vector = (values: readonly number[]): Constant => ({ shape: declared.length === 0 && values.length === 1 ? [] : [values.length], values: Int32Array.from(values) });
    if (name === 'SHAPE') return vector(this.graph.tensors[inputs[0] ?? -1]?.shape ?? []);
    const [first, second] = [this.of(inputs[0], depth + 1), inputs.length > 1 ? this.of(inputs[1], depth + 1) : null];
    if (first === null) return null;
    if (['RESHAPE', 'SQUEEZE', 'EXPAND_DIMS'].includes(name)) return count(declared) === first.values.length ? { shape: declared, values: first.values } : { shape: [first.values.length], values: first.values };
    if (name === 'TRANSPOSE') return second === null || first.values.length > this.left ? null : turn(first, [...second.values]);
    if (!(first.values instanceof Int32Array) || first.values.length > MOST_DEPTH || inputs.length > MOST_DEPTH) return null;
    const list = [...first.values];
    switch (name) {
      case 'CAST':
        return vector(list);
      case 'PACK':
      case 'CONCATENATION': {
        const parts = inputs.map((input) => this.ints(input, depth + 1));
        return (options.axis === 0 || options.axis === -1) && first.shape.length < 2 && parts.every((part) => part !== null) ? vector(parts.flat()) : null;
      }
      case 'STRIDED_SLICE': {
        const range = rangeOf(operator, [list.length], inputs.slice(1, 4).map((input) => this.ints(input, depth + 1)));
        return range === null ? null : vector(Array.from({ length: range.extent[0] }, (_, i) => list[range.begin[0] + i * range.stride[0]]));
      }
      case 'SLICE': {
        const [[begin], [size]] = [this.ints(inputs[1], depth + 1) ?? [-1], this.ints(inputs[2], depth + 1) ?? [0]];
        return begin < 0 ? null : vector(list.slice(begin, size === -1 ? undefined : begin + size));
      }
      case 'GATHER':
        return second === null || [...second.values].some((i) => list[i] === undefined) ? null : vector([...second.values].map((i) => list[i]));
      case 'REDUCE_PROD':
        return { shape: [], values: Int32Array.of(list.reduce((product, value) => product * value, 1)) };
      case 'ADD':
      case 'SUB':
      case 'MUL': {
        if (second === null || (second.values.length !== 1 && second.values.length !== list.length)) return null;
        const other = (i: number): number => second.values[i % second.values.length];
        return vector(list.map((a, i) => (name === 'ADD' ? a + other(i) : name === 'SUB' ? a - other(i) : a * other(i))));
      }
      default:
        return null;
    }
  }
}

function turn({ shape, values }: Constant, order: readonly number[]): Constant | null {
  const result = transposed(shape, order);
  return result === null ? null : { shape: result.shape, values: values.map((_, i) => values[result.from[i]]) };
}
