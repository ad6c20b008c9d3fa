/**
 * Softmax across the channels of each place, in float and in int8; the readable references. The int8 one is
 * TensorFlow Lite Micro's to the bit: differences to the largest score in Q5.26, exponentials in Q0.31, their sum in
 * Q12.19, one reciprocal by Newton's method. Qi.f is an int32 that counts 2^-f.
 * Source: TensorFlow Lite, reference/softmax.h; gemmlowp, fixedpoint.h (exp_on_negative_values,
 * one_over_one_plus_x_for_x_in_0_1).
 */
import { exp } from '../../lib/index.ts';
import type { Shape, Softmax } from '../../net/index.ts';
import { clamp, divideByPowerOfTwo, highMultiply } from '../fixedPoint.ts';
import type { Int8Softmax } from '../int8Net.ts';

const ONE = 0x7fffffff;
const QUARTER = 2 ** 24;
/** exp(-2^k) for k = -2 ... 4 in Q0.31, and the bit of a Q5.26 that stands for 2^k. */
const POWERS = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242].map((factor, i) => ({ factor, bit: QUARTER * 2 ** i }));

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
  const power = (difference: number): number => expOfNegative(highMultiply(difference * 2 ** shift, mantissa));
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const largest = row.reduce((most, q) => Math.max(most, q), -128);
    let sum = 0;
    for (const q of row) if (q - largest >= smallest) sum += divideByPowerOfTwo(power(q - largest), 12);
    const zeros = Math.clz32(sum);
    const reciprocal = oneOverOnePlus(sum * 2 ** zeros - 2 ** 31);
    row.forEach((q, i) => {
      const share = q - largest < smallest ? 0 : divideByPowerOfTwo(multiply(reciprocal, power(q - largest)), 12 - zeros + 23);
      output[at + i] = clamp(share - 128, -128, 127);
    });
  }
}

/** Rounded high half of twice the product; factors of either sign, none -2^31. */
const multiply = (a: number, b: number): number => (b < 0 ? highMultiply(-a, -b) : highMultiply(a, b));
const saturatingShift = (x: number, n: number): number => clamp(x * 2 ** n, -0x80000000, ONE);

/** exp of a Q5.26 at or below 0, as Q0.31. */
function expOfNegative(x: number): number {
  if (x === 0) return ONE;
  const rest = (x & (QUARTER - 1)) - QUARTER;
  const whole = rest - x;
  let result = expNearZero(rest * 32);
  for (const { factor, bit } of POWERS) if ((whole & bit) !== 0) result = multiply(result, factor);
  return result;
}

/** exp on [-1/4, 0) in Q0.31: a Taylor polynomial round -1/8. */
function expNearZero(x: number): number {
  const constant = 1895147668; // exp(-1/8)
  const oneThird = 715827883;
  const y = x + 2 ** 28;
  const y2 = multiply(y, y);
  const y3 = multiply(y2, y);
  const y4 = multiply(y2, y2);
  const tail = divideByPowerOfTwo(multiply(divideByPowerOfTwo(y4, 2) + y3, oneThird) + y2, 1);
  return constant + multiply(constant, y + tail);
}

/** 1 / (1 + x) for x in [0, 1), both Q0.31: three steps of Newton-Raphson in Q2.29. */
function oneOverOnePlus(x: number): number {
  const half = Math.floor((x + ONE + 1) / 2);
  let guess = 1515870810 + multiply(half, -1010580540); // 48/17 - 32/17 half
  for (let step = 0; step < 3; step++) guess += saturatingShift(multiply(guess, 2 ** 29 - multiply(half, guess)), 2);
  return saturatingShift(guess, 1);
}
