/**
 * LOGISTIC and TANH of int8 as TensorFlow Lite Micro computes them: the input becomes Q4.27, beyond a radius the answer
 * is the end of the range, within it fixed-point exponentials decide.
 * Source: TFLite Micro, logistic_common.cc and tanh.cc; TensorFlow Lite, reference/integer_ops/logistic.h and tanh.h.
 */
import type { QuantParams } from '../../../data/index.ts';
import { frexp } from '../../../lib/index.ts';
import { logistic, tanh } from '../../exponential.ts';
import { divideByPowerOfTwo, requantise, roundAway } from '../../fixedPoint.ts';
import { tabulate } from './table.ts';

const INTEGER_BITS = 4;

function sigmoid({ scale, zeroPoint }: QuantParams, inside: (x: number) => number): Int8Array {
  const [fraction, shift] = frexp(scale * 2 ** (31 - INTEGER_BITS));
  const mantissa = roundAway(fraction * 2 ** 31);
  const radius = Math.floor(((2 ** INTEGER_BITS - 1) * 2 ** (31 - INTEGER_BITS)) / 2 ** shift);
  return tabulate((q) => {
    const x = q - zeroPoint;
    if (x <= -radius) return -128;
    return x >= radius ? 127 : inside(requantise(x, mantissa, shift, 'double'));
  });
}

/** Answers in 256ths from -128. */
export const LOGISTIC_OUTPUT: QuantParams = { scale: 1 / 256, zeroPoint: -128 };
export const logisticTable = (input: QuantParams): Int8Array => sigmoid(input, (x) => divideByPowerOfTwo(logistic(x, INTEGER_BITS), 23) - 128);

/** Answers in 128ths. */
export const TANH_OUTPUT: QuantParams = { scale: 1 / 128, zeroPoint: 0 };
export const tanhTable = (input: QuantParams): Int8Array => sigmoid(input, (x) => divideByPowerOfTwo(tanh(x, INTEGER_BITS), 24));
