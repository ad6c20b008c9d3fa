/**
 * Addresses whatever the arena's size: the largest tensor first, each at the lowest address where it is safe beside
 * those placed; while the result misses the bound, what sticks out of it is placed earlier. The way out for networks
 * with so many living tensors that placing in time finds no way, and a first size to improve on.
 * Source: first-fit by size as in TinyEngine's allocator and TensorFlow Lite Micro's greedy planner; unlike the former,
 * lifetimes that touch count as overlapping.
 */
import { Rng } from '../lib/index.ts';
import type { Placing } from './place.ts';
import { allowed, distances, type Near, type Problem } from './problem.ts';

interface Item {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** Orders tried before a plan above its bound is accepted. */
const MOST_ATTEMPTS = 300;
/** Pairs of items looked at in all attempts together: keeps networks of thousands of layers within about a second. */
const MOST_PAIRS = 4e6;

/**
 * Every step runs its fastest kernel.
 * @param lowerBound orders are tried until it is met; Infinity takes the first, by size alone
 */
export function placeFirstFit(problem: Problem, lowerBound: number): Placing & { readonly bytes: number } {
  const { sizes, lives, inArena, steps } = problem;
  const tensors = sizes.flatMap((_, id) => (inArena[id] ? [id] : []));
  const needy = steps.flatMap(({ kernels }, step) => (kernels[0].scratch > 0 ? [step] : []));
  const items: Item[] = [
    ...tensors.map((id) => ({ ...lives[id], bytes: sizes[id] })),
    ...needy.map((step) => ({ first: step, last: step, bytes: steps[step].kernels[0].scratch })),
  ];
  const itemOf = new Map(tensors.map((id, i) => [id, i]));
  const nears = items.map(() => new Map<number, { readonly near: Near; readonly sign: 1 | -1 }>());
  for (const { output, kernels } of steps) {
    for (const near of kernels[0].nears) {
      const [mine, theirs] = [itemOf.get(output) ?? -1, itemOf.get(near.input) ?? -1];
      nears[mine].set(theirs, { near, sign: 1 });
      nears[theirs].set(mine, { near, sign: -1 });
    }
  }
  const offsets = bestOffsets(items, nears, lowerBound);
  const scratchOf = new Map(needy.map((step, i) => [step, offsets[tensors.length + i]]));
  return {
    offsets: sizes.map((_, id) => offsets[itemOf.get(id) ?? -1] ?? -1),
    steps: steps.map(({ kernels }, step) => ({ kernel: kernels[0], scratch: scratchOf.get(step) ?? -1 })),
    slowMacs: 0,
    bytes: extent(items, offsets),
  };
}

type Nears = readonly ReadonlyMap<number, { readonly near: Near; readonly sign: 1 | -1 }>[];

const extent = (items: readonly Item[], offsets: readonly number[]): number =>
  items.reduce((end, { bytes }, i) => Math.max(end, offsets[i] + bytes), 0);

function bestOffsets(items: readonly Item[], nears: Nears, lowerBound: number): number[] {
  const rng = new Rng('arena');
  let order = items.map((_, i) => i).sort((a, b) => items[b].bytes - items[a].bytes || a - b);
  let best = firstFit(items, nears, order);
  const attempts = Math.min(MOST_ATTEMPTS, MOST_PAIRS / items.length ** 2);
  for (let attempt = 0; attempt < attempts && extent(items, best) > lowerBound; attempt++) {
    const tried = advance(order, order.filter((i) => best[i] + items[i].bytes > lowerBound), rng);
    const offsets = firstFit(items, nears, tried);
    if (extent(items, offsets) > extent(items, best)) continue;
    best = offsets;
    order = tried;
  }
  return best;
}

/** One of the items that stick out, and now and then another, moved to an earlier place. */
function advance(order: readonly number[], sticking: readonly number[], rng: Rng): number[] {
  const moved = [...order];
  for (const item of rng.int(2) === 0 ? [rng.pick(sticking)] : [rng.pick(order), rng.pick(sticking)]) {
    const at = moved.indexOf(item);
    moved.splice(at, 1);
    moved.splice(rng.int(at + 1), 0, item);
  }
  return moved;
}

/** Each item in turn at the lowest address that is safe beside all that live with it. */
function firstFit(items: readonly Item[], nears: Nears, order: readonly number[]): number[] {
  const offsets = items.map(() => -1);
  const placed: number[] = [];
  for (const i of order) {
    const others = placed.filter((j) => items[i].first <= items[j].last && items[j].first <= items[i].last);
    const tries = others.flatMap((j) => {
      const related = nears[i].get(j);
      const over = related === undefined ? [] : related.sign === 1
        ? distances(related.near, items[i].bytes, items[j].bytes)
        : distances(related.near, items[j].bytes, items[i].bytes).map((distance) => -distance);
      return [offsets[j] + items[j].bytes, ...over.map((distance) => offsets[j] + distance)];
    });
    const safe = (offset: number): boolean =>
      others.every((j) => {
        const related = nears[i].get(j);
        return related?.sign === -1
          ? allowed(related.near, offsets[j] - offset, items[j].bytes, items[i].bytes)
          : allowed(related?.near, offset - offsets[j], items[i].bytes, items[j].bytes);
      });
    const found = [0, ...tries].filter((offset) => offset >= 0).sort((a, b) => a - b).find(safe);
    if (found === undefined) throw new Error('above all others there is always room');
    offsets[i] = found;
    placed.push(i);
  }
  return offsets;
}
