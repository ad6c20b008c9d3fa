/** A network of another framework is named, with the way to an int8 .tflite; nothing else is taken for one. */
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { InputError } from '../core/lib/index.ts';
import { openFile } from './files.ts';
import { otherFormat } from './otherFormats.ts';

const zipOf = (name: string): Uint8Array => zipSync({ [name]: strToU8('{}') });

test.each<[string, Uint8Array, RegExp]>([
  ['ONNX, as PyTorch writes it', Uint8Array.of(0x08, 0x08, 0x12, 0x07, ...strToU8('pytorch')), /is an ONNX model; onnx2tf/],
  ['ONNX without a producer', Uint8Array.of(0x08, 0x0a, 0x3a, 0x00), /is an ONNX model/],
  ['SavedModel', Uint8Array.of(0x08, 0x01, 0x12, 0x00), /is a TensorFlow SavedModel; .*representative/],
  ['Keras, HDF5', strToU8('\x89HDF\r\n\x1a\n', true), /is an HDF5 file/],
  ['Keras, zip', zipOf('metadata.json'), /is a Keras model/],
  ['PyTorch', zipOf('archive/data.pkl'), /is a PyTorch file/],
  ['any other JSON, also one with a version of its own', strToU8('{"name": "x", "version": "0.1.0"}'), /net: is JSON, but none of: recipe\.json/],
  ['a genome that is none, in a file', strToU8('dscnn_1\n'), /^net: the genome has 1 genes/],
])('%s', (_, bytes, message) => {
  expect(() => openFile({ path: 'net', bytes })).toThrow(message);
  expect(() => openFile({ path: 'net', bytes })).toThrow(InputError);
});

test('a zip of anything else, and bytes at random, are not', () => {
  expect(otherFormat(zipOf('images/cat/1.png'))).toBeNull();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => { if (bytes[0] !== 0x08) expect(otherFormat(bytes)).toBeNull(); }));
});
