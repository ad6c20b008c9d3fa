/** Sliding windows: what convolution, depthwise convolution and pooling share. Not an op itself. */
import { InputError } from '../../lib/index.ts';
import type { Padding, Shape } from '../ir.ts';

interface Window {
  readonly name: string;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: Padding;
  readonly dilation?: readonly [height: number, width: number];
}

const extent = (input: number, before: number, after: number, reach: number, stride: number): number =>
  Math.floor((input + before + after - reach) / stride) + 1;

/**
 * Rows and columns of the output: floor((input + padding - reach) / stride) + 1 each, where the reach of a window with
 * gaps is (kernel - 1) dilation + 1.
 * @throws InputError when the window is not of whole positive sizes, the padding attains its reach, or nothing fits
 */
export function windowExtent(node: Window, [height, width]: Shape): [height: number, width: number] {
  const { kernel, stride, padding, dilation = [1, 1], name } = node;
  const { top, bottom, left, right } = padding;
  if ([...kernel, ...stride, ...dilation].some((n) => !Number.isInteger(n) || n < 1)) {
    throw new InputError(`kernel ${kernel.join('x')}, stride ${stride.join('x')} and dilation ${dilation.join('x')} must be whole numbers from 1`, name);
  }
  const reach = [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1] as const;
  if ([top, bottom, left, right].some((n) => !Number.isInteger(n) || n < 0) || Math.max(top, bottom) >= reach[0] || Math.max(left, right) >= reach[1]) {
    throw new InputError(`padding ${top},${bottom},${left},${right} must be whole numbers from 0 and below the window's reach ${reach.join('x')}`, name);
  }
  const rows = extent(height, top, bottom, reach[0], stride[0]);
  const columns = extent(width, left, right, reach[1], stride[1]);
  if (rows < 1 || columns < 1) throw new InputError(`a window of ${reach.join('x')} does not fit into the input ${height}x${width}`, name);
  return [rows, columns];
}
