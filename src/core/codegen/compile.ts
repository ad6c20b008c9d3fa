/**
 * From an int8 network to what every output is made of: passes, order, arena plan, patches where the SRAM limit asks
 * for them. The report says what each technique did, measured on this network: each is switched off in turn.
 */
import { InputError } from '../lib/index.ts';
import { choosePatch, planArena, type ArenaPlan, type PatchGrid, type PlanOptions } from '../memory/index.ts';
import { validateNet } from '../net/index.ts';
import { optimise, PASS_NAMES, type Int8Net, type PassName } from '../quant/index.ts';
import { lower } from './lower.ts';
import { memorySumOf, type MemorySum } from './memorySum.ts';

export interface CompileOptions {
  /** Outputs in the place of an input that dies. Default true. */
  readonly inPlace?: boolean;
  /** Outputs of windows over the input they are computed from. Default true. */
  readonly overlap?: boolean;
  /** Convolutions without scratch where that makes the arena smaller. Default true. */
  readonly lean?: boolean;
  /** 'auto': as the SRAM limit asks for. Default 'off'. */
  readonly patch?: 'off' | 'auto' | PatchGrid;
  /** Bytes the arena may take; needed for 'auto'. */
  readonly sramLimit?: number;
  /** The input stays in the caller's buffer. Default false. */
  readonly inputExternal?: boolean;
  /** Graph passes to run. Default all. */
  readonly passes?: readonly PassName[];
}

export const TECHNIQUES = ['inPlace', 'overlap', 'lean', 'patch', 'passes', 'inputExternal'] as const;
export type Technique = (typeof TECHNIQUES)[number];

export interface CompileReport {
  readonly sum: MemorySum;
  /** What the graph passes changed, one sentence each. */
  readonly passes: readonly { readonly pass: PassName; readonly what: string }[];
  /** Multiply-accumulates that patches do twice. */
  readonly extraMacs: number;
  /** Whether the arena keeps within the limit; true where there is none. */
  readonly fits: boolean;
}

export interface Compiled {
  readonly int8Net: Int8Net;
  readonly plan: ArenaPlan;
  readonly report: CompileReport;
}

/** @throws InputError when patches are to be chosen without a limit, or a stage asked for is none */
export function compileNet(given: Int8Net, options: CompileOptions = {}): Compiled {
  const { passes = PASS_NAMES, patch = 'off', sramLimit, ...rest } = options;
  const { int8Net, did } = optimise(given, passes);
  validateNet(int8Net.net);
  const planOptions: PlanOptions = { lean: true, ...rest, ...(sramLimit === undefined ? {} : { sramLimit }) };
  const plan = planFor(int8Net, patch, sramLimit, planOptions);
  const sum = memorySumOf(int8Net, lower(int8Net, plan), plan);
  return { int8Net, plan, report: { sum, passes: did, extraMacs: plan.patch?.extraMacs ?? 0, fits: sramLimit === undefined || plan.bytes <= sramLimit } };
}

function planFor({ net }: Int8Net, patch: NonNullable<CompileOptions['patch']>, sramLimit: number | undefined, options: PlanOptions): ArenaPlan {
  if (patch !== 'auto') return planArena(net, { ...options, patch });
  if (sramLimit === undefined) throw new InputError('patches are chosen for an SRAM limit; give one, or the grid itself', net.name);
  return choosePatch(net, sramLimit, options).plan;
}

export interface Saving {
  readonly technique: Technique;
  /** Arena bytes with everything as asked for but this switched off, less those with it; negative: it costs. */
  readonly arenaBytes: number;
  readonly flashBytes: number;
}

/** What each technique that is on saves here, each switched off alone. */
export function savings(given: Int8Net, options: CompileOptions = {}, compiled: Compiled = compileNet(given, options)): Saving[] {
  const without: Readonly<Record<Technique, CompileOptions>> = {
    inPlace: { inPlace: false }, overlap: { overlap: false }, lean: { lean: false }, patch: { patch: 'off' }, passes: { passes: [] }, inputExternal: { inputExternal: false },
  };
  const on = TECHNIQUES.filter((technique) => {
    if (technique === 'patch') return compiled.plan.patch !== null;
    if (technique === 'inputExternal') return options.inputExternal === true;
    if (technique === 'passes') return compiled.report.passes.length > 0;
    return options[technique] !== false;
  });
  return on.map((technique) => {
    const { report: { sum } } = compileNet(given, { ...options, ...without[technique] });
    return { technique, arenaBytes: sum.ram.arena - compiled.report.sum.ram.arena, flashBytes: sum.flash.total - compiled.report.sum.flash.total };
  });
}
