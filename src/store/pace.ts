/**
 * How many networks a second a search measures on this machine, so that a budget of minutes can be turned into
 * generations before it runs. The minutes decide only that number: a clock never ends a search, so that its recipe still
 * gives the same result everywhere.
 */
import type { RecipeSearch } from '../engine/index.ts';

/** Fewer measured networks, or less time, would say more of the start than of the pace. */
const LEAST_NETWORKS = 20;
const LEAST_MS = 2000;

/** @param now milliseconds */
export function paceKeeper(now: () => number) {
  let [first, last, count, all] = [0, 0, 0, 0];
  const perSecond = (): number | null => (count < LEAST_NETWORKS || last - first < LEAST_MS ? null : (1000 * count) / (last - first));
  return {
    /** Networks measured since the last call. */
    add(measured: number): void {
      if (measured === 0) return;
      last = now();
      all += measured;
      // those told first were measured before anybody looked at the clock
      if (first === 0) first = last;
      else count += measured;
    },
    /** Networks a second, or null. */
    perSecond,
    /** Milliseconds of a whole search that went to anything but measuring networks, or null. */
    rest(wholeMs: number): number | null {
      const pace = perSecond();
      return pace === null ? null : Math.max(0, wholeMs - (1000 * all) / pace);
    },
  };
}

type Schedule = Pick<RecipeSearch, 'population' | 'generations' | 'crossovers' | 'mutations'>;

/** @param restMs what comes before and after the evolution, whatever its length: reading, fine-tuning, int8, tests */
export const minutesFor = ({ population, generations, crossovers, mutations }: Schedule, perSecond: number, restMs: number): number =>
  ((population + generations * (crossovers + mutations)) / perSecond + restMs / 1000) / 60;

/** As many generations as end within the minutes. */
export const generationsWithin = (minutes: number, { population, crossovers, mutations }: Schedule, perSecond: number, restMs: number): number =>
  Math.max(0, Math.min(1000, Math.floor(((60 * minutes - restMs / 1000) * perSecond - population) / Math.max(1, crossovers + mutations))));
