/** Why an arena is as large as it is: what lies in it at each step and why, and which step is the peak. */
import type { Net } from '../net/index.ts';
import { aligned } from './lifetimes.ts';
import type { ArenaPlan } from './plan.ts';

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

/** One entry per node, in execution order. @param plan one of this very network, nodes in the same order */
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
