/** Why an arena is as large as it is: what lies in it at each step and why, which step is the peak, what each technique saves. */
import type { Net } from '../net/index.ts';
import { aligned } from './lifetimes.ts';
import type { PlanOptions } from './options.ts';
import { planArena, type ArenaPlan } from './plan.ts';
import { reorder } from './reorder.ts';

export interface Use {
  readonly name: string;
  /** Rounded up to words; below zero for what output and input share. */
  readonly bytes: number;
  /** held: neither read nor written here, but by a later step; shared: counted twice above. */
  readonly role: 'input' | 'output' | 'held' | 'scratch' | 'shared';
  /** The step that lets it go; null for what the caller takes, and for scratch. */
  readonly until: string | null;
}

/** bytes = sum of the uses, as planned; unused = arena - bytes. */
export interface StepUse {
  readonly step: number;
  readonly name: string;
  readonly bytes: number;
  /** What the step would need at its best arrangement: less than `bytes` where there was room to spread it. */
  readonly needs: number;
  readonly unused: number;
  readonly uses: readonly Use[];
}

export function stepUses(plan: ArenaPlan, net: Net): StepUse[] {
  const lying = plan.tensors.filter(({ offset }) => offset >= 0);
  return net.nodes.map(({ name, inputs, output }, step) => {
    const uses = lying.filter(({ first, last }) => first <= step && step <= last).map((tensor): Use => ({
      name: tensor.name,
      bytes: aligned(tensor.bytes),
      role: tensor.id === output ? 'output' : inputs.includes(tensor.id) ? 'input' : 'held',
      until: net.outputs.includes(tensor.id) ? null : net.nodes[tensor.last].name,
    }));
    const { scratch } = plan.steps[step];
    if (scratch !== null) uses.push({ name: 'scratch', bytes: scratch.bytes, role: 'scratch', until: null });
    const { offset, bytes, overlaps } = plan.tensors[output];
    if (overlaps !== null) {
      const under = plan.tensors[overlaps];
      const shared = Math.min(offset + aligned(bytes), under.offset + aligned(under.bytes)) - Math.max(offset, under.offset);
      uses.push({ name: `${plan.tensors[output].name} over ${under.name}`, bytes: -shared, role: 'shared', until: null });
    }
    const total = uses.reduce((sum, use) => sum + use.bytes, 0);
    return { step, name, bytes: total, needs: plan.steps[step].needs, unused: plan.bytes - total, uses };
  });
}

/** The step that takes the most, of several the one that cannot take less; its largest use first. */
export function peakOf(plan: ArenaPlan, net: Net): StepUse {
  const all = stepUses(plan, net);
  const peak = all.reduce((best, one) => (one.bytes > best.bytes ? one : best), all[plan.busiest]);
  return { ...peak, uses: [...peak.uses].sort((a, b) => b.bytes - a.bytes) };
}

export type Technique = 'reorder' | 'inPlace' | 'overlap' | 'lean' | 'patch' | 'inputExternal';

/** Bytes planned with one technique on and off, all else as asked for. */
export interface Saving {
  readonly technique: Technique;
  readonly on: number;
  readonly off: number;
}

/** Of patches only where a grid is given. */
export function savings(net: Net, options: PlanOptions = {}): Saving[] {
  const bytes = (changed: PlanOptions): number => planArena(net, { ...options, ...changed }).bytes;
  const pair = (technique: Technique, on: PlanOptions, off: PlanOptions): Saving => ({ technique, on: bytes(on), off: bytes(off) });
  const { patch = 'off' } = options;
  return [
    ...(patch === 'off' ? [{ technique: 'reorder' as const, on: planArena(reorder(net, options), options).bytes, off: bytes({}) }] : []),
    pair('inPlace', { inPlace: true }, { inPlace: false }),
    pair('overlap', { overlap: true }, { overlap: false }),
    pair('lean', { lean: true }, { lean: false }),
    ...(patch === 'off' ? [] : [pair('patch', {}, { patch: 'off' })]),
    pair('inputExternal', { inputExternal: true }, { inputExternal: false }),
  ];
}
