/** Shape inference: the one place that sends each op to its own file. */
import { InputError, plural } from '../lib/index.ts';
import type { Net, Node, OpKind, Shape } from './ir.ts';
import { addShape } from './ops/add.ts';
import { averagePool2dShape } from './ops/averagePool2d.ts';
import { concatShape } from './ops/concat.ts';
import { conv2dShape } from './ops/conv2d.ts';
import { denseShape } from './ops/dense.ts';
import { depthwiseConv2dShape } from './ops/depthwiseConv2d.ts';
import { lookupShape } from './ops/lookup.ts';
import { maxPool2dShape } from './ops/maxPool2d.ts';
import { meanShape } from './ops/mean.ts';
import { mulShape } from './ops/mul.ts';
import { padShape } from './ops/pad.ts';
import { resizeNearestShape } from './ops/resizeNearest.ts';
import { sliceShape } from './ops/slice.ts';
import { softmaxShape } from './ops/softmax.ts';
import { subShape } from './ops/sub.ts';

/** Every op there is, in the order in which they are documented. */
export const OP_KINDS: readonly OpKind[] = [
  'conv2d', 'depthwiseConv2d', 'dense', 'add', 'sub', 'mul', 'averagePool2d', 'maxPool2d', 'mean', 'softmax', 'lookup', 'concat', 'slice', 'pad', 'resizeNearest',
];

function checkArity({ kind, name }: Node, count: number): void {
  if (kind === 'concat') {
    if (count < 2) throw new InputError(`concat takes 2 inputs or more, not ${count}`, name);
    return;
  }
  const arity = kind === 'add' || kind === 'sub' || kind === 'mul' ? 2 : 1;
  if (count !== arity) throw new InputError(`${kind} takes ${plural(arity, 'input')}, not ${count}`, name);
}

/**
 * Shape of a node's output.
 * @param free the extents that the op leaves free: channels of conv2d and dense, height and width of resizeNearest,
 * all three of slice; the others are not looked at
 * @throws InputError when the node cannot work on these inputs
 */
export function outputShape(node: Node, inputs: readonly Shape[], free: Shape): Shape {
  checkArity(node, inputs.length);
  switch (node.kind) {
    case 'conv2d':
      return conv2dShape(node, inputs[0], free[2]);
    case 'depthwiseConv2d':
      return depthwiseConv2dShape(node, inputs[0]);
    case 'dense':
      return denseShape(free[2]);
    case 'add':
      return addShape(node, inputs[0], inputs[1]);
    case 'sub':
      return subShape(node, inputs[0], inputs[1]);
    case 'mul':
      return mulShape(node, inputs[0], inputs[1]);
    case 'averagePool2d':
      return averagePool2dShape(node, inputs[0]);
    case 'maxPool2d':
      return maxPool2dShape(node, inputs[0]);
    case 'mean':
      return meanShape(inputs[0]);
    case 'softmax':
      return softmaxShape(node, inputs[0]);
    case 'lookup':
      return lookupShape(inputs[0]);
    case 'concat':
      return concatShape(node, inputs);
    case 'slice':
      return sliceShape(node, inputs[0], free);
    case 'pad':
      return padShape(node, inputs[0]);
    case 'resizeNearest':
      return resizeNearestShape(inputs[0], free);
    default:
      return node satisfies never;
  }
}

export const inputShapes = (net: Net, node: Node): Shape[] => node.inputs.map((id) => net.tensors[id].shape);

export const elements = ([height, width, channels]: Shape): number => height * width * channels;

/** Elements of all inputs together: the length of one example, in which they follow one another. */
export const inputElements = (net: Net): number => net.inputs.reduce((sum, id) => sum + elements(net.tensors[id].shape), 0);
