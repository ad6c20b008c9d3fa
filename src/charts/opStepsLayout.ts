/** Where the planes and the close-up of one operator's step stand: side by side, or, where there is little room, below each other. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Px of one place. */
  readonly cell: number;
}

interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly at: (row: number, column: number) => number;
}

export const isIn = ({ rows, columns, at }: Plane, row: number, column: number): boolean => row >= 0 && row < rows && column >= 0 && column < columns && at(row, column) >= 0;

/** Px: room for a label above each part, and for windows that stand out over an edge. */
const LABEL = 26;
const EDGE = 6;
const GAP = 24;
const MAP_HEIGHT = 190;
const [LARGEST_CELL, TERM_WIDTH, LEAST_TERM, TERM_HEIGHT] = [26, 54, 42, 36];
/** Rows of the close-up seen at once. */
const MOST_ROWS = 10;
/** A plane's column is as wide as its label at least. */
const LABEL_WIDTH = 108;

/** Which rows of the close-up are seen: those round the one that is taken in. */
export function closeUpBox(terms: number, columns: number, lit: number): { readonly first: number; readonly rows: number; readonly columns: number } {
  const all = Math.ceil(terms / columns);
  const rows = Math.min(MOST_ROWS, all);
  const here = Math.floor(lit / columns);
  return { first: Math.max(0, Math.min(all - rows, here - Math.floor(rows / 2))), rows, columns };
}

/** A plane as large as fits. */
function mapBox({ rows, columns }: Pick<Plane, 'rows' | 'columns'>, x: number, y: number, width: number, height: number): Box {
  const cell = Math.min(LARGEST_CELL, width / columns, height / rows);
  return { x, y, cell, width: columns * cell, height: rows * cell };
}

export function layoutOf(width: number, inputs: readonly Plane[], output: Plane, { rows, columns }: { readonly rows: number; readonly columns: number }): { readonly inputs: readonly Box[]; readonly output: Box; readonly closeUp: Box; readonly height: number; readonly wide: boolean } {
  const closeUpAt = (x: number, y: number, term: number): Box => ({ x, y, cell: term, width: columns * term, height: rows * TERM_HEIGHT });
  const each = MAP_HEIGHT * (inputs.length > 1 ? 0.7 : 1);
  const free = width - 2 * EDGE - 2 * GAP;
  /** What a plane would take beside a close-up as narrow as it may be. */
  const wanted = (map: Plane, height: number): number => Math.max(LABEL_WIDTH, Math.min(height / map.rows, LARGEST_CELL) * map.columns);
  const [left, right] = [Math.max(...inputs.map((map) => wanted(map, each))), wanted(output, MAP_HEIGHT)];
  const most = (free - columns * LEAST_TERM) / 2;
  const wide = most >= LABEL_WIDTH && (left + right + columns * LEAST_TERM <= free || width >= 2 * columns * TERM_WIDTH);
  if (wide) {
    const [before, after] = [Math.min(left, most), Math.min(right, most)];
    const boxes: Box[] = [];
    let y = LABEL;
    for (const map of inputs) {
      const box = mapBox(map, EDGE, y, before, each);
      boxes.push(box);
      y += box.height + LABEL;
    }
    const tallest = Math.max(y - 2 * LABEL, output.rows * Math.min(LARGEST_CELL, MAP_HEIGHT / output.rows, after / output.columns));
    const closeUp = closeUpAt(EDGE + before + GAP, LABEL + Math.max(0, (tallest - rows * TERM_HEIGHT) / 2), Math.min(TERM_WIDTH, (free - before - after) / columns));
    const out = mapBox(output, closeUp.x + closeUp.width + GAP, LABEL, after, MAP_HEIGHT);
    return { inputs: boxes, closeUp, output: out, wide, height: Math.max(y - LABEL, closeUp.y + closeUp.height, LABEL + out.height) + EDGE };
  }
  const across = inputs.length + 1;
  const side = (width - 2 * EDGE - (across - 1) * 12) / across;
  const boxes = [...inputs, output].map((map, at) => mapBox(map, EDGE + at * (side + 12), LABEL, side, MAP_HEIGHT));
  const y = LABEL + Math.max(...boxes.map(({ height }) => height)) + LABEL + 4;
  const closeUp = closeUpAt(EDGE, y, Math.min(TERM_WIDTH, (width - 2 * EDGE) / columns));
  return { inputs: boxes.slice(0, -1), output: boxes[boxes.length - 1], closeUp, wide, height: y + closeUp.height + EDGE };
}
