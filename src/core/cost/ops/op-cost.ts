/** What one node does and carries. Not an op itself. */
export interface OpCost {
  /** Multiply-accumulates for one input. */
  readonly macs: number;
  /** Number of weights, without bias. */
  readonly weights: number;
  /** Output channels with a bias and a scale of their own; 0 for ops without weights. */
  readonly channels: number;
  /** Trained with batch norm (gamma and beta per channel) in place of a bias. */
  readonly normalised: boolean;
  /** Bytes in flash besides weights, biases and scales. */
  readonly tableBytes: number;
}

/** Of an op that neither multiplies and accumulates nor has weights, by the published convention. */
export const NO_COST: OpCost = { macs: 0, weights: 0, channels: 0, normalised: false, tableBytes: 0 };
