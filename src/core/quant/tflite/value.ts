/**
 * The file's tensors as values of our network: a tensor of ours, perhaps under another shape (RESHAPE and its kin are
 * relabellings and leave no node), perhaps with a border that the next window takes over (PAD), perhaps with its elements
 * in another order, which a fully connected layer or a second TRANSPOSE takes back.
 */
import type { Activation, Node, Padding, Shape, TensorId } from '../../net/index.ts';
import type { Int8Constants } from '../int8Net.ts';

export interface Border {
  readonly padding: Padding;
  /** The int8 that fills it. */
  readonly fill: number;
  /** For the node's name, where the border needs one of its own. */
  readonly index: number;
}

export interface Value {
  readonly id: TensorId;
  /** As the file sees it, border not counted. */
  readonly shape: Shape;
  readonly border: Border | null;
  /** Where in our tensor the file's elements lie, one by one; null: in order. */
  readonly order: Int32Array | null;
}

/** What operators clamp their output to; RELU_N1_TO_1 needs a lookup after the node. */
export type Fused = Activation | 'reluN1To1';

type Parts<N> = N extends Node ? Omit<N, 'name' | 'inputs' | 'output'> : never;
export type NodeParts = Parts<Node>;

export interface Extras {
  readonly constants?: Int8Constants;
  readonly table?: Int8Array;
  /** Extents that the op leaves free, where they are not those of the file's tensor. */
  readonly free?: Shape;
  /** Order of the output's elements, where it is not the file's. */
  readonly order?: Int32Array | null;
  readonly fused?: Fused;
}

/** Whether two shapes are equal. */
export const same = (a: Shape, b: Shape): boolean => a.every((extent, axis) => extent === b[axis]);

/** The shape with its border. */
export const paddedShape = ([height, width, channels]: Shape, { top, bottom, left, right }: Padding): Shape => [top + height + bottom, left + width + right, channels];
