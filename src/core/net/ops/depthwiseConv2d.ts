/** Depthwise convolution: one filter per channel, channel count unchanged. */
import type { DepthwiseConv2d, Shape } from '../ir.ts';
import { windowExtent } from './window.ts';

export const depthwiseConv2dShape = (node: DepthwiseConv2d, input: Shape): Shape => [...windowExtent(node, input), input[2]];
