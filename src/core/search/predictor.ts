/**
 * Predicts the accuracy of networks that nobody measured from those that somebody did: a linear model over the options
 * of each gene that has an effect (one-hot, as once-for-all's predictor reads a network), fitted by ridge regression.
 * Once-for-all trains an MLP on 16 000 measured sub-nets (arXiv 1908.09791, section 4); with the 40 to 200 that a
 * search in a page measures the linear model predicts as well or better, and needs no iteration: its coefficients are
 * the solution of one small system, the same on every machine.
 */
import { kendallTau, mean } from '../lib/index.ts';
import { usedGenes, type Genome, type Space } from '../space/index.ts';

export interface Measured {
  readonly genome: Genome;
  readonly accuracy: number;
}

export interface Predictor {
  /** Expected accuracy, a share of one. */
  predict(genome: Genome): number;
}

/** Weight of the penalty, in measurements: an option seen so often is believed by half. */
const RIDGE = 3;

/** For each gene the first column of its options; the last entry is the number of columns. */
function columnsOf(space: Space): number[] {
  const starts = [0];
  for (const { options } of space.choices) starts.push(starts[starts.length - 1] + options.length);
  return starts;
}

/** Columns that are 1 for this genome: one for each gene that has an effect. */
function activeColumns(space: Space, starts: readonly number[], { genes }: Genome): number[] {
  const used = usedGenes(space, genes);
  return genes.flatMap((gene, i) => (used[i] ? [starts[i] + gene] : []));
}

/** Solves the symmetric positive definite system a x = b in place by Cholesky's decomposition. @param a rows, n x n */
function solve(a: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i][j];
      for (let k = 0; k < j; k++) value -= a[i][k] * a[j][k];
      a[i][j] = i === j ? Math.sqrt(value) : value / a[j][j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

/** @param measured of this space, in any order; with none everything is predicted as 0 */
export function fitPredictor(space: Space, measured: readonly Measured[]): Predictor {
  const starts = columnsOf(space);
  const columns = starts[starts.length - 1];
  const base = mean(measured.map(({ accuracy }) => accuracy));
  const normal = Array.from({ length: columns }, (_, i) => {
    const row = new Float64Array(columns);
    row[i] = RIDGE;
    return row;
  });
  const right = new Float64Array(columns);
  for (const { genome, accuracy } of measured) {
    const active = activeColumns(space, starts, genome);
    for (const i of active) {
      right[i] += accuracy - base;
      for (const j of active) normal[i][j]++;
    }
  }
  const weights = solve(normal, right);
  return {
    predict: (genome) => activeColumns(space, starts, genome).reduce((sum, column) => sum + weights[column], base),
  };
}

/** How far predictions were off where the truth was measured afterwards. */
export interface PredictionError {
  /** Networks both predicted and measured. */
  readonly count: number;
  /** Root of the mean square error, a share of one. */
  readonly rmse: number;
  /** Kendall's tau between predicted and measured order; null where it is not defined. */
  readonly tau: number | null;
}

/** @returns null where fewer than two networks were both predicted and measured */
export function predictionError(rows: readonly { readonly predicted: number | null; readonly accuracy: number | null }[]): PredictionError | null {
  const both = rows.flatMap(({ predicted, accuracy }) => (predicted === null || accuracy === null ? [] : [[predicted, accuracy] as const]));
  if (both.length < 2) return null;
  return {
    count: both.length,
    rmse: Math.sqrt(mean(both.map(([predicted, accuracy]) => (predicted - accuracy) ** 2))),
    tau: kendallTau(both),
  };
}
