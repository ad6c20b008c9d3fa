/**
 * Softmax across the channels of each place, in float and in int8; the readable references. The int8 one is
 * TensorFlow Lite Micro's to the bit: differences to the largest score in Q5.26, exponentials in Q0.31, their sum in
 * Q12.19, one reciprocal by Newton's method. Qi.f is an int32 that counts 2^-f.
 * Source: TensorFlow Lite, reference/softmax.h.
 */
import { exp } from '../../lib/index.ts';
import type { Shape, Softmax } from '../../net/index.ts';
import { expOfNegative, multiply, oneOverOnePlus } from '../exponential.ts';
import { clamp, divideByPowerOfTwo, highMultiply } from '../fixedPoint.ts';
import type { Int8Softmax } from '../int8Net.ts';

export function floatSoftmax({ beta }: Softmax, input: Float32Array, [, , channels]: Shape, output: Float32Array): void {
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const largest = Math.max(...row);
    const powers = Float64Array.from(row, (x) => exp(beta * (x - largest)));
    const sum = powers.reduce((total, power) => total + power, 0);
    output.set(powers.map((power) => power / sum), at);
  }
}

/** Output at scale 1/256 and zero point -128. */
export function int8Softmax({ mantissa, shift, smallest }: Int8Softmax, input: Int8Array, [, , channels]: Shape, output: Int8Array): void {
  const power = (difference: number): number => expOfNegative(highMultiply(difference * 2 ** shift, mantissa), 5);
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const largest = row.reduce((most, q) => Math.max(most, q), -128);
    let sum = 0;
    for (const q of row) if (q - largest >= smallest) sum += divideByPowerOfTwo(power(q - largest), 12);
    const zeros = Math.clz32(sum);
    const reciprocal = oneOverOnePlus(sum * 2 ** zeros - 2 ** 31);
    row.forEach((q, i) => {
      // a sum of 512 or more (zeros below 4) leaves every share below half a step; TensorFlow Lite Micro stops there
      const share = q - largest < smallest || zeros < 4 ? 0 : divideByPowerOfTwo(multiply(reciprocal, power(q - largest)), 12 - zeros + 23);
      output[at + i] = clamp(share - 128, -128, 127);
    });
  }
}
