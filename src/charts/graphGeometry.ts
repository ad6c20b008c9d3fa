/** Where a layout of a graph lies in px: lanes that hold layers are as wide as one, lanes of passing edges narrow. */
import type { GraphEdge, GraphLayout } from './graphLayout.ts';

export const NODE = { width: 216, height: 46 } as const;
/** Between rows, where edges bend. */
const GAP = 22;
const PITCH = NODE.height + GAP;
const [WIDE, NARROW] = [NODE.width + 16, 16];
const MARGIN = 12;

export interface GraphGeometry {
  readonly width: number;
  readonly height: number;
  /** Middle of each item, and its upper edge. */
  readonly spots: readonly { readonly x: number; readonly y: number }[];
  readonly path: (edge: GraphEdge) => string;
  /** First and last row that touch these px. */
  readonly rowsBetween: (top: number, bottom: number) => readonly [number, number];
}

export function geometryOf({ spots, rows, lanes }: GraphLayout): GraphGeometry {
  const middles: number[] = [];
  let end = MARGIN;
  for (const wide of lanes) {
    const width = wide ? WIDE : NARROW;
    middles.push(end + width / 2);
    end += width;
  }
  const top = (row: number): number => MARGIN + row * PITCH;
  const places = spots.map(({ row, lane }) => ({ x: middles[lane], y: top(row) }));
  return {
    width: end + MARGIN,
    height: 2 * MARGIN + rows * PITCH - GAP,
    spots: places,
    path: ({ from, to, lane }) => {
      const [start, stop] = [places[from], places[to]];
      const under = start.y + NODE.height;
      if (lane === null) return `M${start.x},${under}${bend(start.x, under, stop.x, stop.y)}`;
      const x = middles[lane];
      const [first, last] = [under + GAP, stop.y - GAP];
      return `M${start.x},${under}${bend(start.x, under, x, first)}V${last}${bend(x, last, stop.x, stop.y)}`;
    },
    rowsBetween: (a, b) => [Math.max(0, Math.floor((a - MARGIN) / PITCH)), Math.min(rows - 1, Math.floor((b - MARGIN) / PITCH))],
  };
}

/** Straight down, or over to the side between two rows. */
function bend(x0: number, y0: number, x1: number, y1: number): string {
  if (x0 === x1) return `V${y1}`;
  const middle = (y0 + y1) / 2;
  return `C${x0},${middle} ${x1},${middle} ${x1},${y1}`;
}
