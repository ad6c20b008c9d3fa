/** How many weights an op has and whose they are, in the layouts of the IR. */
import { elements, type Conv2d, type Dense, type DepthwiseConv2d, type Net, type Node } from '../net/index.ts';

export type Weighted = Conv2d | DepthwiseConv2d | Dense;

/** Number of weights and of output channels of a node; null for nodes without weights. */
export function weightShape(net: Net, node: Node): { readonly weights: number; readonly channels: number } | null {
  const input = net.tensors[node.inputs[0]].shape;
  const channels = net.tensors[node.output].shape[2];
  switch (node.kind) {
    case 'conv2d':
      return { weights: channels * node.kernel[0] * node.kernel[1] * input[2], channels };
    case 'depthwiseConv2d':
      return { weights: node.kernel[0] * node.kernel[1] * channels, channels };
    case 'dense':
      return { weights: elements(input) * channels, channels };
    case 'add':
    case 'sub':
    case 'mul':
    case 'averagePool2d':
    case 'maxPool2d':
    case 'mean':
    case 'softmax':
    case 'lookup':
    case 'concat':
    case 'slice':
    case 'pad':
    case 'resizeNearest':
      return null;
    default:
      return node satisfies never;
  }
}

/** Index of the output channel a weight belongs to. */
export const channelOf = (node: Node, index: number, weights: number, channels: number): number =>
  node.kind === 'depthwiseConv2d' ? index % channels : Math.floor(index / (weights / channels));
