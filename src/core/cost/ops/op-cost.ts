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
}
