/**
 * The ops that hold weights, and how many of them make one output. Rooms that ask only about weights narrow to these
 * three first, and need no list of all the ops that have none.
 */
import type { Conv2d, Dense, DepthwiseConv2d, Node, Shape } from './ir.ts';
import { elements } from './shapes.ts';

export type Convolution = Conv2d | DepthwiseConv2d;
export type Weighted = Convolution | Dense;

export const isConvolution = (node: Node): node is Convolution => node.kind === 'conv2d' || node.kind === 'depthwiseConv2d';
export const isWeighted = (node: Node): node is Weighted => isConvolution(node) || node.kind === 'dense';

/** Products that one output element sums: the weights of one output channel. */
export function fanIn(node: Weighted, input: Shape): number {
  switch (node.kind) {
    case 'conv2d':
      return node.kernel[0] * node.kernel[1] * input[2];
    case 'depthwiseConv2d':
      return node.kernel[0] * node.kernel[1];
    case 'dense':
      return elements(input);
    default:
      return node satisfies never;
  }
}
