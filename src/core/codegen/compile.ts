/**
 * From an int8 network to what every output is made of: graph passes, order, arena plan, patches where the SRAM limit
 * asks for them. Each technique can be switched off, and `compileSavings` does so one at a time to say what it brings
 * to this network.
 */
import { InputError } from '../lib/index.ts';
import { choosePatch, planArena, reorder, type ArenaPlan, type PatchGrid, type Planner, type PlanOptions } from '../memory/index.ts';
import { validateNet } from '../net/index.ts';
import { optimise, PASS_NAMES, type Int8Net, type PassName } from '../quant/index.ts';
import { lower } from './lower.ts';
import { memorySumOf, type MemorySum } from './memorySum.ts';

export interface CompileOptions {
  /** Graph passes to run. Default all. */
  readonly passes?: readonly PassName[];
  /** Nodes in the order of least memory; not where a grid of patches counts them. Default true. */
  readonly reorder?: boolean;
  /** Outputs in the place of an input that dies. Default true. */
  readonly inPlace?: boolean;
  /** Outputs of windows over the input they are computed from. Default true. */
  readonly overlap?: boolean;
  /** How addresses are found. Default 'best'. */
  readonly planner?: Planner;
  /** Slower convolutions without scratch: as far as the SRAM limit asks, everywhere they save where there is none. Default: where there is one. */
  readonly lean?: boolean;
  /** 'auto': as the SRAM limit asks for. Default 'off'. */
  readonly patch?: 'off' | 'auto' | PatchGrid;
  /** Bytes the arena may take; needed for 'auto'. */
  readonly sramLimit?: number;
  /** The input stays in the caller's buffer. Default false. */
  readonly inputExternal?: boolean;
}

export interface CompileReport {
  readonly sum: MemorySum;
  /** What the graph passes changed, one sentence each. */
  readonly passes: readonly { readonly pass: PassName; readonly what: string }[];
  /** Whether another order than the given one was taken. */
  readonly reordered: boolean;
  /** Multiply-accumulates that patches do twice. */
  readonly extraMacs: number;
  /** Multiply-accumulates of convolutions without scratch. */
  readonly slowMacs: number;
  /** Whether the arena keeps within the limit; true where there is none. */
  readonly fits: boolean;
}

export interface Compiled {
  /** What the plan places and the code runs: after passes, in its order. */
  readonly int8Net: Int8Net;
  readonly plan: ArenaPlan;
  readonly report: CompileReport;
}

/** @throws InputError when patches are to be chosen without a limit, or a stage asked for is none */
export function compileNet(given: Int8Net, options: CompileOptions = {}): Compiled {
  const { passes = PASS_NAMES, reorder: mayReorder = true, patch = 'off', sramLimit, lean = sramLimit !== undefined, inPlace = true, overlap = true, planner = 'best', inputExternal = false } = options;
  const limit = sramLimit === undefined ? {} : { sramLimit };
  const planOptions: PlanOptions = { inPlace, overlap, planner, lean, inputExternal, ...limit };
  const { int8Net: passed, did } = optimise(given, passes);
  validateNet(passed.net);
  const net = mayReorder && typeof patch === 'string' ? reorder(passed.net, planOptions) : passed.net;
  const int8Net: Int8Net = { ...passed, net };
  const plan = planFor(int8Net, patch, sramLimit, planOptions);
  const sum = memorySumOf(int8Net, lower(int8Net, plan), plan);
  return {
    int8Net, plan,
    report: { sum, passes: did, reordered: net !== passed.net, extraMacs: plan.patch?.extraMacs ?? 0, slowMacs: plan.slowMacs, fits: sramLimit === undefined || plan.bytes <= sramLimit },
  };
}

function planFor({ net }: Int8Net, patch: NonNullable<CompileOptions['patch']>, sramLimit: number | undefined, options: PlanOptions): ArenaPlan {
  if (patch !== 'auto') return planArena(net, { ...options, patch });
  if (sramLimit === undefined) throw new InputError('patches are chosen for an SRAM limit; give one, or the grid itself', net.name);
  return choosePatch(net, sramLimit, options).plan;
}

const WITHOUT = {
  passes: { passes: [] }, reorder: { reorder: false }, inPlace: { inPlace: false }, overlap: { overlap: false }, planner: { planner: 'apart' },
  lean: { lean: false }, patch: { patch: 'off' }, inputExternal: { inputExternal: false },
} as const satisfies Record<string, CompileOptions>;

export interface CompileSaving {
  readonly technique: keyof typeof WITHOUT;
  /** What the network needs more with this alone switched off; below zero where it costs. */
  readonly arenaBytes: number;
  readonly flashBytes: number;
}

/** One entry per technique that had something to do. */
export function compileSavings(given: Int8Net, options: CompileOptions = {}, { plan, report }: Compiled = compileNet(given, options)): CompileSaving[] {
  const idle: Readonly<Record<keyof typeof WITHOUT, boolean>> = {
    passes: report.passes.length === 0, reorder: !report.reordered, inPlace: options.inPlace === false, overlap: options.overlap === false, planner: options.planner === 'apart',
    lean: report.slowMacs === 0, patch: plan.patch === null, inputExternal: options.inputExternal !== true,
  };
  return (Object.keys(WITHOUT) as (keyof typeof WITHOUT)[]).filter((technique) => !idle[technique]).map((technique) => {
    const { sum } = compileNet(given, { ...options, ...WITHOUT[technique] }).report;
    return { technique, arenaBytes: sum.ram.arena - report.sum.ram.arena, flashBytes: sum.flash.total - report.sum.flash.total };
  });
}
