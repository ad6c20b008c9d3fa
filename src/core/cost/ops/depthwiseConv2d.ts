/** Depthwise convolution: output places x output channels x window. */
import type { DepthwiseConv2d, Shape } from '../../net/index.ts';
import type { OpCost } from './op-cost.ts';

export function depthwiseConv2dCost({ kernel }: DepthwiseConv2d, [height, width, channels]: Shape): OpCost {
  const weights = kernel[0] * kernel[1] * channels;
  return { macs: height * width * weights, weights, channels, normalised: true, tableBytes: 0 };
}
