/**
 * Depthwise convolution: one walk over (image, output place, kernel place, channel) serves the forward and both
 * gradients, since each pairs the same input with the same output and weight. Oracle of depthwise.c.
 */
import type { Kernels } from '../backend.ts';
import { activate } from './activation.ts';
import { activated, inputGradient, slopes, statistics } from './batchNorm.ts';
import type { ReferenceMemory } from './memory.ts';

type DepthwiseKernels = Pick<Kernels, 'depthwise' | 'depthwiseStatistics' | 'depthwiseBackward'>;
type Geometry = readonly [
  batch: number, height: number, width: number, channels: number, outH: number, outW: number,
  kernel: number, strideH: number, strideW: number, top: number, left: number,
];

/** Calls visit(input index, output index, weight index) for every product the convolution sums. */
function walk(geometry: Geometry, weightRow: number, weightTap: number, visit: (x: number, y: number, w: number) => void): void {
  const [batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left] = geometry;
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outH; oy++) {
      for (let ox = 0; ox < outW; ox++) {
        for (let ky = 0; ky < kernel; ky++) {
          for (let kx = 0; kx < kernel; kx++) {
            const y = oy * strideH + ky - top;
            const x = ox * strideW + kx - left;
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            const input = ((n * height + y) * width + x) * channels;
            const output = ((n * outH + oy) * outW + ox) * channels;
            for (let c = 0; c < channels; c++) visit(input + c, output + c, ky * weightRow + kx * weightTap + c);
          }
        }
      }
    }
  }
}

export const depthwiseKernels = (memory: ReferenceMemory): DepthwiseKernels => ({
  depthwise(x, w, weightRow, weightTap, y, batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left, bias, activation) {
    const count = batch * outH * outW * channels;
    const [X, W, Y, add] = [memory.from(x), memory.from(w), memory.floats(y, count), memory.from(bias)];
    for (let i = 0; i < count; i++) Y[i] = bias ? add[i % channels] : 0;
    walk([batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left], weightRow, weightTap, (i, o, t) => {
      Y[o] += X[i] * W[t];
    });
    for (let i = 0; i < count; i++) Y[i] = activate(Y[i], activation);
  },

  depthwiseStatistics(
    a, affine, activation, w, weightRow, weightTap, y, batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left,
    mean, variance, inverse, epsilon,
  ) {
    const rows = batch * outH * outW;
    const [X, W, Y] = [activated(memory, a, affine, activation, batch * height * width, channels), memory.from(w), memory.floats(y, rows * channels)];
    Y.fill(0);
    walk([batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left], weightRow, weightTap, (i, o, t) => {
      Y[o] += X[i] * W[t];
    });
    statistics(memory, y, rows, channels, mean, variance, inverse, epsilon);
  },

  depthwiseBackward(
    x, before, d, w, dw, weightRow, weightTap, dx, batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left,
    affine, accumulate, below, belowMean, belowAffine, belowActivation,
  ) {
    const inputs = batch * height * width;
    const gradient = inputGradient(memory, before, d, batch * outH * outW, channels, affine);
    const X = x ? memory.from(x) : activated(memory, below, belowAffine, belowActivation, inputs, channels);
    const [W, dW, dX] = [memory.from(w), memory.from(dw), memory.from(dx)];
    if (dx && !accumulate) dX.fill(0, 0, inputs * channels);
    walk([batch, height, width, channels, outH, outW, kernel, strideH, strideW, top, left], weightRow, weightTap, (i, o, t) => {
      dW[t] += X[i] * gradient[o];
      if (dx) dX[i] += gradient[o] * W[t];
    });
    if (dx && below) slopes(memory, below, dx, inputs, channels, belowMean, belowAffine, belowActivation);
  },
});
