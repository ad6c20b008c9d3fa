/** A regular part of a tensor. */
import { InputError } from '../../lib/index.ts';
import type { Shape, Slice } from '../ir.ts';

/**
 * @param extent of the output, free to choose
 * @throws InputError when begin or stride are not whole numbers from 0 and 1, or the slice leaves the input
 */
export function sliceShape({ begin, stride, name }: Slice, input: Shape, extent: Shape): Shape {
  if (begin.some((n) => !Number.isInteger(n) || n < 0) || stride.some((n) => !Number.isInteger(n) || n < 1)) {
    throw new InputError(`begin ${begin.join(',')} and stride ${stride.join(',')} must be whole numbers from 0 and from 1`, name);
  }
  if (extent.some((n, axis) => n < 1 || begin[axis] + (n - 1) * stride[axis] >= input[axis])) {
    throw new InputError(`a slice of ${extent.join('x')} from ${begin.join(',')} by ${stride.join(',')} leaves the input ${input.join('x')}`, name);
  }
  return extent;
}
