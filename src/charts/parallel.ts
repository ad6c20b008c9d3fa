/** Where the lines of upright axes run: places on every axis, an even sample of very many, and the line nearest to a point. */

export interface ParallelAxis {
  readonly id: string;
  /** In a sentence, e.g. `mean kernel`. */
  readonly label: string;
  /** Above the axis, short. */
  readonly name: string;
  /** Under the name; may be empty. */
  readonly unit: string;
  /** In the table, with its unit. */
  readonly column: string;
  /** Chosen, not an outcome. */
  readonly choice: boolean;
  /** Values that it can have where they are few, each written beside it; null: the ends are written. */
  readonly options: readonly number[] | null;
  /** Least and most that occur. */
  readonly domain: readonly [number, number];
  /** The budget on it, or null. */
  readonly limit: number | null;
  readonly format: (value: number) => string;
  /** Short, without its unit. */
  readonly tick: (value: number) => string;
}

export interface ParallelLine {
  readonly id: string;
  /** By axis; null where it was not measured. */
  readonly values: readonly (number | null)[];
  /** Within every budget. */
  readonly fits: boolean;
}

export interface PlacedLine {
  readonly id: string;
  readonly fits: boolean;
  readonly ys: readonly number[];
  readonly d: string;
}

/** Lines that share an option run this many px apart, in turns, so that one can be told from many. */
const APART = 1.6;
const TURNS = 9;

const tenth = (px: number): number => Math.round(10 * px) / 10;

/** @param nowhere y of what was not measured */
export function placeLines(axes: readonly ParallelAxis[], lines: readonly ParallelLine[], scales: readonly ((value: number) => number)[], xOf: (axis: number) => number, nowhere: number): PlacedLine[] {
  return lines.map(({ id, fits, values }, index) => {
    const off = (((index * 7) % TURNS) - (TURNS - 1) / 2) * APART;
    const ys = values.map((value, at) => (value === null ? nowhere : tenth(scales[at](value) + (axes[at].options === null ? 0 : off))));
    return { id, fits, ys, d: ys.map((y, at) => `${at === 0 ? 'M' : 'L'}${tenth(xOf(at))},${y}`).join('') };
  });
}

/** At most so many, evenly spread over their order, both ends among them. */
export function sampleOf<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]);
}

/**
 * Index of the line nearest above or below a point, or null where none is within reach.
 * @param at place between the axes, 0 at the first, 1 at the second
 */
export function nearestLine(lines: readonly PlacedLine[], at: number, y: number, reach: number): number | null {
  let best: number | null = null;
  let distance = reach;
  for (let i = 0; i < lines.length; i++) {
    const { ys } = lines[i];
    const place = Math.max(0, Math.min(ys.length - 1, at));
    const from = Math.min(Math.floor(place), ys.length - 2);
    const here = ys.length < 2 ? ys[0] : ys[from] + (place - from) * (ys[from + 1] - ys[from]);
    const off = Math.abs(here - y);
    if (off < distance) [best, distance] = [i, off];
  }
  return best;
}
