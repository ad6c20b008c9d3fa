/** Depthwise convolution (output channel o reads input channel floor(o / multiplier)), in float and in int8; the readable references. */
import type { QuantParams } from '../../data/index.ts';
import type { DepthwiseConv2d, LayerWeights, Shape } from '../../net/index.ts';
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import type { Int8Layer } from '../int8Net.ts';
import type { Rows } from './conv2d.ts';

/** Input and output NHWC of the given shapes; activation is the caller's. */
export function floatDepthwiseConv2d(node: DepthwiseConv2d, layer: LayerWeights, input: Float32Array, [h, w, c]: Shape, output: Float32Array, [oh, ow, oc]: Shape): void {
  const [kh, kw] = node.kernel;
  const [dy, dx] = node.dilation ?? [1, 1];
  const multiplier = node.multiplier ?? 1;
  const { weights, bias } = layer;
  const acc = new Float64Array(oc);
  for (let oy = 0; oy < oh; oy++) {
    for (let ox = 0; ox < ow; ox++) {
      acc.set(bias);
      for (let ky = 0; ky < kh; ky++) {
        const y = oy * node.stride[0] - node.padding.top + ky * dy;
        if (y < 0 || y >= h) continue;
        for (let kx = 0; kx < kw; kx++) {
          const x = ox * node.stride[1] - node.padding.left + kx * dx;
          if (x < 0 || x >= w) continue;
          const from = (y * w + x) * c;
          const at = (ky * kw + kx) * oc;
          for (let o = 0; o < oc; o++) acc[o] += input[from + Math.floor(o / multiplier)] * weights[at + o];
        }
      }
      output.set(acc, (oy * ow + ox) * oc);
    }
  }
}

/** Rows of the output `top` to `bottom`, all unless told. acc = bias + sum (x - zp_in) w over one channel; padding contributes nothing. */
export function int8DepthwiseConv2d(node: DepthwiseConv2d, layer: Int8Layer, input: Int8Array, [h, w, c]: Shape, inputQuant: QuantParams, output: Int8Array, [oh, ow, oc]: Shape, outputQuant: QuantParams, rounding: Rounding, [top, bottom]: Rows = [0, oh]): void {
  const [kh, kw] = node.kernel;
  const [dy, dx] = node.dilation ?? [1, 1];
  const multiplier = node.multiplier ?? 1;
  for (let oy = top; oy < bottom; oy++) {
    for (let ox = 0; ox < ow; ox++) {
      for (let o = 0; o < oc; o++) {
        const i = Math.floor(o / multiplier);
        let acc = layer.bias[o];
        for (let ky = 0; ky < kh; ky++) {
          const y = oy * node.stride[0] - node.padding.top + ky * dy;
          if (y < 0 || y >= h) continue;
          for (let kx = 0; kx < kw; kx++) {
            const x = ox * node.stride[1] - node.padding.left + kx * dx;
            if (x < 0 || x >= w) continue;
            acc += (input[(y * w + x) * c + i] - inputQuant.zeroPoint) * layer.weights[(ky * kw + kx) * oc + o];
          }
        }
        const scaled = requantise(acc, layer.multipliers[o], layer.shifts[o], rounding) + outputQuant.zeroPoint;
        output[(oy * ow + ox) * oc + o] = clamp(scaled, layer.activationMin, layer.activationMax);
      }
    }
  }
}
