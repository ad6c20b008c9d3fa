/**
 * The arena plan the C code runs with: an address for every tensor and every scratch buffer, such that nothing alive
 * at one step overlaps, in as few bytes as can be. No plan can be smaller than what is alive at the busiest step
 * (`lowerBound`); where first-fit by size misses that bound, what sticks out is placed earlier until all fits.
 * Source: first-fit by size as in TinyEngine's allocator and TensorFlow Lite Micro's greedy planner; unlike the former,
 * lifetimes that touch count as overlapping.
 */
import { Rng } from '../lib/index.ts';
import { elements, type Net, type TensorId } from '../net/index.ts';
import { aligned, lifetimes, paddedChannel, runsInPlace } from './lifetimes.ts';

export interface PlannedTensor {
  readonly id: TensorId;
  readonly name: string;
  /** Bytes from the start of the arena, a multiple of 4. */
  readonly offset: number;
  /** Its own size; the plan keeps the next multiple of 4 for it. */
  readonly bytes: number;
  /** Steps (node indices) between which it is alive, both included. */
  readonly first: number;
  readonly last: number;
  /** The tensor whose place it takes while that one dies (in-place depthwise), or null. */
  readonly inPlaceOf: TensorId | null;
}

export interface PlannedScratch {
  readonly step: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface ArenaPlan {
  /** By tensor id. */
  readonly tensors: readonly PlannedTensor[];
  /** One zero-padded channel per in-place depthwise step. */
  readonly scratch: readonly PlannedScratch[];
  /** Size of the arena. */
  readonly bytes: number;
  /** Bytes alive at the busiest step: no plan can need less. Equal to `bytes` where the plan is proven best. */
  readonly lowerBound: number;
}

/** What shares one address: a tensor and those that replace it in place, or one scratch buffer. */
interface Item {
  readonly parts: readonly { readonly first: number; readonly last: number; readonly bytes: number }[];
  readonly bytes: number;
}

/** Orders tried before a plan above its bound is accepted; few networks need any. */
const MOST_ATTEMPTS = 1000;
/** Pairs of items looked at in all attempts together: keeps networks of thousands of layers within about a second. */
const MOST_PAIRS = 2e7;

/** @param elementBytes 1 for int8, 4 for float32 */
export function planArena(net: Net, elementBytes = 1): ArenaPlan {
  const lives = lifetimes(net);
  const sizes = net.tensors.map((tensor) => elements(tensor.shape) * elementBytes);
  const replaces = new Array<TensorId | null>(net.tensors.length).fill(null);
  const needs: { step: number; bytes: number }[] = [];
  net.nodes.forEach((node, step) => {
    if (!runsInPlace(net, node, step, lives)) return;
    replaces[node.output] = node.inputs[0];
    needs.push({ step, bytes: paddedChannel(net, node) * elementBytes });
  });

  const itemOf = new Array<number>(net.tensors.length).fill(-1);
  const groups: TensorId[][] = [];
  const place = (id: TensorId): number => {
    if (itemOf[id] >= 0) return itemOf[id];
    const before = replaces[id];
    itemOf[id] = before === null ? groups.push([]) - 1 : place(before);
    groups[itemOf[id]].push(id);
    return itemOf[id];
  };
  net.tensors.forEach((_, id) => place(id));

  const part = (first: number, last: number, bytes: number): Item['parts'][number] => ({ first, last, bytes: aligned(bytes) });
  const items: Item[] = [
    ...groups.map((ids) => ids.map((id) => part(lives[id].first, lives[id].last, sizes[id]))),
    ...needs.map(({ step, bytes }) => [part(step, step, bytes)]),
  ].map((parts) => ({ parts, bytes: Math.max(...parts.map(({ bytes }) => bytes)) }));

  const lowerBound = busiest(items, net.nodes.length);
  const offsets = bestOffsets(items, lowerBound);
  return {
    tensors: net.tensors.map(({ name }, id) => ({
      id, name, offset: offsets[itemOf[id]], bytes: sizes[id], first: lives[id].first, last: lives[id].last, inPlaceOf: replaces[id],
    })),
    scratch: needs.map((need, i) => ({ ...need, offset: offsets[groups.length + i] })),
    bytes: extent(items, offsets),
    lowerBound,
  };
}

/** Most bytes alive at one step; of tensors that share an address the larger counts. */
function busiest(items: readonly Item[], steps: number): number {
  const alive = new Array<number>(steps).fill(0);
  for (const { parts } of items) {
    const held = new Map<number, number>();
    for (const { first, last, bytes } of parts) {
      for (let step = first; step <= last; step++) held.set(step, Math.max(bytes, held.get(step) ?? 0));
    }
    for (const [step, bytes] of held) alive[step] += bytes;
  }
  return Math.max(...alive);
}

const extent = (items: readonly Item[], offsets: readonly number[]): number =>
  Math.max(...items.map(({ bytes }, i) => offsets[i] + bytes));

/** First-fit by size; while it misses the bound, items that stick out of it move ahead in the order. */
function bestOffsets(items: readonly Item[], lowerBound: number): number[] {
  const rng = new Rng('arena');
  let order = items.map((_, i) => i).sort((a, b) => items[b].bytes - items[a].bytes || a - b);
  let best = firstFit(items, order);
  const attempts = Math.min(MOST_ATTEMPTS, MOST_PAIRS / items.length ** 2);
  for (let attempt = 0; attempt < attempts && extent(items, best) > lowerBound; attempt++) {
    const tried = advance(order, order.filter((i) => best[i] + items[i].bytes > lowerBound), rng);
    const offsets = firstFit(items, tried);
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

/** Each item in turn at the lowest address where it overlaps nothing alive with it. */
function firstFit(items: readonly Item[], order: readonly number[]): number[] {
  const offsets = new Array<number>(items.length).fill(-1);
  for (const i of order) {
    const taken: [from: number, to: number][] = [];
    for (let j = 0; j < items.length; j++) {
      if (offsets[j] < 0) continue;
      for (const mine of items[i].parts) {
        for (const theirs of items[j].parts) {
          if (mine.first <= theirs.last && theirs.first <= mine.last) taken.push([offsets[j] - mine.bytes, offsets[j] + theirs.bytes]);
        }
      }
    }
    taken.sort((a, b) => a[0] - b[0]);
    let offset = 0;
    for (const [from, to] of taken) {
      if (from >= offset) break;
      offset = Math.max(offset, to);
    }
    offsets[i] = offset;
  }
  return offsets;
}
