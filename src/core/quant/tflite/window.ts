/** Padding, strides and fused activations: what windowed operators of a .tflite file say alike. */
import type { QuantParams } from '../../data/index.ts';
import { ACTIVATIONS, SAME, VALID, type Activation, type Padding, type Shape, type TfliteOperator } from '../../net/index.ts';
import { activationRange } from '../derive.ts';
import { Unsupported, type Value } from './graph.ts';

const FUSED: Readonly<Record<string, Activation>> = { NONE: 'none', RELU: 'relu', RELU6: 'relu6' };

export function activationOf({ options }: TfliteOperator): Activation {
  const name = ACTIVATIONS[options.activation] ?? `activation ${options.activation}`;
  if (!Object.hasOwn(FUSED, name)) throw new Unsupported(`has a fused ${name}; RELU and RELU6 are supported`);
  return FUSED[name];
}

/** For operators of ours without an activation: one that clamps nothing may be left away. */
export function activationless(operator: TfliteOperator, output: QuantParams): void {
  const activation = activationOf(operator);
  const [min, max] = activationRange(activation, output);
  if (min > -128 || max < 127) throw new Unsupported(`has a fused ${activation.toUpperCase()} that clamps its output; it is supported after convolutions, sums and fully connected layers`);
}

/** Stride and padding; the border of a PAD before it is added. SAME splits an odd rest so that the end gets more. */
export function windowOf({ options }: TfliteOperator, kernel: readonly [number, number], { shape, border }: Value, output: Shape): { kernel: readonly [number, number]; stride: readonly [number, number]; padding: Padding } {
  if ((options.dilationHeight ?? 1) !== 1 || (options.dilationWidth ?? 1) !== 1) throw new Unsupported(`has dilation ${options.dilationHeight}x${options.dilationWidth}; 1x1 is supported`);
  if (options.padding !== SAME && options.padding !== VALID) throw new Unsupported(`has padding ${options.padding}; SAME (0) and VALID (1) are known`);
  const stride = [options.strideHeight, options.strideWidth] as const;
  const edge = border ?? { top: 0, bottom: 0, left: 0, right: 0 };
  const inner = [shape[0] + edge.top + edge.bottom, shape[1] + edge.left + edge.right];
  const [rows, columns] = [0, 1].map((axis) => (options.padding === VALID ? 0 : Math.max(0, (output[axis] - 1) * stride[axis] + kernel[axis] - inner[axis])));
  const padding: Padding = {
    top: edge.top + (rows >> 1), bottom: edge.bottom + rows - (rows >> 1),
    left: edge.left + (columns >> 1), right: edge.right + columns - (columns >> 1),
  };
  if (Math.max(padding.top, padding.bottom) >= kernel[0] || Math.max(padding.left, padding.right) >= kernel[1]) {
    throw new Unsupported(`has padding ${padding.top},${padding.bottom},${padding.left},${padding.right} as wide as its window of ${kernel.join('x')}`);
  }
  return { kernel, stride, padding };
}
