import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError, Rng } from '../../lib/index.ts';
import { importTflite } from './import.ts';

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

  test('cut off anywhere, a model is refused', () => {
    const whole = read('kws_ref_model');
    for (let size = 0; size < whole.length; size += size < 3000 || size > whole.length - 12000 ? 7 : 997) {
      expect(refusal(whole.subarray(0, size)), `${size} bytes`).not.toBeNull();
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
