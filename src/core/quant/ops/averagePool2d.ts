/** Mean over a window whose padded places do not count, in float and in int8; the readable references. */
import type { AveragePool2d, Shape } from '../../net/index.ts';
import { clamp } from '../fixedPoint.ts';
import type { Clamp } from '../int8Net.ts';

/** Calls `visit` with the sum over the window and the number of real places in it, for every output element. */
function eachWindow(node: AveragePool2d, input: ArrayLike<number>, [h, w, c]: Shape, [oh, ow]: Shape, visit: (at: number, sum: number, count: number) => void): void {
  for (let oy = 0; oy < oh; oy++) {
    const y0 = oy * node.stride[0] - node.padding.top;
    const yEnd = Math.min(h, y0 + node.kernel[0]);
    for (let ox = 0; ox < ow; ox++) {
      const x0 = ox * node.stride[1] - node.padding.left;
      const xEnd = Math.min(w, x0 + node.kernel[1]);
      for (let i = 0; i < c; i++) {
        let sum = 0;
        let count = 0;
        for (let y = Math.max(0, y0); y < yEnd; y++) {
          for (let x = Math.max(0, x0); x < xEnd; x++) {
            sum += input[(y * w + x) * c + i];
            count++;
          }
        }
        visit((oy * ow + ox) * c + i, sum, count);
      }
    }
  }
}

export function floatAveragePool2d(node: AveragePool2d, input: Float32Array, inputShape: Shape, output: Float32Array, outputShape: Shape): void {
  eachWindow(node, input, inputShape, outputShape, (at, sum, count) => {
    output[at] = sum / count;
  });
}

/** (sum +- n/2) / n in C's integer division: halves away from zero. */
export function int8AveragePool2d(node: AveragePool2d, { activationMin, activationMax }: Clamp, input: Int8Array, inputShape: Shape, output: Int8Array, outputShape: Shape): void {
  eachWindow(node, input, inputShape, outputShape, (at, sum, count) => {
    const half = Math.trunc(count / 2);
    output[at] = clamp(Math.trunc((sum > 0 ? sum + half : sum - half) / count), activationMin, activationMax);
  });
}
