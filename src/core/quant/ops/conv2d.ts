/** Convolution over height and width, in float and in int8; the readable references. */
import type { QuantParams } from '../../data/index.ts';
import type { Conv2d, LayerWeights, Shape } from '../../net/index.ts';
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import type { Int8Layer } from '../int8Net.ts';

/** Rows of an output: the first, and the one after the last. */
export type Rows = readonly [top: number, bottom: number];

/** Input and output NHWC of the given shapes; activation is the caller's. */
export function floatConv2d(node: Conv2d, layer: LayerWeights, input: Float32Array, [h, w, c]: Shape, output: Float32Array, [oh, ow, oc]: Shape): void {
  const [kh, kw] = node.kernel;
  const [dy, dx] = node.dilation ?? [1, 1];
  const { weights, bias } = layer;
  for (let oy = 0; oy < oh; oy++) {
    for (let ox = 0; ox < ow; ox++) {
      for (let o = 0; o < oc; o++) {
        let acc = bias[o];
        for (let ky = 0; ky < kh; ky++) {
          const y = oy * node.stride[0] - node.padding.top + ky * dy;
          if (y < 0 || y >= h) continue;
          for (let kx = 0; kx < kw; kx++) {
            const x = ox * node.stride[1] - node.padding.left + kx * dx;
            if (x < 0 || x >= w) continue;
            const from = (y * w + x) * c;
            const at = ((o * kh + ky) * kw + kx) * c;
            for (let i = 0; i < c; i++) acc += input[from + i] * weights[at + i];
          }
        }
        output[(oy * ow + ox) * oc + o] = acc;
      }
    }
  }
}

/** Rows of the output `top` to `bottom`, all unless told. acc = bias + sum (x - zp_in) w; padding contributes nothing, which equals padding with zp_in. */
export function int8Conv2d(node: Conv2d, layer: Int8Layer, input: Int8Array, [h, w, c]: Shape, inputQuant: QuantParams, output: Int8Array, [oh, ow, oc]: Shape, outputQuant: QuantParams, rounding: Rounding, [top, bottom]: Rows = [0, oh]): void {
  const [kh, kw] = node.kernel;
  const [dy, dx] = node.dilation ?? [1, 1];
  for (let oy = top; oy < bottom; oy++) {
    for (let ox = 0; ox < ow; ox++) {
      for (let o = 0; o < oc; o++) {
        let acc = layer.bias[o];
        for (let ky = 0; ky < kh; ky++) {
          const y = oy * node.stride[0] - node.padding.top + ky * dy;
          if (y < 0 || y >= h) continue;
          for (let kx = 0; kx < kw; kx++) {
            const x = ox * node.stride[1] - node.padding.left + kx * dx;
            if (x < 0 || x >= w) continue;
            const from = (y * w + x) * c;
            const at = ((o * kh + ky) * kw + kx) * c;
            for (let i = 0; i < c; i++) acc += (input[from + i] - inputQuant.zeroPoint) * layer.weights[at + i];
          }
        }
        const scaled = requantise(acc, layer.multipliers[o], layer.shifts[o], rounding) + outputQuant.zeroPoint;
        output[(oy * ow + ox) * oc + o] = clamp(scaled, layer.activationMin, layer.activationMax);
      }
    }
  }
}
