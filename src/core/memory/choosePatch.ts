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
import { placingProblem, stepBytes } from './problem.ts';

export interface PatchChoice {
  readonly patch: 'off' | PatchGrid;
  readonly plan: ArenaPlan;
  /** Whether the plan keeps within the limit; if none does, this is the smallest of those tried last. */
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
/** Plans made in full before the best so far is taken. */
const MOST_PLANS = 60;

export function choosePatch(net: Net, sramLimit: number, { mostTiles = 8, ...rest }: PatchSearch = {}): PatchChoice {
  const options = { lean: true, ...rest };
  const whole = planArena(net, { ...options, sramLimit });
  let best: PatchChoice = { patch: 'off', plan: whole, fits: whole.bytes <= sramLimit };
  const cost = ({ plan }: PatchChoice): number => (plan.patch?.extraMacs ?? 0) + SLOW_EXTRA * plan.slowMacs;
  let plans = 0;
  for (const { grid, patch } of candidates(net, sramLimit, mostTiles, options)) {
    if (plans >= MOST_PLANS || (best.fits && patch.extraMacs >= cost(best))) break;
    const plan = planArena(net, { ...options, sramLimit, patch: grid });
    const choice = { patch: grid, plan, fits: plan.bytes <= sramLimit };
    plans++;
    if (choice.fits ? !best.fits || cost(choice) < cost(best) : !best.fits && plan.bytes < best.plan.bytes) best = choice;
  }
  return best;
}

/** Grids that may fit, least recomputation first; if none may, those that come closest. */
function candidates(net: Net, sramLimit: number, mostTiles: number, options: PlanOptions): { readonly grid: PatchGrid; readonly patch: PatchPlan }[] {
  const problem = placingProblem(net, options);
  const rest = net.nodes.map((_, step) => stepBytes(problem, step));
  for (let step = rest.length - 2; step >= 0; step--) rest[step] = Math.max(rest[step], rest[step + 1]);
  const found = net.nodes.flatMap((_, i) => {
    const steps = i + 1;
    if (typeof patchStage(net, steps) === 'string') return [];
    const [rows, cols] = [tilings(net, steps, mostTiles, 0), tilings(net, steps, mostTiles, 1)];
    return rows.flatMap((rowSpans) => cols.map((colSpans) => patchesOf(net, steps, rowSpans, colSpans))).slice(1).map((patch) => ({
      grid: { rows: patch.rows, cols: patch.cols, steps }, patch,
      bound: Math.max(sizeBound(net, patch, options), rest[steps] ?? 0),
    }));
  });
  const possible = found.filter(({ bound }) => bound <= sramLimit);
  if (possible.length === 0) return found.sort((a, b) => a.bound - b.bound).slice(0, 5);
  return possible.sort((a, b) => a.patch.extraMacs - b.patch.extraMacs || a.bound - b.bound);
}

/** Along one axis: the whole first, then every number of tiles that differs from those before. */
function tilings(net: Net, steps: number, mostTiles: number, axis: 0 | 1): ReturnType<typeof stageSpans>[] {
  const { output } = net.nodes[steps - 1];
  const all = Array.from({ length: Math.min(mostTiles, net.tensors[output].shape[axis]) }, (_, i) => stageSpans(net, steps, i + 1, axis));
  const count = (spans: (typeof all)[number]): number => spans.get(output)?.length ?? 0;
  return all.filter((spans, i) => i === 0 || count(spans) > count(all[i - 1]));
}

/** Bytes below which the stage cannot run: what is alive at its busiest step, output and dying input fully shared. */
function sizeBound(net: Net, patch: PatchPlan, { elementBytes = 1, inputExternal = false }: PlanOptions): number {
  const stage = net.nodes.slice(0, patch.steps);
  const inner = new Set(stage.slice(0, -1).map(({ output }) => output));
  const lives = lifetimes(net);
  const size = (id: TensorId): number => {
    if (inputExternal && net.inputs.includes(id)) return 0;
    return elementBytes * (inner.has(id) ? patchElements(net, patch, id) : elements(net.tensors[id].shape));
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
