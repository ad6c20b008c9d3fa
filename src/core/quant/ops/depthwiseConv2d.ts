/** Depthwise convolution (channel multiplier 1), in float and in int8; the readable references. */
import type { QuantParams } from '../../data/index.ts';
import type { DepthwiseConv2d, LayerWeights, Shape } from '../../net/index.ts';
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import type { Int8Layer } from '../int8Net.ts';

/** Input and output NHWC of the given shapes; activation is the caller's. */
export function floatDepthwiseConv2d(node: DepthwiseConv2d, layer: LayerWeights, input: Float32Array, [h, w, c]: Shape, output: Float32Array, [oh, ow]: Shape): void {
  const [kh, kw] = node.kernel;
  const { weights, bias } = layer;
  const acc = new Float64Array(c);
  for (let oy = 0; oy < oh; oy++) {
    for (let ox = 0; ox < ow; ox++) {
      acc.set(bias);
      for (let ky = 0; ky < kh; ky++) {
        const y = oy * node.stride[0] - node.padding.top + ky;
        if (y < 0 || y >= h) continue;
        for (let kx = 0; kx < kw; kx++) {
          const x = ox * node.stride[1] - node.padding.left + kx;
          if (x < 0 || x >= w) continue;
          const from = (y * w + x) * c;
          const at = (ky * kw + kx) * c;
          for (let i = 0; i < c; i++) acc[i] += input[from + i] * weights[at + i];
        }
      }
      output.set(acc, (oy * ow + ox) * c);
    }
  }
}

/** acc = bias + sum (x - zp_in) w over one channel; padding contributes nothing. */
export function int8DepthwiseConv2d(node: DepthwiseConv2d, layer: Int8Layer, input: Int8Array, [h, w, c]: Shape, inputQuant: QuantParams, output: Int8Array, [oh, ow]: Shape, outputQuant: QuantParams, rounding: Rounding): void {
  const [kh, kw] = node.kernel;
  for (let oy = 0; oy < oh; oy++) {
    for (let ox = 0; ox < ow; ox++) {
      for (let i = 0; i < c; i++) {
        let acc = layer.bias[i];
        for (let ky = 0; ky < kh; ky++) {
          const y = oy * node.stride[0] - node.padding.top + ky;
          if (y < 0 || y >= h) continue;
          for (let kx = 0; kx < kw; kx++) {
            const x = ox * node.stride[1] - node.padding.left + kx;
            if (x < 0 || x >= w) continue;
            acc += (input[(y * w + x) * c + i] - inputQuant.zeroPoint) * layer.weights[(ky * kw + kx) * c + i];
          }
        }
        const scaled = requantise(acc, layer.multipliers[i], layer.shifts[i], rounding) + outputQuant.zeroPoint;
        output[(oy * ow + ox) * c + i] = clamp(scaled, layer.activationMin, layer.activationMax);
      }
    }
  }
}
