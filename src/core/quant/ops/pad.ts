/** A border round the plane; the same for float and int8 but for what stands for zero. */
import type { Pad, Shape } from '../../net/index.ts';

/** @param zero what the border is filled with: 0 or the zero point */
export function pad({ padding: { top, left } }: Pad, input: Float32Array | Int8Array, [h, w, c]: Shape, output: Float32Array | Int8Array, [, ow]: Shape, zero: number): void {
  output.fill(zero);
  for (let y = 0; y < h; y++) output.set(input.subarray(y * w * c, (y + 1) * w * c), ((top + y) * ow + left) * c);
}
