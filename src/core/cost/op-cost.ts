/** Sends each op to the file that knows its cost. */
import type { Net, Node } from '../net/index.ts';
import { addCost } from './ops/add.ts';
import { averagePool2dCost } from './ops/averagePool2d.ts';
import { concatCost } from './ops/concat.ts';
import { conv2dCost } from './ops/conv2d.ts';
import { denseCost } from './ops/dense.ts';
import { depthwiseConv2dCost } from './ops/depthwiseConv2d.ts';
import { lookupCost } from './ops/lookup.ts';
import { maxPool2dCost } from './ops/maxPool2d.ts';
import { meanCost } from './ops/mean.ts';
import { mulCost } from './ops/mul.ts';
import type { OpCost } from './ops/op-cost.ts';
import { padCost } from './ops/pad.ts';
import { resizeNearestCost } from './ops/resizeNearest.ts';
import { sliceCost } from './ops/slice.ts';
import { softmaxCost } from './ops/softmax.ts';
import { subCost } from './ops/sub.ts';

export function costOf(net: Net, node: Node): OpCost {
  const input = net.tensors[node.inputs[0]].shape;
  const output = net.tensors[node.output].shape;
  switch (node.kind) {
    case 'conv2d':
      return conv2dCost(node, input, output);
    case 'depthwiseConv2d':
      return depthwiseConv2dCost(node, output);
    case 'dense':
      return denseCost(input, output);
    case 'add':
      return addCost();
    case 'sub':
      return subCost();
    case 'mul':
      return mulCost();
    case 'averagePool2d':
      return averagePool2dCost();
    case 'maxPool2d':
      return maxPool2dCost();
    case 'mean':
      return meanCost();
    case 'softmax':
      return softmaxCost();
    case 'lookup':
      return lookupCost();
    case 'concat':
      return concatCost();
    case 'slice':
      return sliceCost();
    case 'pad':
      return padCost();
    case 'resizeNearest':
      return resizeNearestCost();
    default:
      return node satisfies never;
  }
}
