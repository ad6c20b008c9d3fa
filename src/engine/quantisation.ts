/** What a network loses from float to int8, told layer by layer and as accuracy before and after. Plain data, as in results.ts. */
import type { GridCounts } from '../core/quant/index.ts';

export type { GridCounts } from '../core/quant/index.ts';

export interface QuantLayer {
  readonly name: string;
  readonly op: string;
  /** Of the layer's output; real value of step q: (q - zeroPoint) * scale. */
  readonly scale: number;
  readonly zeroPoint: number;
  readonly activations: GridCounts;
  /** Signal to quantisation noise of the output, errors of earlier layers included, dB; null where there is no error. */
  readonly sqnrDb: number | null;
  /** Mean of (x - q)^2 of the output. */
  readonly mse: number;
  /** Null for a layer without weights; counted in steps of each channel's own scale. */
  readonly weights: {
    readonly grid: GridCounts;
    readonly count: number;
    readonly sqnrDb: number | null;
    /** The same had the layer one scale for all its channels. */
    readonly oneScaleDb: number | null;
    readonly scales: readonly [smallest: number, largest: number];
  } | null;
}

export interface QuantisationResult {
  readonly genome: string;
  /** Of a search's network its own, trained again by its recipe; of any other those of the supernet. */
  readonly weights: 'fine-tuned' | 'inherited';
  /** Whether the int8 network made of these floats is the given one byte for byte; null where none was given. */
  readonly sameAsModel: boolean | null;
  /** Over the whole test split. */
  readonly accuracy: { readonly float: number; readonly int8: number; readonly count: number };
  /** Test examples that the layers' figures are from. */
  readonly examples: number;
  /** Training examples that set the ranges. */
  readonly calibration: number;
  readonly layers: readonly QuantLayer[];
}
