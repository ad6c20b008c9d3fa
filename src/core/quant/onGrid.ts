/**
 * Values against the int8 grid they are rounded to: how many fall into each part of the grid, how many beyond its ends
 * (they saturate), how many are exactly zero. Counted in steps of the grid, so that tensors of any range compare.
 * Source: Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference" (arXiv 1806.08342), section 2.
 */

/** Four steps of the grid to a bin: 64 bins cover all 256 of them. */
export const GRID_BINS = 64;
const STEPS_PER_BIN = 4;
const LOWEST = -128;
const HIGHEST = 127;

export interface GridCounts {
  /** By bin: values that are rounded to steps -128 + 4 i to -125 + 4 i. */
  readonly bins: readonly number[];
  /** Values below and above all that the grid can say. */
  readonly below: number;
  readonly above: number;
  readonly zeros: number;
  readonly total: number;
  /** Of the values themselves. */
  readonly min: number;
  readonly max: number;
}

export class GridCounter {
  private readonly bins = new Float64Array(GRID_BINS);
  private below = 0;
  private above = 0;
  private zeros = 0;
  private total = 0;
  private min = Infinity;
  private max = -Infinity;

  /** @param value real; its step is value / scale + zeroPoint */
  add(value: number, scale: number, zeroPoint: number): void {
    const step = value / scale + zeroPoint;
    this.total++;
    if (value === 0) this.zeros++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (step < LOWEST - 0.5) this.below++;
    else if (step >= HIGHEST + 0.5) this.above++;
    else this.bins[Math.floor((step - LOWEST + 0.5) / STEPS_PER_BIN)]++;
  }

  counts(): GridCounts {
    const { below, above, zeros, total } = this;
    return { bins: [...this.bins], below, above, zeros, total, min: total === 0 ? 0 : this.min, max: total === 0 ? 0 : this.max };
  }
}
