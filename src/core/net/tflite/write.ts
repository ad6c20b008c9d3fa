/**
 * The other direction: plain data as a .tflite file, by the builder of the package `flatbuffers`. `readTflite` gives back
 * what was written, field by field.
 */
import { Builder } from 'flatbuffers';
import type { TfliteGraph, TfliteOperator, TfliteTensor } from './read.ts';
import { ELEMENT_TYPES, IDENTIFIER, OPERATORS, OPTIONS, SCHEMA_VERSION } from './schema.ts';

/** As schema.fbs demands of buffers. */
const DATA_ALIGNMENT = 16;
/** First versions of the operators that know int8 and what we write of their options; the others are of version 1. */
const VERSIONS: Readonly<Record<string, number>> = {
  CONV_2D: 3, DEPTHWISE_CONV_2D: 3, FULLY_CONNECTED: 4, MUL: 3, RESIZE_NEAREST_NEIGHBOR: 3,
  ...Object.fromEntries(['ADD', 'SUB', 'AVERAGE_POOL_2D', 'MAX_POOL_2D', 'MEAN', 'SOFTMAX', 'CONCATENATION', 'STRIDED_SLICE', 'PAD', 'PADV2', 'GATHER', 'LOGISTIC', 'TANH', 'RELU', 'RELU6', 'LEAKY_RELU', 'QUANTIZE'].map((name) => [name, 2])),
};
const NUMBERS = new Map(Object.entries(OPERATORS).map(([number, name]) => [name, Number(number)]));

/** @param description one line on what made the file */
export function writeTflite(graph: TfliteGraph, description: string): Uint8Array {
  const builder = new Builder(1024);
  const vectors = {
    ints: (values: readonly number[]): number => vector(builder, values, 4, (value) => builder.addInt32(value)),
    floats: (values: readonly number[]): number => vector(builder, values, 4, (value) => builder.addFloat32(value)),
    longs: (values: readonly number[]): number => vector(builder, values, 8, (value) => builder.addInt64(BigInt(value))),
    offsets: (values: readonly number[]): number => vector(builder, values, 4, (value) => builder.addOffset(value)),
  };
  const kinds = [...new Set(graph.operators.map(({ name }) => name))];
  const constants = graph.tensors.flatMap(({ data }) => (data === null ? [] : [data]));
  const buffers = vectors.offsets([null, ...constants].map((data) => writeBuffer(builder, data)));
  let filled = 0;
  const tensors = vectors.offsets(graph.tensors.map((tensor) => writeTensor(builder, vectors, tensor, tensor.data === null ? 0 : ++filled)));
  const operators = vectors.offsets(graph.operators.map((operator) => writeOperator(builder, vectors, operator, kinds.indexOf(operator.name))));
  const inputs = vectors.ints(graph.inputs);
  const outputs = vectors.ints(graph.outputs);
  builder.startObject(5);
  builder.addFieldOffset(0, tensors, 0);
  builder.addFieldOffset(1, inputs, 0);
  builder.addFieldOffset(2, outputs, 0);
  builder.addFieldOffset(3, operators, 0);
  const subgraphs = vectors.offsets([builder.endObject()]);
  const codes = vectors.offsets(kinds.map((name) => writeCode(builder, name)));
  const text = builder.createString(description);
  builder.startObject(8);
  builder.addFieldInt32(0, SCHEMA_VERSION, 0);
  builder.addFieldOffset(1, codes, 0);
  builder.addFieldOffset(2, subgraphs, 0);
  builder.addFieldOffset(3, text, 0);
  builder.addFieldOffset(4, buffers, 0);
  builder.finish(builder.endObject(), IDENTIFIER);
  return builder.asUint8Array().slice();
}

type Vectors = Readonly<Record<'ints' | 'floats' | 'longs' | 'offsets', (values: readonly number[]) => number>>;

/** Flatbuffers are built from the end, so the last entry goes first. */
function vector(builder: Builder, values: readonly number[], bytes: number, add: (value: number) => void): number {
  builder.startVector(bytes, values.length, bytes);
  for (let i = values.length - 1; i >= 0; i--) add(values[i]);
  return builder.endVector();
}

function writeBuffer(builder: Builder, data: Uint8Array | null): number {
  let content = 0;
  if (data !== null) {
    builder.prep(DATA_ALIGNMENT, data.length);
    content = builder.createByteVector(data);
  }
  builder.startObject(3);
  builder.addFieldOffset(0, content, 0);
  return builder.endObject();
}

function writeTensor(builder: Builder, vectors: Vectors, { name, shape, type, scales, zeroPoints, scaleDimension }: TfliteTensor, buffer: number): number {
  let quantisation = 0;
  if (scales.length > 0) {
    const [scale, zeroPoint] = [vectors.floats(scales), vectors.longs(zeroPoints)];
    builder.startObject(7);
    builder.addFieldOffset(2, scale, 0);
    builder.addFieldOffset(3, zeroPoint, 0);
    builder.addFieldInt32(6, scaleDimension, 0);
    quantisation = builder.endObject();
  }
  const [extents, text] = [vectors.ints(shape), builder.createString(name)];
  builder.startObject(10);
  builder.addFieldOffset(0, extents, 0);
  builder.addFieldInt8(1, ELEMENT_TYPES.findIndex((known) => known === type), 0);
  builder.addFieldInt32(2, buffer, 0);
  builder.addFieldOffset(3, text, 0);
  builder.addFieldOffset(4, quantisation, 0);
  return builder.endObject();
}

function writeOperator(builder: Builder, vectors: Vectors, { name, inputs, outputs, options }: TfliteOperator, code: number): number {
  const { union, fields } = OPTIONS[name] ?? { union: 0, fields: [] };
  builder.startObject(fields.length);
  fields.forEach((field, n) => {
    const value = options[field.name] ?? field.absent;
    if (field.kind === 'byte') builder.addFieldInt8(n, value, field.absent);
    else if (field.kind === 'int') builder.addFieldInt32(n, value, field.absent);
    else builder.addFieldFloat32(n, value, field.absent);
  });
  const table = builder.endObject();
  const [read, written] = [vectors.ints(inputs), vectors.ints(outputs)];
  builder.startObject(11);
  builder.addFieldInt32(0, code, 0);
  builder.addFieldOffset(1, read, 0);
  builder.addFieldOffset(2, written, 0);
  builder.addFieldInt8(3, union, 0);
  if (union !== 0) builder.addFieldOffset(4, table, 0);
  return builder.endObject();
}

function writeCode(builder: Builder, name: string): number {
  const number = NUMBERS.get(name) ?? 0;
  builder.startObject(4);
  builder.addFieldInt8(0, Math.min(number, 127), 0);
  builder.addFieldInt32(2, VERSIONS[name] ?? 1, 1);
  builder.addFieldInt32(3, number, 0);
  return builder.endObject();
}
