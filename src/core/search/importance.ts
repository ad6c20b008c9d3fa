/**
 * How much one choice decides: the share of an outcome's variance that lies between the options of one gene, the
 * correlation ratio eta^2 (Pearson 1905; the one-way analysis of variance of Fisher 1925). It describes the networks it
 * is given and no others: a search breeds what it likes, so choices go together and their shares may overlap.
 * A gene that only some networks have (a block beyond a stage's depth is none) is nested in those that do: its options
 * are compared among them, against the variance of all, so that depth is not counted a second time.
 */
import { mean } from '../lib/index.ts';

export interface Effect {
  /** SS(between the options) / SS(all networks), 0 to 1; 0 where the outcome does not vary. */
  readonly share: number;
  /** What an ineffective gene would get on average, were its options dealt out at random: few networks, many options, much chance. */
  readonly chance: number;
  /** Networks that have the gene. */
  readonly networks: number;
  /** Of those that took each option: ascending, options that nobody took left out. */
  readonly byOption: readonly OptionMean[];
}

export interface OptionMean {
  readonly option: number;
  readonly networks: number;
  /** Of the outcome. */
  readonly mean: number;
}

/** Sum of the squared distances from a point. */
const squares = (values: ArrayLike<number>, from: number): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (values[i] - from) ** 2;
  return total;
};

/** Below this share of the mean square, a variance is rounding. */
const ROUNDING = 1e-18;

/**
 * share = sum over options o of n_o (mean_o - mean)^2 / sum over all networks of (y - mean of all)^2
 * @param levels option of each network, or below 0 where it does not have the gene @param values the outcome of each
 */
export function varianceExplained(levels: ArrayLike<number>, values: ArrayLike<number>): Effect {
  const counts: number[] = [];
  let [networks, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const level = levels[i];
    if (level < 0) continue;
    counts[level] = (counts[level] ?? 0) + 1;
    networks++;
    total += values[i];
  }
  const centre = total / Math.max(1, networks);
  // distances from the mean, so that nothing cancels where outcomes are large and close together
  const sums = counts.map(() => 0);
  let within = 0;
  for (let i = 0; i < values.length; i++) {
    if (levels[i] < 0) continue;
    sums[levels[i]] += values[i] - centre;
    within += (values[i] - centre) ** 2;
  }
  const byOption = counts.flatMap((count, option) => [{ option, networks: count, mean: centre + sums[option] / count }]);
  const all = squares(values, mean(values));
  if (byOption.length < 2 || all <= ROUNDING * squares(values, 0)) return { share: 0, chance: 0, networks, byOption };
  const between = sums.reduce((whole, sum, level) => whole + sum ** 2 / counts[level], 0);
  return { share: Math.min(1, between / all), chance: ((byOption.length - 1) * within) / ((networks - 1) * all), networks, byOption };
}
