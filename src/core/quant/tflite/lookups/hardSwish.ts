/**
 * HARD_SWISH of int8, x relu6(x + 3) / 6, in the 16-bit arithmetic of TensorFlow Lite Micro.
 * Source: TFLite Micro, hard_swish_common.cc; TensorFlow Lite, reference/hard_swish.h.
 */
import type { QuantParams } from '../../../data/index.ts';
import { InputError } from '../../../lib/index.ts';
import { clamp, divideByPowerOfTwo, quantizeMultiplier } from '../../fixedPoint.ts';
import { tabulate } from './table.ts';

const MOST = 0x7fff;
const saturate = (x: number): number => clamp(x, -0x8000, MOST);
const wrap = (x: number): number => (x << 16) >> 16;

/** High half of twice the product of two int16, rounded; and the same cut off towards zero. */
const roundedProduct = (a: number, b: number): number => saturate(Math.trunc((a * b + (a * b >= 0 ? 2 ** 14 : 1 - 2 ** 14)) / 2 ** 15));
const cutProduct = (a: number, b: number): number => saturate(Math.trunc((a * b) / 2 ** 15));

/** A factor as 15 bits and a power of two. */
function shortFactor(factor: number): { mantissa: number; shift: number } {
  const { mantissa, shift } = quantizeMultiplier(factor);
  return { mantissa: Math.min(MOST, (mantissa + 2 ** 15) >> 16), shift };
}

/** @throws InputError where TensorFlow Lite Micro refuses: an output scale too fine or too coarse for 16 bits */
export function hardSwishTable(input: QuantParams, output: QuantParams): Int8Array {
  const fine = Math.fround(input.scale / 128);
  const toOutput = shortFactor(Math.fround(fine / output.scale));
  const toUnit = shortFactor(Math.fround(fine / (3 / 32768)));
  if (toOutput.shift > 0 || toOutput.shift < -15) throw new InputError(`brings scale ${input.scale} to ${output.scale}; a ratio from 2^-9 to 2^7 fits its 16 bits`);
  return tabulate((q) => {
    const x = (q - input.zeroPoint) * 128;
    // from [-3, 3] to [-1, 1], saturating; the last bit of a left shift comes after the product
    let unit = toUnit.shift > 0 ? saturate(x * 2 ** (toUnit.shift - 1)) : x;
    unit = roundedProduct(unit, toUnit.mantissa);
    if (toUnit.shift > 0) unit = saturate(unit * 2);
    if (toUnit.shift < 0) unit = divideByPowerOfTwo(unit, -toUnit.shift);
    const gate = (unit + 2 ** 15) >> 1;
    const product = cutProduct(gate, roundedProduct(x, toOutput.mantissa));
    return wrap(divideByPowerOfTwo(product, -toOutput.shift) + output.zeroPoint);
  });
}
