/** How many weights an op has and whose they are, in the layouts of the IR. */
import { fanIn, isWeighted, type Net, type Node } from '../net/index.ts';

/** Number of weights and of output channels of a node; null for nodes without weights. */
export function weightShape(net: Net, node: Node): { readonly weights: number; readonly channels: number } | null {
  if (!isWeighted(node)) return null;
  const channels = net.tensors[node.output].shape[2];
  return { weights: channels * fanIn(node, net.tensors[node.inputs[0]].shape), channels };
}

/** Index of the output channel a weight belongs to. */
export const channelOf = (node: Node, index: number, weights: number, channels: number): number =>
  node.kind === 'depthwiseConv2d' ? index % channels : Math.floor(index / (weights / channels));
