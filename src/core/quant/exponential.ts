/**
 * exp, logistic and tanh in 32-bit fixed point, to the bit as TensorFlow Lite Micro computes them; softmax and the tables
 * of int8 LOGISTIC and TANH stand on them. Qi.f is an int32 that counts 2^-f, with i integer bits and f = 31 - i.
 * Source: gemmlowp, fixedpoint.h (exp_on_negative_values, one_over_one_plus_x_for_x_in_0_1, logistic, tanh).
 */
import { clamp, divideByPowerOfTwo, highMultiply } from './fixedPoint.ts';

/** The largest Q0.31, which stands for 1. */
const ONE = 0x7fffffff;
const ONE_Q2 = 2 ** 29;
/** exp(-2^k) for k = -2 ... 4 in Q0.31. */
const POWERS = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

/** Rounded high half of twice the product; factors of either sign, none -2^31. */
export const multiply = (a: number, b: number): number => (b < 0 ? highMultiply(-a, -b) : highMultiply(a, b));
const saturatingShift = (x: number, n: number): number => clamp(x * 2 ** n, -0x80000000, ONE);

/** exp of a number at or below 0 with this many integer bits (at most 5), as Q0.31. */
export function expOfNegative(x: number, integerBits: number): number {
  if (x === 0) return ONE;
  const quarter = 2 ** (29 - integerBits);
  const rest = (x & (quarter - 1)) - quarter;
  const whole = rest - x;
  let result = expNearZero(rest * 2 ** integerBits);
  POWERS.slice(0, integerBits + 2).forEach((factor, k) => {
    if ((whole & (quarter * 2 ** k)) !== 0) result = multiply(result, factor);
  });
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

/** 2 / (1 + x) in Q2.29 for x in [0, 1), Q0.31: three steps of Newton-Raphson. */
function twoOverOnePlus(x: number): number {
  const half = Math.floor((x + ONE + 1) / 2);
  let guess = 1515870810 + multiply(half, -1010580540); // 48/17 - 32/17 half
  for (let step = 0; step < 3; step++) guess += saturatingShift(multiply(guess, ONE_Q2 - multiply(half, guess)), 2);
  return guess;
}

/** 1 / (1 + x) for x in [0, 1), both Q0.31. */
export const oneOverOnePlus = (x: number): number => saturatingShift(twoOverOnePlus(x), 1);

/** 1 / (1 + exp(-x)) as Q0.31; x of any sign with this many integer bits. */
export function logistic(x: number, integerBits: number): number {
  if (x === 0) return 2 ** 30;
  const ofPositive = oneOverOnePlus(expOfNegative(-Math.abs(x), integerBits));
  return x > 0 ? ofPositive : ONE - ofPositive;
}

/** tanh as Q0.31; x of any sign with this many integer bits (at most 4). */
export function tanh(x: number, integerBits: number): number {
  if (x === 0) return 0;
  // the same bits with one more integer bit stand for 2 x
  const power = expOfNegative(-Math.abs(x), integerBits + 1);
  const ofPositive = saturatingShift(twoOverOnePlus(power) - ONE_Q2, 2);
  return x > 0 ? ofPositive : -ofPositive;
}
