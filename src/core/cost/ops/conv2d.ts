/** Standard convolution: output places x output channels x window x input channels. */
import type { Conv2d, Shape } from '../../net/index.ts';
import type { OpCost } from './op-cost.ts';

export function conv2dCost({ kernel }: Conv2d, [, , inChannels]: Shape, [height, width, outChannels]: Shape): OpCost {
  const weights = kernel[0] * kernel[1] * inChannels * outChannels;
  return { macs: height * width * weights, weights, channels: outChannels, normalised: true, tableBytes: 0 };
}
