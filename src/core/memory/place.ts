/**
 * Addresses for all tensors within a given number of bytes, step by step in time: a state says where the living
 * tensors lie, a step puts its output wherever it touches something (an end of the arena, another tensor, the least
 * safe distance from its dying input, room for scratch), and states that agree are one. So outputs fall forward
 * towards the arena's start and, in falling order, back towards its end, and scratch takes any hole. Of the ways that
 * fit, the one with least work by slow kernels is taken. Where too many states are open, those with the largest hole
 * stay; so null does not prove that nothing fits.
 */
import type { TensorId } from '../net/index.ts';
import { allowed, distances, leastSlowMacs, type Problem, type StepKernel } from './problem.ts';

export interface Placing {
  /** By tensor id; -1 for tensors outside the arena. */
  readonly offsets: readonly number[];
  /** By step: which of its kernels, and where its scratch lies (-1: none). */
  readonly steps: readonly { readonly kernel: StepKernel; readonly scratch: number }[];
  readonly slowMacs: number;
}

interface State {
  /** Of the tensors alive, in the order of `ids` of the moment. */
  readonly offsets: readonly number[];
  readonly slowMacs: number;
  readonly hole: number;
  /** How it came to be: null for the state before anything is placed. */
  readonly from: { readonly state: State; readonly tensor: TensorId; readonly offset: number; readonly kernel: StepKernel | null; readonly scratch: number } | null;
}

/** States kept open, first few, as most networks need, then many. */
const WIDTHS = [6, 40, 250];

/** @returns null where no way was found */
export function placeInTime(problem: Problem, bytes: number, widths: readonly number[] = WIDTHS): Placing | null {
  const leastSlow = leastSlowMacs(problem, bytes);
  let best: Placing | null = null;
  for (const width of widths) {
    const found = search(problem, bytes, width);
    if (found !== null && (best === null || found.slowMacs < best.slowMacs)) best = found;
    if (best?.slowMacs === leastSlow) break;
  }
  return best;
}

function search(problem: Problem, bytes: number, width: number): Placing | null {
  const { sizes, lives, inArena, steps } = problem;
  let ids: readonly TensorId[] = [];
  let states: readonly State[] = [{ offsets: [], slowMacs: 0, hole: bytes, from: null }];
  const given = sizes.flatMap((_, id) => (inArena[id] && lives[id].first === 0 && id !== steps[0].output ? [id] : []));
  for (const id of given.sort((a, b) => sizes[b] - sizes[a] || a - b)) {
    const before = ids;
    const next = states.flatMap((state) =>
      places(problem, before, state, id, [], [], bytes)
        .filter((offset) => before.every((other, i) => allowed(undefined, offset - state.offsets[i], sizes[id], sizes[other])))
        .map((offset) => ({ offsets: [...state.offsets, offset], slowMacs: 0, from: { state, tensor: id, offset, kernel: null, scratch: -1 } })),
    );
    ids = [...ids, id];
    states = keep(next, ids, sizes, bytes, width);
  }
  for (let step = 0; step < steps.length && states.length > 0; step++) {
    const alive = ids.includes(steps[step].output) ? ids : [...ids, steps[step].output];
    const staying = alive.flatMap((id, i) => (lives[id].last > step || step === steps.length - 1 ? [i] : []));
    const before = ids;
    const next = states.flatMap((state) => successors(problem, before, state, step, bytes)).map(({ offsets, ...rest }) => ({ ...rest, offsets: staying.map((i) => offsets[i]) }));
    ids = staying.map((i) => alive[i]);
    states = keep(next, ids, sizes, bytes, width);
  }
  const [best] = [...states].sort((a, b) => a.slowMacs - b.slowMacs);
  return best === undefined ? null : trace(problem, best);
}

