/** One network, explained: what it costs, layer by layer, and the arena it would run in. */
import type { Board } from '../core/boards/index.ts';
import { STACK_BYTES } from '../core/codegen/index.ts';
import { compare, costTable, energy, flash, judge, latency, macs, parameters, type Budget, type Verdict } from '../core/cost/index.ts';
import type { Figure } from '../core/lib/index.ts';
import { peakSram, stepUses, type ArenaPlan } from '../core/memory/index.ts';
import { buildNet, type Net } from '../core/net/index.ts';
import type { Int8Net } from '../core/quant/index.ts';
import { encodeGenome, findSpace, toArchitecture, type Genome } from '../core/space/index.ts';
import type { MemoryModelName, Recipe } from './recipe.ts';
import { budgetOnBoard, resolve } from './setup.ts';
import { compiledView, compileFor, planFor, type Techniques } from './techniques.ts';
import type { Analysis, ArenaView, VerdictView } from './types.ts';

export const netOfGenome = (genome: Genome): Net => buildNet(toArchitecture(findSpace(genome.space), genome));

/** A verdict for a known board always has its latency. */
export const verdictView = ({ fits, violations, sramBytes, flashBytes, macs: work, latencyMs }: Verdict): VerdictView => ({
  fits, violations, sramBytes, flashBytes, macs: work, latencyMs: latencyMs ?? 0,
});

/** The judge of a whole search. */
export const genomeJudge =
  (budget: Budget, board: Board, model: MemoryModelName) =>
  (genome: Genome): VerdictView =>
    verdictView(judge(netOfGenome(genome), budget, board, model));

export function arenaView(net: Net, plan: ArenaPlan): ArenaView {
  return {
    bytes: plan.bytes,
    lowerBound: plan.lowerBound,
    steps: net.nodes.map(({ name }) => name),
    tensors: plan.tensors.map(({ id, name, offset, bytes, first, last }) => ({ id, name, offset, bytes, first, last })),
    scratch: plan.scratch.map(({ step, offset, bytes }) => ({ step, offset, bytes })),
    uses: stepUses(plan, net).map(({ bytes, unused, uses }) => ({ bytes, unused, uses })),
  };
}

/**
 * Memory by the recipe's formula. Formulas count no stack: `stack` is what the C code is estimated to take, and `total`
 * the sum of all three; the verdict judges the formula alone, since head-room in the budget pays for the stack.
 */
export function analyse(recipe: Recipe, net: Net, genome: Genome | null, techniques?: Techniques): Analysis {
  const planned = planFor(net, recipe, techniques);
  const { board, budget } = resolveBoard(recipe);
  const model = recipe.memoryModel;
  const peak = peakSram(net, model);
  const { total, weights, tables, code } = flash(net);
  return {
    name: net.name,
    genome: genome === null ? null : encodeGenome(genome),
    macs: macs(net),
    parameters: parameters(net),
    flashBytes: { total, weights, tables, code },
    peakSramBytes: { total: peak.total + STACK_BYTES, arena: peak.arena, scratch: peak.scratch, stack: STACK_BYTES },
    peakStep: peak.peakStep,
    layers: costTable(net, board, model).map((row) => ({ ...row, latencyMs: row.latencyMs ?? 0 })),
    memoryModel: model,
    peakByModel: { A: peakSram(net, 'A').total, B: peakSram(net, 'B').total, C: peakSram(net, 'C').total },
    latency: latency(net, board).ms,
    energy: energy(net, board),
    arena: arenaView(planned.net, planned.plan),
    compiled: null,
    verdict: verdictView(judge(net, budget, board, model)),
  };
}

/**
 * Kernels without scratch have no constant: simulated, one takes between once and 15 times as long as the fast one of
 * the same layer, by core and shape. The estimate leaves that out, and says so.
 */
const uncounted = (estimate: Figure, slowShare: number): Figure =>
  (slowShare === 0 ? estimate : { ...estimate, source: `${estimate.source}; ${(slowShare * 100).toFixed(0)} % of the MACs run by slower kernels, to save memory: how much longer those take is not counted, the simulation tells it` });

/** A network with weights, as it was compiled for the recipe's board: memory is the plan's own, and so is the verdict. */
export function analyseModel(recipe: Recipe, given: Int8Net, techniques?: Techniques): Analysis {
  const { board, budget } = resolveBoard(recipe);
  const made = compileFor(given, recipe, techniques);
  const { int8Net: { net }, plan } = made;
  const view = compiledView(given, made, recipe, techniques);
  const { flash: constants, peak, stackBytes } = view;
  const scratch = plan.steps[peak.step].scratch?.bytes ?? 0;
  const ms = uncounted(latency(net, board, plan.patch).ms, plan.slowMacs / Math.max(1, macs(net)));
  const needs = { sramBytes: plan.bytes, flashBytes: constants.total, macs: made.report.sum.macs, latencyMs: ms.value };
  return {
    ...analyse(recipe, net, null),
    macs: needs.macs,
    flashBytes: { total: constants.total, weights: constants.weights, tables: constants.total - constants.weights - constants.code, code: constants.code },
    peakSramBytes: { total: plan.bytes + stackBytes, arena: plan.bytes - scratch, scratch, stack: stackBytes },
    peakStep: peak.step,
    latency: ms,
    energy: energy(net, board, plan.patch),
    layers: costTable(net, board, 'C', plan.patch).map((row, step) => ({ ...row, latencyMs: row.latencyMs ?? 0, sramBytes: view.steps[step].bytes })),
    memoryModel: 'plan',
    arena: arenaView(net, plan),
    compiled: view,
    verdict: verdictView(compare(needs, budget)),
  };
}

function resolveBoard(recipe: Recipe): { board: Board; budget: Budget } {
  return { board: resolve(recipe).board, budget: budgetOnBoard(recipe) };
}
