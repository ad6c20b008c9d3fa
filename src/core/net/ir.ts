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

interface Dilated {
  /** Distance between neighbouring places of the window; absent: [1, 1], without gaps. */
  readonly dilation?: readonly [height: number, width: number];
}

/** Weights OHWI: [out channels][kernel height][kernel width][in channels]; one bias per out channel. */
export interface Conv2d extends NodeBase, Window, Dilated {
  readonly kind: 'conv2d';
  readonly activation: Activation;
}

/**
 * Each output channel sees one input channel: output channel o reads input channel floor(o / multiplier).
 * Weights HWC: [kernel height][kernel width][out channels]; one bias per out channel.
 */
export interface DepthwiseConv2d extends NodeBase, Window, Dilated {
  readonly kind: 'depthwiseConv2d';
  readonly activation: Activation;
  /** Output channels per input channel; absent: 1. */
  readonly multiplier?: number;
}

/** Input of any shape read as one vector in NHWC order. Weights OI: [out][in]; output shape [1, 1, out]. */
export interface Dense extends NodeBase {
  readonly kind: 'dense';
  readonly activation: Activation;
}

/** Two inputs, element by element. The first has the shape of the output, the second too or [1, 1, channels] or [1, 1, 1]. */
interface Elementwise extends NodeBase {
  readonly activation: Activation;
}

/** First + second. */
export interface Add extends Elementwise {
  readonly kind: 'add';
}

/** First - second. */
export interface Sub extends Elementwise {
  readonly kind: 'sub';
}

/** First x second. */
export interface Mul extends Elementwise {
  readonly kind: 'mul';
}

interface Pool extends NodeBase, Window {
  /** Absent: none. */
  readonly activation?: Activation;
}

/** Mean over the window; padded places do not count (TFLite). */
export interface AveragePool2d extends Pool {
  readonly kind: 'averagePool2d';
}

/** Largest value of the window; padded places do not count (TFLite). */
export interface MaxPool2d extends Pool {
  readonly kind: 'maxPool2d';
}

/** Mean over height and width: output [1, 1, channels]. Unlike a pool's, its int8 parameters may differ from its input's. */
export interface Mean extends NodeBase {
  readonly kind: 'mean';
}

/** exp(beta x) over the sum of its kind, across the channels of each place. */
export interface Softmax extends NodeBase {
  readonly kind: 'softmax';
  readonly beta: number;
}

/** Any function of one element; in int8 a table of its 256 values. */
export interface Lookup extends NodeBase {
  readonly kind: 'lookup';
  /** What the table stands for, shown to people: `logistic`, `tanh`, `hardSwish` ... */
  readonly fn: string;
}

/** Two or more inputs one after another along an axis of the shape; the other extents agree. */
export interface Concat extends NodeBase {
  readonly kind: 'concat';
  readonly axis: 0 | 1 | 2;
}

/** Every stride-th element from begin on, in each of the three axes; the output's shape says how many. */
export interface Slice extends NodeBase {
  readonly kind: 'slice';
  readonly begin: Shape;
  readonly stride: Shape;
}

/** A border of zeros (in int8: of the zero point) round height and width, where no window takes it over. */
export interface Pad extends NodeBase {
  readonly kind: 'pad';
  readonly padding: Padding;
}

/** Each output place takes the nearest input place; height and width of the output are free. */
export interface ResizeNearest extends NodeBase {
  readonly kind: 'resizeNearest';
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

export type Node =
  | Conv2d | DepthwiseConv2d | Dense | Add | Sub | Mul | AveragePool2d | MaxPool2d | Mean | Softmax | Lookup | Concat | Slice | Pad | ResizeNearest;
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
