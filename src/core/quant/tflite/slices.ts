/**
 * Which elements STRIDED_SLICE takes of each dimension, given its masks.
 * Source: TensorFlow Lite, strided_slice_logic.h (StartForAxis, StopForAxis).
 */
import type { TfliteOperator } from '../../net/index.ts';
import { clamp } from '../fixedPoint.ts';

export interface Range {
  readonly begin: readonly number[];
  readonly stride: readonly number[];
  readonly extent: readonly number[];
}

/**
 * @param lists begin, end and strides; null where they are not known
 * @returns null for unknown lists, backward or empty slices, for masks that make or skip dimensions and for relative ends
 * beside masks or outside the input
 */
export function rangeOf({ options }: TfliteOperator, shape: readonly number[], lists: readonly (readonly number[] | null)[]): Range | null {
  const [begins, ends, strides] = lists;
  if (begins == null || ends == null || strides == null || options.ellipsisMask !== 0 || options.newAxisMask !== 0) return null;
  // what masks mean beside relative ends TensorFlow Lite leaves open, and TFLite Micro knows no relative ends
  if (options.offset !== 0 && (options.beginMask !== 0 || options.endMask !== 0 || begins.some((begin, axis) => begin < 0 || ends[axis] < 0 || begin + ends[axis] > shape[axis]))) return null;
  if (begins.length > shape.length || ends.length !== begins.length || strides.length !== begins.length) return null;
  const axes = shape.map((size, axis) => {
    if (axis >= begins.length) return { begin: 0, stride: 1, extent: size };
    const masked = (mask: number): boolean => (mask & (1 << axis)) !== 0;
    const wrapped = (at: number): number => clamp(at < 0 ? at + size : at, 0, size);
    const begin = masked(options.beginMask) ? 0 : wrapped(begins[axis]);
    const end = masked(options.endMask) ? size : wrapped(options.offset === 0 ? ends[axis] : begin + ends[axis]);
    const single = masked(options.shrinkAxisMask);
    return { begin, stride: single ? 1 : strides[axis], extent: single ? 1 : Math.ceil((end - begin) / strides[axis]) };
  });
  if (axes.some(({ begin, stride, extent }, axis) => !(stride > 0) || !(extent > 0) || begin + (extent - 1) * stride >= shape[axis])) return null;
  return { begin: axes.map(({ begin }) => begin), stride: axes.map(({ stride }) => stride), extent: axes.map(({ extent }) => extent) };
}
