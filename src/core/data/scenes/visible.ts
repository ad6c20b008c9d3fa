/** How much of a toy one sees: its share that lies in the picture and behind no other toy, counted on a grid over its box. */
import { measurer, newProbe, type Measurer } from './measure.ts';
import type { SceneToy } from './scene.ts';

const GRID = 12;

/** @param toys back to front. @returns 0 to 1 */
export function visibleShare(toys: readonly SceneToy[], index: number): number {
  const { box, parts } = toys[index];
  const own = parts.map(({ shape }) => measurer(shape));
  const front = toys.slice(index + 1)
    .filter((other) => other.box.left < box.right && other.box.right > box.left && other.box.top < box.bottom && other.box.bottom > box.top)
    .flatMap((other) => other.parts.map(({ shape }) => measurer(shape)));
  let all = 0;
  let seen = 0;
  for (let i = 0; i < GRID * GRID; i++) {
    const x = box.left + ((box.right - box.left) * ((i % GRID) + 0.5)) / GRID;
    const y = box.top + ((box.bottom - box.top) * (Math.floor(i / GRID) + 0.5)) / GRID;
    if (!covers(own, x, y)) continue;
    all++;
    if (x >= 0 && x < 1 && y >= 0 && y < 1 && !covers(front, x, y)) seen++;
  }
  return all === 0 ? 0 : seen / all;
}

function covers(shapes: readonly Measurer[], x: number, y: number): boolean {
  const probe = newProbe();
  return shapes.some(({ bounds, at }) => {
    if (x < bounds.left || x > bounds.right || y < bounds.top || y > bounds.bottom) return false;
    at(x, y, probe);
    return probe[0] < 0;
  });
}
