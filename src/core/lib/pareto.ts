/** Pareto front of two criteria by one sort and one sweep, O(n log n). */

/**
 * Items that no other item matches in both and beats in one: `gain` is to be large, `cost` small. Ascending in cost.
 * Of items equal in both the first stands for all.
 */
export function paretoFront<T>(items: readonly T[], gain: (item: T) => number, cost: (item: T) => number): T[] {
  const byCost = [...items].sort((a, b) => cost(a) - cost(b) || gain(b) - gain(a));
  const front: T[] = [];
  for (const item of byCost) {
    const last = front.at(-1);
    if (last === undefined || gain(item) > gain(last)) front.push(item);
  }
  return front;
}
