import { describe, expect, test } from 'vitest';
import { boards, findBoard } from '../boards/index.ts';
import { choosePatch } from '../memory/index.ts';
import { buildNet, type Net } from '../net/index.ts';
import { publishedNetworks, type Architecture } from '../space/index.ts';
import { boardBudget, checkBudget, costTable, energy, judge, latency, macs } from './index.ts';

const in3 = buildNet(publishedNetworks.find(({ name }) => name === 'mcunet-in3')!);
const f746 = findBoard('stm32f746');

/** MLPerf Tiny's keyword DS-CNN: 10 x 4 stem, four separable layers of 64 channels, 12 classes. */
const dsCnn: Architecture = {
  name: 'kws_ref_model', input: [49, 10, 1], classes: 12, mixChannels: null,
  stem: { outChannels: 64, kernel: [10, 4], stride: [2, 2], padding: [4, 5, 1, 1] },
  blocks: Array.from({ length: 4 }, (_, i) => ({
    name: `block${i}`, inChannels: 64, midChannels: 64, outChannels: 64, kernel: 3, stride: [1, 1] as const, expand: false, shortcut: false,
  })),
};

describe('latency', () => {
  const keywords = buildNet(dsCnn);
  test('the keyword network of MLPerf Tiny has its 2 656 768 MACs', () => expect(macs(keywords)).toBe(2_656_768));
  test.each([['stm32f746', 18.42, 19.56], ['stm32l4r5', 62.68, 75.06], ['stm32u575', 39.74, 44.23], ['stm32g0b1', 474.6, 679.3]])(
    'of that network on %s lies among what tuned libraries submitted (%f to %f ms), and the interval spans no more than 15 % beyond',
    (id, fastest, slowest) => {
      const { ms, intervalMs } = latency(keywords, findBoard(id));
      expect(ms.value).toBeGreaterThan(fastest);
      expect(ms.value).toBeLessThan(slowest);
      expect(intervalMs[0]).toBeGreaterThan(fastest * 0.85);
      expect(intervalMs[1]).toBeLessThan(slowest * 1.15);
    },
  );
  test('is an estimate that names its library class, interval and core, on every board', () => {
    for (const board of boards) {
      const { ms, cycles, intervalMs, perLayer } = latency(in3, board);
      expect(ms.kind).toBe('estimated');
      expect(ms.source).toMatch(/library class|TinyMaix|Helium/);
      expect(ms.source).toMatch(/ ms;|no interval is known/);
      expect(intervalMs[0]).toBeLessThanOrEqual(ms.value * (1 + 1e-9));
      expect(intervalMs[1]).toBeGreaterThanOrEqual(ms.value * (1 - 1e-9));
      expect(cycles / (board.clockMhz.value * 1000)).toBeCloseTo(ms.value, 6);
      expect(perLayer.reduce((sum, layer) => sum + layer.ms, 0)).toBeCloseTo(ms.value, 6);
    }
  });
  test('of a stage in patches the work that is done again is counted where it is done, costs as the rest of that layer does, and no layer behind it more', () => {
    const { plan: { patch } } = choosePatch(in3, 100 * 1024);
    if (patch === null) throw new Error('so little memory takes patches');
    const [whole, patched] = [null, patch].map((stage) => ({ rows: costTable(in3, f746, 'C', stage), cycles: latency(in3, f746, stage).perLayer.map(({ cycles }) => cycles) }));
    expect(patched.rows.reduce((sum, row) => sum + row.macs, 0)).toBe(macs(in3) + patch.extraMacs);
    expect(patch.extraPerStep.length).toBe(patch.steps);
    whole.rows.forEach((row, step) => {
      expect(patched.rows[step].macs).toBe(row.macs + (patch.extraPerStep[step] ?? 0));
      expect(patched.cycles[step] * row.macs).toBeCloseTo(whole.cycles[step] * patched.rows[step].macs, 0);
    });
  });
  test('channels that are no multiple of four cost 1.7 times', () => {
    const wide = (channels: number): Net => buildNet({ ...dsCnn, stem: { ...dsCnn.stem, outChannels: channels }, blocks: [] });
    const perMac = (net: Net): number => latency(net, f746).perLayer[0].cycles / (25 * 5 * 40 * net.tensors[1].shape[2]);
    expect(perMac(wide(66)) / perMac(wide(64))).toBeCloseTo(1.7, 10);
  });
});

describe('energy', () => {
  test('is power times latency: 447.5 mW on the F746 board', () => {
    const bill = energy(in3, f746);
    expect(bill?.unit).toBe('mJ');
    expect(bill?.value).toBeCloseTo(0.4475 * latency(in3, f746).ms.value, 9);
    expect(bill?.source).toMatch(/whole board/);
  });
  test('is unknown where power is', () => expect(energy(in3, findBoard('stm32h743'))).toBeNull());
});

describe('budgets', () => {
  const budget = boardBudget(f746);
  test('mcunet-in3 fits the board it was made for', () => {
    expect(judge(in3, budget, f746)).toMatchObject({ fits: true, violations: [] });
  });
  test('a network that does not fit says by how much, for every constraint', () => {
    const verdict = judge(in3, { sramBytes: 256 * 1024, flashBytes: 512 * 1024, latencyMs: 100, headroomBytes: 8192 }, f746);
    expect(verdict.violations.map(({ constraint }) => constraint)).toEqual(['sram', 'flash', 'latency']);
    for (const { limit, actual, over } of verdict.violations) expect(over).toBeCloseTo(actual - limit, 9);
    expect(verdict.violations[0].limit).toBe(248 * 1024);
  });
  test('budgets that nothing can meet are refused', () => {
    expect(() => checkBudget({ ...budget, headroomBytes: budget.sramBytes })).toThrow(/leave nothing of 320 KiB/);
    for (const wrong of [0, -1, NaN, Infinity]) expect(() => checkBudget({ ...budget, flashBytes: wrong })).toThrow(/flashBytes/);
    expect(() => judge(in3, { ...budget, latencyMs: 10 }, null)).toThrow(/needs a board/);
  });
});

test('the rows of the table add up to the totals', () => {
  const rows = costTable(in3, f746);
  expect(rows.reduce((sum, row) => sum + row.macs, 0)).toBe(macs(in3));
  expect(rows.map((row) => row.name)).toEqual(in3.nodes.map((node) => node.name));
  expect(costTable(in3, null).every((row) => row.latencyMs === null)).toBe(true);
});
