/**
 * A .tflite graph as it grows while a network of ours is written. A tensor that a dense layer reads or writes is [1, n],
 * every other [1, height, width, channels], with a RESHAPE where one becomes the other.
 */
import type { QuantParams } from '../../data/index.ts';
import { elements, type Node, type TensorId, type TfliteOperator, type TfliteTensor } from '../../net/index.ts';
import type { Int8Net } from '../int8Net.ts';

export type Form = 'flat' | 'whole';
export type Options = Readonly<Record<string, number>>;

export const bytesOf = (values: Int8Array | Int32Array): Uint8Array => new Uint8Array(values.slice().buffer);

export class FileGraph {
  readonly tensors: TfliteTensor[] = [];
  readonly operators: TfliteOperator[] = [];
  private readonly places = new Map<string, number>();

  constructor(readonly int8Net: Int8Net) {}

  add(name: string, shape: readonly number[], type: string, data: Uint8Array | null, quant?: readonly QuantParams[], scaleDimension = 0): number {
    const scales = quant?.map(({ scale }) => scale) ?? [];
    const zeroPoints = quant?.map(({ zeroPoint }) => zeroPoint) ?? [];
    return this.tensors.push({ name, shape, type, scales, zeroPoints, scaleDimension, data }) - 1;
  }

  integers(name: string, values: readonly number[], shape: readonly number[] = [values.length]): number {
    return this.add(name, shape, 'INT32', bytesOf(Int32Array.from(values)));
  }

  /** The tensor of the file that stands for `id` in this form; made where it is not there yet. */
  declare(id: TensorId, form: Form): number {
    const { net, tensors } = this.int8Net;
    const { name, shape } = net.tensors[id];
    const t = this.add(form === 'flat' ? `${name}/flat` : name, form === 'flat' ? [1, elements(shape)] : [1, ...shape], 'INT8', null, [tensors[id]]);
    this.places.set(`${id} ${form}`, t);
    return t;
  }

  /** The form in which `id` was written; both forms hold the same bytes. */
  formOf(id: TensorId): Form {
    return this.places.has(`${id} whole`) ? 'whole' : 'flat';
  }

  written(id: TensorId): number {
    return this.places.get(`${id} ${this.formOf(id)}`) ?? -1;
  }

  read(id: TensorId, form: Form = 'whole'): number {
    const known = this.places.get(`${id} ${form}`);
    if (known !== undefined) return known;
    const from = this.written(id);
    const to = this.declare(id, form);
    const { name, shape } = this.tensors[to];
    this.operators.push({ name: 'RESHAPE', inputs: [from, this.integers(`${name}/shape`, shape)], outputs: [to], options: {} });
    return to;
  }

  /** The operator that writes the node's output. */
  push(name: string, node: Node, inputs: readonly number[], options: Options = {}, form: Form = 'whole'): void {
    this.operators.push({ name, inputs, outputs: [this.declare(node.output, form)], options });
  }

  /** An operator between others, which writes a tensor that the network does not know. */
  between(name: string, inputs: readonly number[], output: number, options: Options = {}): number {
    this.operators.push({ name, inputs, outputs: [output], options });
    return output;
  }
}
