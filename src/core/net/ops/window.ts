/** Sliding windows: what convolution, depthwise convolution and pooling share. Not an op itself. */
import { InputError } from '../../lib/index.ts';
import type { Padding, Shape } from '../ir.ts';

interface Window {
  readonly name: string;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: Padding;
}

const extent = (input: number, before: number, after: number, kernel: number, stride: number): number =>
  Math.floor((input + before + after - kernel) / stride) + 1;

/**
 * Rows and columns of the output: floor((input + padding - kernel) / stride) + 1 each.
 * @throws InputError when the window is not of whole positive sizes, the padding reaches the kernel, or nothing fits
 */
export function windowExtent(node: Window, [height, width]: Shape): [height: number, width: number] {
  const { kernel, stride, padding, name } = node;
  const { top, bottom, left, right } = padding;
  if ([...kernel, ...stride].some((n) => !Number.isInteger(n) || n < 1)) {
    throw new InputError(`kernel ${kernel.join('x')} and stride ${stride.join('x')} must be whole numbers from 1`, name);
  }
  if ([top, bottom, left, right].some((n) => !Number.isInteger(n) || n < 0) || Math.max(top, bottom) >= kernel[0] || Math.max(left, right) >= kernel[1]) {
    throw new InputError(`padding ${top},${bottom},${left},${right} must be whole numbers from 0 and below the kernel ${kernel.join('x')}`, name);
  }
  const rows = extent(height, top, bottom, kernel[0], stride[0]);
  const columns = extent(width, left, right, kernel[1], stride[1]);
  if (rows < 1 || columns < 1) throw new InputError(`kernel ${kernel.join('x')} does not fit into the input ${height}x${width}`, name);
  return [rows, columns];
}
