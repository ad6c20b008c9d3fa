/** Element-wise sum, in float and in int8 (TFLite Micro, add.cc); the readable references. */
import type { Rounding } from '../fixedPoint.ts';
import type { Int8Add } from '../int8Net.ts';
import { floatElementwise, int8Sum, type Quantised } from './elementwise.ts';

export const floatAdd = (first: Float32Array, second: Float32Array, output: Float32Array): void => floatElementwise((a, b) => a + b, first, second, output);

export const int8Add = (add: Int8Add, first: Quantised, second: Quantised, output: Quantised, rounding: Rounding): void => int8Sum(add, 1, first, second, output, rounding);
