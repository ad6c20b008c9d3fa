/**
 * From an int8 network to what runs: the compiler's techniques, as a person switches them, and the recipe's SRAM
 * budget. Slower kernels and patches are used only as far as that budget asks for.
 */
import { compileNet, compileSavings, type CompileOptions, type Compiled } from '../core/codegen/index.ts';
import { choosePatch, peakOf, planArena, reorder, stepUses, type ArenaPlan, type Planner } from '../core/memory/index.ts';
import type { Net } from '../core/net/index.ts';
import type { Int8Net } from '../core/quant/index.ts';
import type { Recipe } from './recipe.ts';
import { budgetOnBoard } from './setup.ts';
import type { CompiledView } from './types.ts';

export interface Techniques {
  /** Graph passes: fold, fuse, drop dead filters. */
  readonly passes: boolean;
  /** The order of layers that needs the least memory. */
  readonly reorder: boolean;
  /** Outputs in the place of an input that dies. */
  readonly inPlace: boolean;
  /** Outputs that begin inside the input they are computed from. */
  readonly overlap: boolean;
  /** How addresses are found: the least that can be, the largest tensor first, or every tensor in bytes of its own. */
  readonly planner: Planner;
  /** Kernels without scratch where the budget asks for them. */
  readonly lean: boolean;
  /** The input stays in the caller's buffer. */
  readonly inputExternal: boolean;
  /** 'auto': as far as the budget asks; 'least': what needs the least memory, whatever the work. */
  readonly patch: 'off' | 'auto' | 'least' | { readonly rows: number; readonly cols: number; readonly steps: number };
}

export const defaultTechniques: Techniques = { passes: true, reorder: true, inPlace: true, overlap: true, planner: 'best', lean: true, inputExternal: false, patch: 'off' };

function sramLimit(recipe: Recipe): number {
  const { sramBytes, headroomBytes } = budgetOnBoard(recipe);
  return Math.max(0, sramBytes - headroomBytes);
}

/** Too small for any network: patches, and slower kernels with them, are then chosen for the least. */
const LEAST_LIMIT = 4;

function optionsOf(recipe: Recipe, { passes, patch, ...techniques }: Techniques): CompileOptions {
  const on = { ...techniques, ...(passes ? {} : { passes: [] }) };
  return patch === 'least' ? { ...on, patch: 'auto', sramLimit: LEAST_LIMIT } : { ...on, patch, sramLimit: sramLimit(recipe) };
}

export const compileFor = (int8Net: Int8Net, recipe: Recipe, techniques: Techniques = defaultTechniques): Compiled => compileNet(int8Net, optionsOf(recipe, techniques));

/** The arena of a network without weights: what compiling does, but for the passes, which look at weights. */
export function planFor(given: Net, recipe: Recipe, techniques: Techniques = defaultTechniques): { readonly net: Net; readonly plan: ArenaPlan } {
  const { reorder: mayReorder, patch: asked, ...on } = techniques;
  const patch = asked === 'least' ? 'auto' : asked;
  const options = { ...on, sramLimit: asked === 'least' ? LEAST_LIMIT : sramLimit(recipe) };
  const net = mayReorder && typeof patch === 'string' ? reorder(given, options) : given;
  return { net, plan: patch === 'auto' ? choosePatch(net, options.sramLimit, options).plan : planArena(net, { ...options, patch }) };
}

/** The compiled network, explained: sums, the peak tensor by tensor, what each technique saves. */
export function compiledView(given: Int8Net, compiled: Compiled, recipe: Recipe, techniques: Techniques = defaultTechniques): CompiledView {
  const { int8Net: { net }, plan, report: { sum, passes, extraMacs } } = compiled;
  const { patch } = plan;
  return {
    arenaBytes: plan.bytes,
    lowerBound: plan.lowerBound,
    stackBytes: sum.ram.stack,
    inputExternal: plan.inputExternal,
    flash: sum.flash,
    peak: peakOf(plan, net),
    steps: stepUses(plan, net).map(({ step, name, needs }) => ({ name, bytes: needs, kernel: plan.steps[step].kernel, reverse: plan.steps[step].reverse, scratchBytes: plan.steps[step].scratch?.bytes ?? 0 })),
    patch: patch === null ? null : { rows: patch.rows, cols: patch.cols, steps: patch.steps, extraMacs },
    passes,
    savings: compileSavings(given, optionsOf(recipe, techniques), compiled),
  };
}
