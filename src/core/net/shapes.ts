/** Shape inference: the one place that sends each op to its own file. */
import { InputError } from '../lib/index.ts';
import type { Net, Node, OpKind, Shape } from './ir.ts';
import { addShape } from './ops/add.ts';
import { averagePool2dShape } from './ops/averagePool2d.ts';
import { conv2dShape } from './ops/conv2d.ts';
import { denseShape } from './ops/dense.ts';
import { depthwiseConv2dShape } from './ops/depthwiseConv2d.ts';
import { maxPool2dShape } from './ops/maxPool2d.ts';
import { softmaxShape } from './ops/softmax.ts';

/** Every op there is, in the order in which they are documented. */
export const OP_KINDS: readonly OpKind[] = ['conv2d', 'depthwiseConv2d', 'dense', 'add', 'averagePool2d', 'maxPool2d', 'softmax'];

/**
 * Shape of a node's output.
 * @param channels output channels where the op leaves them free (conv2d, dense); others ignore it
 * @throws InputError when the node cannot work on these inputs
 */
export function outputShape(node: Node, inputs: readonly Shape[], channels: number): Shape {
  const arity = node.kind === 'add' ? 2 : 1;
  if (inputs.length !== arity) throw new InputError(`${node.kind} takes ${arity} input${arity === 1 ? '' : 's'}, not ${inputs.length}`, node.name);
  switch (node.kind) {
    case 'conv2d':
      return conv2dShape(node, inputs[0], channels);
    case 'depthwiseConv2d':
      return depthwiseConv2dShape(node, inputs[0]);
    case 'dense':
      return denseShape(channels);
    case 'add':
      return addShape(node, inputs[0], inputs[1]);
    case 'averagePool2d':
      return averagePool2dShape(node, inputs[0]);
    case 'maxPool2d':
      return maxPool2dShape(node, inputs[0]);
    case 'softmax':
      return softmaxShape(node, inputs[0]);
    default:
      return node satisfies never;
  }
}

export const inputShapes = (net: Net, node: Node): Shape[] => node.inputs.map((id) => net.tensors[id].shape);

export const elements = ([height, width, channels]: Shape): number => height * width * channels;
