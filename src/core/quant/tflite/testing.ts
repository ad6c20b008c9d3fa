/** Little .tflite graphs for tests, tensor by tensor and operator by operator. */
import type { QuantParams } from '../../data/index.ts';
import { writeTflite, type TfliteGraph, type TfliteOperator, type TfliteTensor } from '../../net/index.ts';
import type { Int8Net } from '../int8Net.ts';
import { importTflite } from './import.ts';

type Numbers = readonly number[];

export class TestGraph {
  readonly tensors: TfliteTensor[] = [];
  readonly operators: TfliteOperator[] = [];

  private add(shape: Numbers, type: string, data: Uint8Array | null, quant: readonly QuantParams[], scaleDimension = 0): number {
    const [scales, zeroPoints] = [quant.map(({ scale }) => Math.fround(scale)), quant.map(({ zeroPoint }) => zeroPoint)];
    return this.tensors.push({ name: `t${this.tensors.length}`, shape, type, scales, zeroPoints, scaleDimension, data }) - 1;
  }

  /** A computed tensor. */
  tensor(shape: Numbers, scale = 0.5, zeroPoint = 0, type = 'INT8'): number {
    return this.add(shape, type, null, type === 'INT32' || type.startsWith('FLOAT') ? [] : [{ scale, zeroPoint }]);
  }

  /** Constant int8 or uint8, with one scale or one per channel. */
  weights(shape: Numbers, values: Numbers, { scales = [0.5], zeroPoint = 0, type = 'INT8', dimension = 0 }: { scales?: Numbers; zeroPoint?: number; type?: string; dimension?: number } = {}): number {
    return this.add(shape, type, Uint8Array.from(values), scales.map((scale) => ({ scale, zeroPoint })), dimension);
  }

  integers(values: Numbers, shape: Numbers = [values.length]): number {
    return this.add(shape, 'INT32', new Uint8Array(Int32Array.from(values).buffer), []);
  }

  /** @returns the output's number */
  op(name: string, inputs: Numbers, output: number, options: Readonly<Record<string, number>> = {}): number {
    this.operators.push({ name, inputs, outputs: [output], options });
    return output;
  }

  graph(inputs: Numbers, outputs: Numbers): TfliteGraph {
    return { tensors: this.tensors, operators: this.operators, inputs, outputs };
  }

  bytes(inputs: Numbers, outputs: Numbers): Uint8Array {
    return writeTflite(this.graph(inputs, outputs), 'test');
  }

  read(inputs: Numbers, outputs: Numbers): Int8Net {
    return importTflite(this.bytes(inputs, outputs), 'm.tflite');
  }
}
