/**
 * What the page's model view and its inspector show of a network, layer by layer: tensors with their parameters, weights
 * as they are stored, the operator as a formula, the C it becomes; and what every tensor holds for one input. Plain
 * data, as in results.ts.
 */
import type { OpKind } from '../core/net/index.ts';

export type { OpKind } from '../core/net/index.ts';

export interface TensorView {
  readonly name: string;
  /** Height, width, channels; a batch of one is implicit. */
  readonly shape: readonly number[];
  /** real = (q - zeroPoint) * scale; null for a network without weights. */
  readonly quant: { readonly scale: number; readonly zeroPoint: number } | null;
  /** Of one int8 each. */
  readonly bytes: number;
}

/** Weights as the network has them, before a compiler packs them; int8, zero point 0. */
export interface WeightsView {
  /** Extents, outermost first, each with its name. */
  readonly shape: readonly number[];
  readonly axes: readonly string[];
  readonly values: Int8Array;
  /** Real value of one step: of each output channel, or one for all. */
  readonly scales: Float64Array;
  /** Which axis counts output channels. */
  readonly channelAxis: number;
  /** How many weights have each of the 256 values, from -128 on. */
  readonly counts: Uint32Array;
  /** By output channel, in steps of input scale x weight scale. */
  readonly bias: Int32Array;
}

/** The operator in words and symbols, and its work as a product one can check. */
export interface FormulaView {
  readonly words: string;
  readonly symbols: string;
  /** What the factors count: multiply-accumulates, or what an operator without them does instead. */
  readonly counts: string;
  readonly factors: readonly { readonly what: string; readonly value: number }[];
  /** The product of the factors. */
  readonly product: number;
  /** By the published convention, which counts nothing else; equal to the product, or 0. */
  readonly macs: number;
}

/** Where a window stands and how far it moves; height before width. */
export interface WindowView {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Places that stand out above and to the left of the first window. */
  readonly before: readonly [number, number];
}

/** mantissa * 2^(shift - 31) */
export interface FactorView {
  readonly mantissa: number;
  readonly shift: number;
}

/** The integers by which an operator makes its outputs, beside weights and zero points: all that it takes to work one out by hand. */
export interface ArithmeticView {
  /** Null for an operator that looks through none. */
  readonly window: WindowView | null;
  /** Output channels of each input channel, of a depthwise convolution; else 1. */
  readonly multiplier: number;
  /** Scale a sum to the output: by output channel of a layer with weights; of sums [first, second, result]; one of products and means; none of pools. */
  readonly factors: readonly FactorView[];
  /** `double`: rounds after the high multiply and after the shift; `single`: once. */
  readonly rounding: 'double' | 'single';
  /** What the activation leaves of int8, both ends included. */
  readonly least: number;
  readonly most: number;
}

export interface LayerView {
  readonly index: number;
  readonly name: string;
  readonly op: OpKind;
  /** Numbers of tensors. */
  readonly inputs: readonly number[];
  readonly output: number;
  /** Window, stride and the like, each in a few words. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly formula: FormulaView;
  /** Null for an operator without, and for a network that has none yet. */
  readonly weights: WeightsView | null;
  /** Of a lookup: the value of q stands at q + 128. */
  readonly table: Int8Array | null;
  /** Null for an operator that only moves or looks up values, for softmax, and for a network without weights. */
  readonly arithmetic: ArithmeticView | null;
  /** Functions that run it, one per record of the plan. */
  readonly kernels: readonly string[];
}

/** The C that the network becomes, with what belongs to which layer. */
export interface CodeView {
  /** model.c line by line, long constants cut short; `layers`: those that a line is about, none where it is about all. */
  readonly lines: readonly { readonly text: string; readonly layers: readonly number[] }[];
  readonly kernels: readonly {
    /** The function's name, e.g. `int8_conv2d`. */
    readonly symbol: string;
    readonly file: string;
    readonly text: string;
  }[];
}

export interface ModelView {
  readonly name: string;
  readonly tensors: readonly TensorView[];
  /** In execution order, as compiled: the layers of the analysis of the same network. */
  readonly layers: readonly LayerView[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Null for a network without weights. */
  readonly code: CodeView | null;
}

/** One tensor of one inference. */
export interface ActivationView {
  /** Height x width x channels. */
  readonly values: Int8Array;
  /** How many of them have each of the 256 values, from -128 on. */
  readonly counts: Uint32Array;
}

export interface ActivationsResult {
  /** By the number of the tensor in the model view. */
  readonly tensors: readonly ActivationView[];
}
