/** The ops the training knows: what networks of a search space are made of. All others it refuses here, once. */
import type { Node, OpKind } from '../net/index.ts';

export const TRAINED = ['conv2d', 'depthwiseConv2d', 'dense', 'add', 'averagePool2d'] as const satisfies readonly OpKind[];

export type TrainedNode = Extract<Node, { readonly kind: (typeof TRAINED)[number] }>;

export const isTrained = (node: Node): node is TrainedNode => TRAINED.some((kind) => kind === node.kind);

/** @throws Error for a node of any other op */
export function trained(node: Node): TrainedNode {
  if (!isTrained(node)) throw new Error(`${node.name}: ${node.kind} is not trained here`);
  return node;
}
