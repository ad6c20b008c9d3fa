import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError, Rng } from '../../lib/index.ts';
import { importTflite } from './import.ts';
import { TestGraph } from './testing.ts';

const FIXTURES = '../shared/fixtures/tflite';

/** The message, or null where the file is taken; anything else than an InputError fails the test. */
function refusal(bytes: Uint8Array): string | null {
  try {
    importTflite(bytes, 'm.tflite');
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^m\.tflite/);
    expect(error.message).not.toMatch(/\n/);
    return error.message;
  }
}

test('bytes that are no model are refused', () => {
  expect(refusal(new Uint8Array(0))).toMatch(/byte 4: is no \.tflite model/);
  expect(refusal(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'))).toMatch(/Git LFS pointer/);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    const framed = new Uint8Array([16, 0, 0, 0, 84, 70, 76, 51, ...bytes]);
    expect(refusal(framed)).not.toBeNull();
  }), { numRuns: 2000 });
});

describe.skipIf(!existsSync(FIXTURES))('real files (skipped where ../shared/fixtures is absent)', () => {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FIXTURES}/${name}.tflite`));

  test.each([
    ['bad_lfs_pointer', /byte 0: is a Git LFS pointer.*git lfs pull/],
    ['unsupported_custom_op', /custom operator "ethos-u" \(operator 0, "Mobilenet[^"]*"\) is not supported/],
    ['unsupported_hybrid', /the input, CONV_2D \(operator 0, .* works on FLOAT32\. It is a hybrid model.*representative data set/],
  ])('%s is refused with its cause and place', (name, message) => {
    expect(refusal(read(name))).toMatch(message);
  });

  test('cut off at any byte, a model is refused', () => {
    const whole = read('kws_ref_model');
    for (let size = 0; size < whole.length; size++) {
      if (refusal(whole.subarray(0, size)) === null) throw new Error(`${size} of ${whole.length} bytes are taken`);
    }
  });

  test('with bytes changed, a model is refused or still whole', () => {
    const rng = new Rng('mutations');
    for (const name of ['kws_ref_model', 'pretrainedResnet_quant', 'unsupported_hybrid', 'unsupported_custom_op']) {
      const whole = read(name);
      for (let round = 0; round < 150; round++) {
        const bytes = whole.slice();
        for (let change = 1 + rng.int(6); change > 0; change--) {
          const at = rng.int(3) === 0 ? rng.int(200) : rng.int(2) === 0 ? bytes.length - 1 - rng.int(12_000) : rng.int(bytes.length);
          bytes[at] = rng.pick([0, 1, 127, 128, 255, rng.int(256)]);
        }
        refusal(bytes);
      }
    }
  });
});

describe('what cannot be had is named, with advice where quantising anew helps', () => {
  const VALID = { padding: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 };
  /** One convolution of 1x1 between tensors of these types. */
  const conv = (activations: string, weights: string, bytes: number): TestGraph => {
    const g = new TestGraph();
    const input = g.tensor([1, 2, 2, 1], 0.5, 0, activations);
    g.op('CONV_2D', [input, g.weights([1, 1, 1, 1], new Array<number>(bytes).fill(1), { type: weights })], g.tensor([1, 2, 2, 1], 0.5, 0, activations), VALID);
    return g;
  };
  test.each([
    ['float32', conv('FLOAT32', 'FLOAT32', 4), /the input, CONV_2D \(operator 0, "t2"\), the output works on FLOAT32\. It is a float model; int8 throughout is needed\. Convert it anew with a representative data set/],
    ['float16', conv('FLOAT32', 'FLOAT16', 2), /It is a float16 model; .*representative data set/],
    ['int16x8', conv('INT16', 'INT8', 1), /works on INT16; int8, or uint8 throughout, is supported\. It is a model with 16-bit activations.*representative/],
    ['int4', conv('INT8', 'INT4', 1), /CONV_2D \(operator 0, "t2"\) has weights of INT4; .*It is a model with 4-bit weights.*representative/],
  ])('%s', (_, g, message) => {
    expect(refusal(g.bytes([0], [2]))).toMatch(message);
  });

  test('a graph that runs in a circle, and one that reads what nothing writes', () => {
    const g = new TestGraph();
    const [input, a, b, lost] = [0, 1, 2, 3].map(() => g.tensor([1, 1, 1, 4]));
    g.op('ADD', [input, b], a);
    g.op('ADD', [a, lost], b);
    expect(refusal(g.bytes([input], [b]))).toBe('m.tflite: cannot be run: ADD (operator 0, "t1"), ADD (operator 1, "t2") reads a tensor that no operator before it writes');
  });

  test('all at once: axes, shapes, parameters, operators', () => {
    const g = new TestGraph();
    const input = g.tensor([1, 4, 4, 8]);
    const mean = g.op('MEAN', [input, g.integers([3])], g.tensor([1, 4, 4, 1]), { keepDimensions: 1 });
    const gelu = g.op('GELU', [mean], g.tensor([1, 4, 4, 1]));
    const joined = g.op('CONCATENATION', [gelu, g.op('RELU', [gelu], g.tensor([1, 4, 4, 1], 0.25))], g.tensor([1, 4, 4, 2]), { axis: 3 });
    const many = g.op('RESHAPE', [joined], g.tensor([4, 4, 1, 2]));
    const rows = g.op('TRANSPOSE', [many, g.integers([0, 9])], g.tensor([1, 4, 4, 2]));
    expect(refusal(g.bytes([input], [rows]))?.split('; ').map((part) => part.replace(/^m\.tflite: cannot be run: /, '').slice(0, 60))).toEqual([
      'MEAN (operator 0, "t2") reduces dimensions 3 of 1x4x4x8', 'height and width together are supported',
      'GELU (operator 1, "t3") is not supported',
      'CONCATENATION (operator 3, "t5") joins input 1 of scale 0.25', 'in int8 they must agree',
      'RESHAPE (operator 4, "t6") shape 4x4x1x2', 'a batch of one and at most height x width x channels are sup',
      'TRANSPOSE (operator 5, "t8") reads a tensor that no operator',
    ]);
  });
});
