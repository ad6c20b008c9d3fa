/** Standard convolution: every output channel sees every input channel. */
import type { Conv2d, Shape } from '../ir.ts';
import { windowExtent } from './window.ts';

/** @param channels output channels, free to choose */
export const conv2dShape = (node: Conv2d, input: Shape, channels: number): Shape => [...windowExtent(node, input), channels];
