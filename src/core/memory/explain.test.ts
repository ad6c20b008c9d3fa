import { expect, test } from 'vitest';
import { buildNet } from '../net/index.ts';
import { publishedNetworks } from '../space/index.ts';
import { peakOf, planArena, stepUses, type PlanOptions } from './index.ts';

const nets = publishedNetworks.map(buildNet);

test('the uses of each step add up to what it takes, and the peak to the whole arena', () => {
  for (const net of nets) {
    const plan = planArena(net);
    for (const { uses, bytes, needs, unused } of stepUses(plan, net)) {
      expect(uses.reduce((sum, use) => sum + use.bytes, 0)).toBe(bytes);
      expect(needs).toBeLessThanOrEqual(bytes);
      expect(bytes + unused).toBe(plan.bytes);
      expect(unused).toBeGreaterThanOrEqual(0);
    }
    expect(peakOf(plan, net)).toMatchObject({ bytes: plan.bytes, needs: plan.bytes, unused: 0 });
  }
});

test('the peak of mcunet-in3 tensor by tensor', () => {
  const net = nets.find(({ name }) => name === 'mcunet-in3')!;
  const peak = peakOf(planArena(net), net);
  const output = net.tensors[net.nodes[peak.step].output];
  expect(peak.uses.map(({ role }) => role)).toContain('output');
  expect(peak.uses.find(({ role }) => role === 'output')?.name).toBe(output.name);
  expect(peak.uses.filter(({ role }) => role === 'held').every(({ until }) => until !== null)).toBe(true);
});

test('every technique saves or costs nothing', () => {
  const bytes = (net: (typeof nets)[number], options: PlanOptions = {}): number => planArena(net, options).bytes;
  for (const net of nets) {
    for (const off of [{ inPlace: false }, { overlap: false }]) expect(bytes(net)).toBeLessThanOrEqual(bytes(net, off));
    for (const on of [{ lean: true }, { inputExternal: true }]) expect(bytes(net, on)).toBeLessThanOrEqual(bytes(net));
  }
  expect(bytes(nets[3])).toBeLessThan(bytes(nets[3], { overlap: false }));
});
