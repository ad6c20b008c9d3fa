import { Builder } from 'flatbuffers';
import { expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { readTflite } from './read.ts';

/** A model whose every tensor is one and the same, with one vector of scales: small to write, large to read. */
function sharing(tensors: number, scales: number): Uint8Array {
  const builder = new Builder(1024);
  const offsets = (values: readonly number[]): number => {
    builder.startVector(4, values.length, 4);
    for (const value of values) builder.addOffset(value);
    return builder.endVector();
  };
  builder.startObject(1);
  const buffers = offsets([builder.endObject()]);
  builder.startVector(4, scales, 4);
  for (let i = 0; i < scales; i++) builder.addFloat32(1);
  const scale = builder.endVector();
  builder.startObject(7);
  builder.addFieldOffset(2, scale, 0);
  const quantisation = builder.endObject();
  builder.startObject(10);
  builder.addFieldOffset(4, quantisation, 0);
  const list = offsets(new Array<number>(tensors).fill(builder.endObject()));
  builder.startObject(5);
  builder.addFieldOffset(0, list, 0);
  const graphs = offsets([builder.endObject()]);
  builder.startObject(8);
  builder.addFieldInt32(0, 3, 0);
  builder.addFieldOffset(2, graphs, 0);
  builder.addFieldOffset(4, buffers, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array().slice();
}

test('tables may be shared, but a file that is read over and over by it is given up', () => {
  expect(readTflite(sharing(3, 100), 'm.tflite').tensors.map(({ scales }) => scales.length)).toEqual([100, 100, 100]);
  expect(() => readTflite(sharing(5000, 50_000), 'm.tflite')).toThrow(/m\.tflite, .*refer to one another so often/);
});

test('an offset that leaves the file is told with its place', () => {
  const bytes = sharing(3, 100);
  new DataView(bytes.buffer).setUint32(0, 0x7fffff00, true);
  expect(() => readTflite(bytes, 'm.tflite')).toThrow(InputError);
  expect(() => readTflite(bytes, 'm.tflite')).toThrow(/m\.tflite, model: points to byte \d+, outside the file of \d+ bytes/);
});
