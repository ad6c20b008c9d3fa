/**
 * Chooses the stage to run patch by patch, and its grid, for a given amount of SRAM: of all stages (the first n nodes)
 * and grids whose plan fits, the one with the least extra work. Grids need not be square: strips of rows recompute in
 * one direction only. Candidates are tried in the order of their recomputation, and most are ruled out by a bound that
 * looks at sizes alone.
 * Source: MCUNetV2 (arXiv 2110.15352) section 3.1 enumerates square grids up to 4 x 4; here with slow kernels counted.
 */
import { elements, type Net, type TensorId } from '../net/index.ts';
import { lifetimes } from './lifetimes.ts';
import type { PatchGrid, PlanOptions } from './options.ts';
import { patchElements, patchesOf, patchStage, stageSpans, type PatchPlan } from './patch.ts';
import { planArena, type ArenaPlan } from './plan.ts';
import { leastBytes, placingProblem, stepBytes } from './problem.ts';

export interface PatchChoice {
  readonly patch: 'off' | PatchGrid;
  readonly plan: ArenaPlan;
  /** Whether the plan keeps within the limit; if none does, this is the smallest arena of those tried. */
  readonly fits: boolean;
}

export interface PatchSearch extends Omit<PlanOptions, 'patch' | 'sramLimit'> {
  /** As in a plan, but on by default: the limit says how far. */
  readonly lean?: boolean;
  /** Largest number of rows, and of columns, of patches. Default 8. */
  readonly mostTiles?: number;
}

/** What a multiply-accumulate of a kernel without scratch costs more, in multiply-accumulates of the fastest. */
const SLOW_EXTRA = 0.5;
/** Grids whose bound with all scratch is worked out before the best so far is taken. */
const MOST_GRIDS = 300;
/** Grids planned for the smallest arena where none fits. */
const CLOSEST = 5;
/** Longest stage looked at: the halo grows with every window, and with it the work computed twice. */
const MOST_STAGE_NODES = 120;

/**
 * The plan with least extra work within so many bytes; where none keeps within them, the smallest arena of those tried.
 * @param sramLimit bytes that the arena may take
 */
export function choosePatch(net: Net, sramLimit: number, { mostTiles = 8, ...rest }: PatchSearch = {}): PatchChoice {
  const options = { lean: true, ...rest };
  const choice = (patch: PatchChoice['patch']): PatchChoice => {
    const plan = planArena(net, { ...options, sramLimit, patch });
    return { patch, plan, fits: plan.bytes <= sramLimit };
  };
  const cost = ({ plan }: PatchChoice): number => (plan.patch?.extraMacs ?? 0) + SLOW_EXTRA * plan.slowMacs;
  let best = choice('off');
  if (best.fits && cost(best) === 0) return best;
  const found = candidates(net, mostTiles, options).sort((a, b) => a.extraMacs - b.extraMacs || a.bound - b.bound);
  for (const { grid, extraMacs } of found.filter(({ bound }) => bound <= sramLimit).slice(0, MOST_GRIDS)) {
    if (best.fits && extraMacs >= cost(best)) break;
    if (leastBytes(placingProblem(net, { ...options, patch: grid })) > sramLimit) continue;
    const tried = choice(grid);
    if (tried.fits && (!best.fits || cost(tried) < cost(best))) best = tried;
  }
  if (best.fits) return best;
  const closest = found.sort((a, b) => a.bound - b.bound || a.extraMacs - b.extraMacs).slice(0, CLOSEST);
  return closest.map(({ grid }) => choice(grid)).reduce((least, one) => (one.plan.bytes < least.plan.bytes ? one : least), best);
}

interface Candidate {
  readonly grid: PatchGrid;
  readonly extraMacs: number;
  /** Bytes below which it cannot run. */
  readonly bound: number;
}

function candidates(net: Net, mostTiles: number, options: PlanOptions): Candidate[] {
  const problem = placingProblem(net, options);
  const after = net.nodes.map((_, step) => stepBytes(problem, step));
  for (let step = after.length - 2; step >= 0; step--) after[step] = Math.max(after[step], after[step + 1]);
  return net.nodes.slice(0, MOST_STAGE_NODES).flatMap((_, i) => {
    const steps = i + 1;
    if (typeof patchStage(net, steps) === 'string') return [];
    const [rows, cols] = [tilings(net, steps, mostTiles, 0), tilings(net, steps, mostTiles, 1)];
    return rows.flatMap((rowSpans) => cols.map((colSpans) => patchesOf(net, steps, rowSpans, colSpans))).slice(1).map((patch) => ({
      grid: { rows: patch.rows, cols: patch.cols, steps },
      extraMacs: patch.extraMacs,
      bound: Math.max(sizeBound(net, patch, options), after[steps] ?? 0),
    }));
  });
}

/** Along one axis: the whole first, then every number of tiles that differs from those before. */
function tilings(net: Net, steps: number, mostTiles: number, axis: 0 | 1): ReturnType<typeof stageSpans>[] {
  const { output } = net.nodes[steps - 1];
  const all = Array.from({ length: Math.min(mostTiles, net.tensors[output].shape[axis]) }, (_, i) => stageSpans(net, steps, i + 1, axis));
  const count = (spans: (typeof all)[number]): number => spans.get(output)?.length ?? 0;
  return all.filter((spans, i) => i === 0 || count(spans) > count(all[i - 1]));
}

/** Bytes below which the stage cannot run: what is alive at its busiest step, output and dying input fully shared. */
function sizeBound(net: Net, patch: PatchPlan, { inputExternal = false }: PlanOptions): number {
  const stage = net.nodes.slice(0, patch.steps);
  const inner = new Set(stage.slice(0, -1).map(({ output }) => output));
  const lives = lifetimes(net);
  const size = (id: TensorId): number => {
    if (inputExternal && net.inputs.includes(id)) return 0;
    return inner.has(id) ? patchElements(net, patch, id) : elements(net.tensors[id].shape);
  };
  const ids = [...patch.rowSpans.keys()];
  const outside = ids.filter((id) => !inner.has(id)).reduce((sum, id) => sum + size(id), 0);
  const within = stage.map(({ inputs, output }, step) => {
    const alive = ids.filter((id) => inner.has(id) && lives[id].first <= step && step <= lives[id].last).reduce((sum, id) => sum + size(id), 0);
    const dying = inputs.filter((id) => inner.has(id) && lives[id].last === step).map((id) => Math.min(size(id), inner.has(output) ? size(output) : 0));
    return alive - Math.max(0, ...dying);
  });
  return outside + Math.max(...within);
}
