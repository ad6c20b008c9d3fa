/** Small statistics used by more than one room. */

/** From first to last, so that the same list gives the same last bit; 0 of nothing. */
export const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
};

/** Arithmetic mean; 0 of nothing. */
export const mean = (values: ArrayLike<number>): number => (values.length === 0 ? 0 : sum(values) / values.length);

/** The value below which a share q of an ascending list lies (nearest rank, 1 <= rank <= n). */
export const quantile = (ascending: ArrayLike<number>, q: number): number =>
  ascending.length === 0 ? 0 : ascending[Math.min(ascending.length - 1, Math.max(0, Math.ceil(q * ascending.length) - 1))];

/** Index of the largest value, of equals the first; 0 of nothing. */
export const argmax = (values: ArrayLike<number>): number => {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
};
