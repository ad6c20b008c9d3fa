/**
 * The arena plan that code runs with: an address for every tensor and every scratch buffer, and for each step its
 * kernel and direction, such that nothing is overwritten while it is still to be read, in as few bytes as can be. No
 * plan can be smaller than what the busiest step needs at its best arrangement (`lowerBound`); where the search does
 * not meet that bound, the two figures say the gap.
 */
import type { Net, TensorId } from '../net/index.ts';
import { placeFirstFit } from './firstFit.ts';
import type { KernelName } from './kernels.ts';
import type { Planner, PlanOptions } from './options.ts';
import type { PatchPlan } from './patch.ts';
import { placeInTime, type Placing } from './place.ts';
import { busiestStep, kernelBytes, placingProblem, type Problem } from './problem.ts';

export interface PlannedTensor {
  readonly id: TensorId;
  readonly name: string;
  /** Bytes from the start of the arena, a multiple of 4; -1 where it does not lie there (`inputExternal`). */
  readonly offset: number;
  /** What it takes in the arena, of its largest patch inside a stage of patches; the plan keeps the next multiple of 4. */
  readonly bytes: number;
  /** Steps (node indices) between which it is alive, both included. */
  readonly first: number;
  readonly last: number;
  /** The tensor whose place it takes while that one dies: equal addresses. Null otherwise. */
  readonly inPlaceOf: TensorId | null;
  /** The dying input that it covers wholly or in part when it is written. */
  readonly overlaps: TensorId | null;
}

export interface PlannedScratch {
  readonly step: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface PlannedStep {
  readonly kernel: KernelName;
  /** Output pixels in falling order. */
  readonly reverse: boolean;
  readonly scratch: { readonly offset: number; readonly bytes: number } | null;
  /** Bytes that the step needs with this kernel at its best arrangement; where there is room the plan may spread it. */
  readonly needs: number;
}

export interface ArenaPlan {
  /** By tensor id. */
  readonly tensors: readonly PlannedTensor[];
  /** By node. */
  readonly steps: readonly PlannedStep[];
  /** The scratch of all steps that have some. */
  readonly scratch: readonly PlannedScratch[];
  /** Size of the arena. */
  readonly bytes: number;
  /** No plan with these techniques can need less. Equal to `bytes` where the plan is proven best (and `sramLimit` does not leave more). */
  readonly lowerBound: number;
  /** The step whose need is the bound. */
  readonly busiest: number;
  /** Multiply-accumulates run by kernels without scratch, slower than the step's fastest. */
  readonly slowMacs: number;
  readonly patch: PatchPlan | null;
  readonly inputExternal: boolean;
}

/** Sizes tried between the bound and the first plan found, where the bound itself is not met, and states kept for each. */
const MOST_SIZES = 10;
const SIZE_WIDTHS = [6, 40];

/** @throws InputError when the nodes asked for form no stage of patches */
export function planArena(net: Net, options: PlanOptions = {}): ArenaPlan {
  const { lean = false, sramLimit = 0 } = options;
  if (lean && sramLimit > 0) {
    const fast = planArena(net, { ...options, lean: false });
    if (fast.bytes <= sramLimit) return fast;
  }
  const problem = placingProblem(net, options);
  const { bytes: lowerBound, step: busiest } = busiestStep(problem);
  const { offsets, steps, slowMacs } = placeBy(options.planner ?? 'best', problem, lean ? Math.max(lowerBound, sramLimit & ~3) : lowerBound);
  const { lives, sizes, patch } = problem;

  const under = new Map<TensorId, TensorId>();
  const planned = steps.map(({ kernel, scratch }, step): PlannedStep => {
    const { output } = problem.steps[step];
    const over = kernel.nears.find(({ input }) => Math.abs(offsets[output] - offsets[input] + (sizes[output] - sizes[input]) / 2) < (sizes[output] + sizes[input]) / 2);
    if (over !== undefined) under.set(output, over.input);
    const reverse = over !== undefined && !over.equal && offsets[output] - offsets[over.input] > over.forward;
    return { kernel: kernel.kernel, reverse, scratch: scratch < 0 ? null : { offset: scratch, bytes: kernel.scratch }, needs: kernelBytes(problem, step, kernel) };
  });
  const scratch = planned.flatMap((one, step) => (one.scratch === null ? [] : [{ step, ...one.scratch }]));
  return {
    tensors: net.tensors.map(({ name }, id) => {
      const overlaps = under.get(id) ?? null;
      return { id, name, offset: offsets[id], bytes: problem.bytes[id], ...lives[id], inPlaceOf: overlaps !== null && offsets[overlaps] === offsets[id] ? overlaps : null, overlaps };
    }),
    steps: planned,
    scratch,
    bytes: Math.max(0, ...offsets.map((offset, id) => offset + sizes[id]), ...scratch.map(({ offset, bytes }) => offset + bytes)),
    lowerBound, busiest, slowMacs, patch,
    inputExternal: options.inputExternal === true,
  };
}

function placeBy(planner: Planner, problem: Problem, wanted: number): Placing {
  switch (planner) {
    case 'best':
      return place(problem, wanted);
    case 'greedy':
      return placeFirstFit(problem, Infinity);
    case 'apart':
      return placeApart(problem);
    default:
      return planner satisfies never;
  }
}

/** One after another, and room for the largest scratch behind them; every step runs its fastest kernel. */
function placeApart({ sizes, inArena, steps }: Problem): Placing {
  let end = 0;
  const offsets = sizes.map((bytes, id) => (inArena[id] ? (end += bytes) - bytes : -1));
  return { offsets, steps: steps.map(({ kernels: [kernel] }) => ({ kernel, scratch: kernel.scratch > 0 ? end : -1 })), slowMacs: 0 };
}

/** Within the bytes wanted if a way is found, else at the smallest size at which one is. */
function place(problem: Problem, wanted: number): Placing {
  const asWanted = placeInTime(problem, wanted);
  if (asWanted !== null) return asWanted;
  const fallback = placeFirstFit(problem, wanted);
  let [best, low, high]: [Placing, number, number] = [fallback, wanted, fallback.bytes];
  for (let tried = 0; tried < MOST_SIZES && high - low > 4; tried++) {
    const size = Math.round((low + high) / 8) * 4;
    const found = placeInTime(problem, size, SIZE_WIDTHS);
    if (found === null) low = size;
    else [best, high] = [found, size];
  }
  return best;
}
