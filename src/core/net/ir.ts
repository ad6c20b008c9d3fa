/**
 * The intermediate representation every room speaks: a list of nodes in execution order over numbered tensors.
 * Batch is one and implicit; activations are height x width x channels (NHWC). Batch norm is not an op here: it
 * belongs to training and is folded into weights and bias before a network leaves `train`.
 */

export type TensorId = number;
export type Shape = readonly [height: number, width: number, channels: number];
export type Activation = 'none' | 'relu' | 'relu6';

export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Tensor {
  readonly name: string;
  readonly shape: Shape;
}

interface NodeBase {
  /** Unique and stable: `stem`, `stage1.block0.expand`, `.depthwise`, `.project`, `.add`, `mix`, `pool`, `classifier`. */
  readonly name: string;
  readonly inputs: readonly TensorId[];
  readonly output: TensorId;
}

interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: Padding;
}

/** Weights OHWI: [out channels][kernel height][kernel width][in channels]; one bias per out channel. */
export interface Conv2d extends NodeBase, Window {
  readonly kind: 'conv2d';
  readonly activation: Activation;
}

/** Channel multiplier 1. Weights HWC: [kernel height][kernel width][channels]; one bias per channel. */
export interface DepthwiseConv2d extends NodeBase, Window {
  readonly kind: 'depthwiseConv2d';
  readonly activation: Activation;
}

/** Input of any shape read as one vector in NHWC order. Weights OI: [out][in]; output shape [1, 1, out]. */
export interface Dense extends NodeBase {
  readonly kind: 'dense';
  readonly activation: Activation;
}

/** Element-wise sum of two tensors of equal shape. */
export interface Add extends NodeBase {
  readonly kind: 'add';
  readonly activation: Activation;
}

/** Mean over the window; padded places do not count (TFLite). */
export interface AveragePool2d extends NodeBase, Window {
  readonly kind: 'averagePool2d';
}

/** Largest value of the window; padded places do not count (TFLite). */
export interface MaxPool2d extends NodeBase, Window {
  readonly kind: 'maxPool2d';
}

/** exp(beta x) over the sum of its kind, across the channels of each place. */
export interface Softmax extends NodeBase {
  readonly kind: 'softmax';
  readonly beta: number;
}

export type Node = Conv2d | DepthwiseConv2d | Dense | Add | AveragePool2d | MaxPool2d | Softmax;
export type OpKind = Node['kind'];

export interface Net {
  readonly name: string;
  readonly tensors: readonly Tensor[];
  /** In execution order; each tensor but the inputs is written by exactly one node before it is read. */
  readonly nodes: readonly Node[];
  /** Most networks have one of each; those from files may have more. At least one, all distinct. */
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
}

/** Weights and bias of one node, batch norm folded in; layouts as documented at the node's type. */
export interface LayerWeights {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** A network with its float weights, keyed by node name: what training hands to quantisation. */
export interface FloatNet {
  readonly net: Net;
  readonly layers: ReadonlyMap<string, LayerWeights>;
}
