/** Fully connected layer over the flattened input, in float and in int8; the readable references. */
import type { QuantParams } from '../../data/index.ts';
import type { LayerWeights } from '../../net/index.ts';
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import type { Int8Layer } from '../int8Net.ts';

export function floatDense(layer: LayerWeights, input: Float32Array, output: Float32Array): void {
  for (let o = 0; o < output.length; o++) {
    let acc = layer.bias[o];
    for (let i = 0; i < input.length; i++) acc += input[i] * layer.weights[o * input.length + i];
    output[o] = acc;
  }
}

export function int8Dense(layer: Int8Layer, input: Int8Array, inputQuant: QuantParams, output: Int8Array, outputQuant: QuantParams, rounding: Rounding): void {
  for (let o = 0; o < output.length; o++) {
    let acc = layer.bias[o];
    for (let i = 0; i < input.length; i++) acc += (input[i] - inputQuant.zeroPoint) * layer.weights[o * input.length + i];
    const scaled = requantise(acc, layer.multipliers[o], layer.shifts[o], rounding) + outputQuant.zeroPoint;
    output[o] = clamp(scaled, layer.activationMin, layer.activationMax);
  }
}
