/**
 * The integer arithmetic of int8 inference: a real factor becomes a 32-bit mantissa and a power of two, and every
 * accumulator is scaled by it with one of TFLite's two roundings. Everything is exact in doubles: a 62-bit product is
 * taken in two 16-bit halves, so no BigInt is needed outside the tests.
 * Source: TensorFlow Lite, quantization_util.cc and common.h (gemmlowp's fixed point).
 */
import { frexp, InputError } from '../lib/index.ts';

/** `double`: rounds after the high multiply and after the shift (TFLM and CMSIS-NN default); `single`: once. */
export type Rounding = 'double' | 'single';

/** factor = mantissa * 2^(shift - 31); mantissa is 0 or in [2^30, 2^31). */
export interface FixedFactor {
  readonly mantissa: number;
  readonly shift: number;
}

/** Beyond this an accumulator of one already leaves int8; it also keeps every intermediate exact. */
const MAX_SHIFT = 14;

const INT32_MAX = 0x7fffffff;
const INT32_MIN = -0x80000000;

export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

/** Nearest integer, halves away from zero (C's round). */
export const roundAway = (x: number): number => (x < 0 ? 0 - Math.floor(0.5 - x) : Math.floor(x + 0.5));

/**
 * TFLite's QuantizeMultiplier.
 * @param factor real, not negative
 * @throws InputError when the factor is 2^14 or more, not finite, or negative
 */
export function quantizeMultiplier(factor: number, where?: string): FixedFactor {
  if (!(factor >= 0) || !Number.isFinite(factor)) throw new InputError(`scale factor ${factor} should be a finite number, 0 or more`, where);
  if (factor === 0) return { mantissa: 0, shift: 0 };
  let [fraction, shift] = frexp(factor);
  let mantissa = Math.floor(fraction * 2 ** 31 + 0.5);
  if (mantissa === 2 ** 31) {
    mantissa /= 2;
    shift++;
  }
  if (shift < -31) return { mantissa: 0, shift: 0 };
  if (shift > MAX_SHIFT) throw new InputError(`scale factor ${factor} should be below ${2 ** MAX_SHIFT}; the output scale is far too small`, where);
  return { mantissa, shift };
}

/** SaturatingRoundingDoublingHighMul for b >= 0: floor((a * b + 2^30) / 2^31); a, b int32. */
export function highMultiply(a: number, b: number): number {
  const low = Math.floor((a * (b & 0xffff) + 0x40000000) / 0x10000);
  return Math.floor((a * (b >> 16) + low) / 0x8000);
}

/** RoundingDivideByPOT: x / 2^n to nearest, halves away from zero; 0 <= n <= 31. */
export function divideByPowerOfTwo(x: number, n: number): number {
  const mask = n === 31 ? INT32_MAX : (1 << n) - 1;
  const remainder = x & mask;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> n) + (remainder > threshold ? 1 : 0);
}

/**
 * Scales an int32 accumulator by a fixed factor. Where TFLite would overflow on shifting left, this saturates.
 * @param x int32; mantissa and shift as of `FixedFactor`, shift in [-31, 14]
 */
export function requantise(x: number, mantissa: number, shift: number, rounding: Rounding): number {
  if (rounding === 'double') {
    const lifted = shift > 0 ? clamp(x * 2 ** shift, INT32_MIN, INT32_MAX) : x;
    const high = highMultiply(lifted, mantissa);
    return shift < 0 ? divideByPowerOfTwo(high, -shift) : high;
  }
  // (x * m + 2^(t-1)) >> t with t = 31 - shift >= 17, taken on units of 2^16
  const t = 31 - shift;
  const low = Math.floor((x * (mantissa & 0xffff)) / 0x10000);
  return clamp(Math.floor((x * (mantissa >> 16) + low + 2 ** (t - 17)) / 2 ** (t - 16)), INT32_MIN, INT32_MAX);
}