/** All ways to run one step: an offset for its output, the first kernel that fits there, a hole for its scratch. */
function successors({ sizes, steps, ...problem }: Problem, ids: readonly TensorId[], state: State, step: number, bytes: number): Omit<State, 'hole'>[] {
  const { output, kernels } = steps[step];
  const known = ids.indexOf(output);
  const offsets = known >= 0 ? [state.offsets[known]] : places({ sizes, steps, ...problem }, ids, state, output, kernels, kernels.map(({ scratch }) => scratch), bytes);
  return offsets.flatMap((offset) => {
    const all = known >= 0 ? state.offsets : [...state.offsets, offset];
    const alive = known >= 0 ? ids : [...ids, output];
    for (const kernel of kernels) {
      const apart = ids.every((id, i) => id === output || allowed(kernel.nears.find(({ input }) => input === id), offset - state.offsets[i], sizes[output], sizes[id]));
      const scratch = !apart ? null : kernel.scratch === 0 ? -1 : firstHole(alive, all, sizes, bytes, kernel.scratch);
      if (scratch !== null) return [{ offsets: all, slowMacs: state.slowMacs + kernel.slowMacs, from: { state, tensor: output, offset, kernel, scratch } }];
    }
    return [];
  });
}

/** Offsets at which a tensor touches an end of the arena or another tensor, with and without room for scratch between. */
function places({ sizes }: Problem, ids: readonly TensorId[], { offsets }: State, id: TensorId, kernels: readonly StepKernel[], rooms: readonly number[], bytes: number): number[] {
  const size = sizes[id];
  const found = new Set<number>();
  const add = (offset: number): void => {
    if (offset >= 0 && offset + size <= bytes) found.add(offset);
  };
  for (const room of new Set([0, ...rooms])) {
    add(room);
    add(bytes - size - room);
    ids.forEach((other, i) => {
      add(offsets[i] - size - room);
      add(offsets[i] + sizes[other] + room);
    });
  }
  for (const { nears } of kernels) {
    for (const near of nears) {
      const at = offsets[ids.indexOf(near.input)];
      for (const distance of distances(near, size, sizes[near.input])) add(at + distance);
    }
  }
  return [...found];
}

function firstHole(ids: readonly TensorId[], offsets: readonly number[], sizes: readonly number[], bytes: number, size: number): number | null {
  let end = 0;
  for (const [from, to] of taken(ids, offsets, sizes)) {
    if (from - end >= size) return end;
    end = Math.max(end, to);
  }
  return bytes - end >= size ? end : null;
}

const taken = (ids: readonly TensorId[], offsets: readonly number[], sizes: readonly number[]): [from: number, to: number][] =>
  offsets.map((offset, i): [number, number] => [offset, offset + sizes[ids[i]]]).sort((a, b) => a[0] - b[0]);

/** Equal states become the one with least slow work; of too many, those with the largest hole stay. */
function keep(states: readonly Omit<State, 'hole'>[], ids: readonly TensorId[], sizes: readonly number[], bytes: number, width: number): State[] {
  const byKey = new Map<string, Omit<State, 'hole'>>();
  for (const state of states) {
    const key = state.offsets.join();
    const known = byKey.get(key);
    if (known === undefined || state.slowMacs < known.slowMacs) byKey.set(key, state);
  }
  return [...byKey.values()]
    .map((state) => ({ ...state, hole: largestHole(ids, state.offsets, sizes, bytes) }))
    .sort((a, b) => b.hole - a.hole || a.slowMacs - b.slowMacs)
    .slice(0, width);
}

function largestHole(ids: readonly TensorId[], offsets: readonly number[], sizes: readonly number[], bytes: number): number {
  let end = 0;
  let largest = 0;
  for (const [from, to] of taken(ids, offsets, sizes)) {
    largest = Math.max(largest, from - end);
    end = Math.max(end, to);
  }
  return Math.max(largest, bytes - end);
}

function trace({ sizes }: Problem, last: State): Placing {
  const offsets = sizes.map(() => -1);
  const steps: { kernel: StepKernel; scratch: number }[] = [];
  for (let at = last.from; at !== null; at = at.state.from) {
    offsets[at.tensor] = at.offset;
    if (at.kernel !== null) steps.push({ kernel: at.kernel, scratch: at.scratch });
  }
  return { offsets, steps: steps.reverse(), slowMacs: last.slowMacs };
}
