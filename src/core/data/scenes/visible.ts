/** How much of a toy one sees: its share that lies in the picture and behind no other toy, counted on a grid over its box. */
import { measurer, newRow, type Measurer, type Row } from './measure.ts';
import type { SceneToy } from './scene.ts';

const GRID = 12;
/** Above 0, so that what is said of the depths of a shape without a bevel is below 0, too. */
const REACH = 1e-6;

/** @param toys back to front. @returns 0 to 1 */
export function visibleShare(toys: readonly SceneToy[], index: number): number {
  const { box, parts } = toys[index];
  const own = parts.map(({ shape }) => measurer(shape));
  const front = toys.slice(index + 1)
    .filter((other) => other.box.left < box.right && other.box.right > box.left && other.box.top < box.bottom && other.box.bottom > box.top)
    .flatMap((other) => other.parts.map(({ shape }) => measurer(shape)));
  const [width, height] = [(box.right - box.left) / GRID, (box.bottom - box.top) / GRID];
  const row = newRow(GRID);
  let all = 0;
  let seen = 0;
  for (let line = 0; line < GRID; line++) {
    const y = box.top + height * (line + 0.5);
    const mine = covered(own, box.left, width, y, row);
    const hidden = covered(front, box.left, width, y, row);
    for (let i = 0; i < GRID; i++) {
      const x = box.left + width * (i + 0.5);
      if (!mine[i]) continue;
      all++;
      if (x >= 0 && x < 1 && y >= 0 && y < 1 && !hidden[i]) seen++;
    }
  }
  return all === 0 ? 0 : seen / all;
}

/** Which points of a line of the grid lie in any of the shapes. */
function covered(shapes: readonly Measurer[], left: number, width: number, y: number, row: Row): boolean[] {
  const inside = new Array<boolean>(GRID).fill(false);
  for (const { bounds, along } of shapes) {
    if (y < bounds.top || y > bounds.bottom) continue;
    along(left + width / 2, width, GRID, y, REACH, row);
    for (let i = 0; i < GRID; i++) inside[i] ||= row.distance[i] < 0;
  }
  return inside;
}
