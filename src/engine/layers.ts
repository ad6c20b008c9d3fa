/**
 * What is told of a layer of a compiled network beside its counts: its name, what lies in the arena while it runs, and
 * its share of the whole's time and energy. A stage that runs patch by patch is one layer.
 */
import { lower, type Compiled } from '../core/codegen/index.ts';
import type { Figure } from '../core/lib/index.ts';
import { groupsOf, type Group } from '../core/sim/index.ts';
import type { LivePart } from './inside.ts';

/** The nodes from `from` to the group's step are one layer. */
interface LayerName {
  readonly from: number;
  readonly name: string;
  readonly op: string;
}

/** What of a compiled network is told as one layer each. */
export function groupsOfCompiled({ int8Net, plan }: Compiled): Group[] {
  const steps = new Map(int8Net.net.nodes.map((node, step) => [node, step]));
  return groupsOf(lower(int8Net, plan).ops.map(({ node }) => steps.get(node) ?? 0), plan);
}

export function layerOf({ int8Net: { net }, plan: { patch } }: Compiled, { first, step }: Group): LayerName {
  const { name, kind } = net.nodes[step];
  if (patch === null || first > 0) return { from: step, name, op: kind };
  return { from: 0, name: `${net.nodes[0].name} to ${name}, ${patch.rows} x ${patch.cols} patches`, op: 'patches' };
}

/** In order of their offset; parts that share bytes both stand here. */
export function liveParts({ int8Net: { net }, plan }: Compiled, { from, step: last }: { readonly from: number; readonly step: number }): LivePart[] {
  const nodes = net.nodes.slice(from, last + 1);
  const tensors = plan.tensors.filter((tensor) => tensor.offset >= 0 && tensor.first <= last && tensor.last >= from).map(({ id, name, offset, bytes }): LivePart => ({
    name, offset, bytes, role: nodes.some(({ output }) => output === id) ? 'output' : nodes.some(({ inputs }) => inputs.includes(id)) ? 'input' : 'held',
  }));
  const scratch = plan.scratch.filter(({ step }) => step >= from && step <= last).map(({ step, offset, bytes }): LivePart => ({ name: `scratch of ${net.nodes[step].name}`, offset, bytes, role: 'scratch' }));
  return [...tensors, ...scratch].sort((a, b) => a.offset - b.offset);
}

/** Bytes of the arena that parts take together, in order of their offset; those that share bytes take them once. */
export function bytesOf(parts: readonly Pick<LivePart, 'offset' | 'bytes'>[]): number {
  let [taken, end] = [0, 0];
  for (const { offset, bytes } of parts) {
    taken += Math.max(0, offset + bytes - Math.max(end, offset));
    end = Math.max(end, offset + bytes);
  }
  return taken;
}

export interface Share {
  readonly latencyMs: number;
  /** Null where the board's power has no source. */
  readonly energyMj: number | null;
}

/** By cycles: a board draws its active power whatever it executes, as far as is published. */
export function shareOf(whole: { readonly cycles: number; readonly latency: Figure; readonly energy: Figure | null }): (part: { readonly cycles: number }) => Share {
  const perCycle = 1 / Math.max(1, whole.cycles);
  return ({ cycles }) => ({ latencyMs: whole.latency.value * cycles * perCycle, energyMj: whole.energy === null ? null : whole.energy.value * cycles * perCycle });
}
