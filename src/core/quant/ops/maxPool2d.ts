/** Largest value of a window whose padded places do not count, within the activation's range; the same for float and int8. */
import type { MaxPool2d, Shape } from '../../net/index.ts';
import { clamp } from '../fixedPoint.ts';
import type { Clamp } from '../int8Net.ts';

export function maxPool2d(node: MaxPool2d, { activationMin, activationMax }: Clamp, input: ArrayLike<number>, [h, w, c]: Shape, output: Float32Array | Int8Array, [oh, ow]: Shape): void {
  for (let oy = 0; oy < oh; oy++) {
    const y0 = oy * node.stride[0] - node.padding.top;
    const yEnd = Math.min(h, y0 + node.kernel[0]);
    for (let ox = 0; ox < ow; ox++) {
      const x0 = ox * node.stride[1] - node.padding.left;
      const xEnd = Math.min(w, x0 + node.kernel[1]);
      for (let i = 0; i < c; i++) {
        let largest = -Infinity;
        for (let y = Math.max(0, y0); y < yEnd; y++) {
          for (let x = Math.max(0, x0); x < xEnd; x++) largest = Math.max(largest, input[(y * w + x) * c + i]);
        }
        output[(oy * ow + ox) * c + i] = clamp(largest, activationMin, activationMax);
      }
    }
  }
}
