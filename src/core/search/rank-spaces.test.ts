import { describe, expect, test } from 'vitest';
import { findBoard } from '../boards/index.ts';
import { boardBudget, judge } from '../cost/index.ts';
import { Rng } from '../lib/index.ts';
import { buildNet } from '../net/index.ts';
import { dscnnGrid, mcunetGrid, mcunetSpace, sampleGenome, toArchitecture } from '../space/index.ts';
import { rankSpaces, summariseSpace, type RankedSpace } from './rank-spaces.ts';

const budget = boardBudget(findBoard('stm32f746'));
const ranked = rankSpaces(mcunetGrid(), budget, 7, 1000);
const place = (id: string): number => ranked.findIndex(({ space }) => space.id === id);

describe('the 108 spaces on STM32F746 (320 KiB, 1 MiB)', () => {
  test('mean MACs fall down the list, and spaces with too few survivors come last', () => {
    expect(ranked.length).toBe(108);
    const crowned = ranked.filter(({ enough }) => enough);
    expect(ranked.slice(0, crowned.length)).toEqual(crowned);
    for (const list of [crowned, ranked.slice(crowned.length)]) {
      for (let i = 1; i < list.length; i++) expect(list[i].meanMacs).toBeLessThanOrEqual(list[i - 1].meanMacs);
    }
    for (const { survivors, samples, enough } of ranked) expect(enough).toBe(survivors >= 10 && survivors >= samples / 100);
  });
  test('the space that MCUNet chose for ImageNet-100, w0.5-r144, is one of the ten best', () => expect(place('mcunet-w0.5-r144')).toBeLessThan(10));
  test('the widest space at the highest resolution has no network that fits', () => {
    expect(ranked[place('mcunet-w1-r224')]).toMatchObject({ survivors: 0, meanMacs: 0, p80Macs: 0, enough: false });
  });
  test('mean, p80 and CDF agree', () => {
    const best = ranked[0];
    expect(best.cdf.length).toBe(best.survivors);
    expect([...best.cdf]).toEqual([...best.cdf].sort((a, b) => a - b));
    expect(best.cdf.filter((macs) => macs > best.p80Macs).length / best.survivors).toBeCloseTo(0.2, 1);
    expect(best.cdf.reduce((sum, macs) => sum + macs, 0) / best.survivors).toBeCloseTo(best.meanMacs, 3);
  });
});

test.each([
  ['mcunet-in2', 256, 1024, 'mcunet-w0.5-r160', 1],
  ['mcunet-in3', 320, 1024, 'mcunet-w0.5-r176', 2],
  ['mcunet-in4', 512, 2048, 'mcunet-w1-r160', 4],
])('%s was found for %i KiB of SRAM and %i KiB of flash in %s: of 108 spaces that one ranks %i or better', (_, sramKib, flashKib, id, rank) => {
  const whole = { sramBytes: sramKib * 1024, flashBytes: flashKib * 1024, latencyMs: null, headroomBytes: 0 };
  expect(rankSpaces(mcunetGrid(), whole, 7).findIndex(({ space }) => space.id === id)).toBeLessThan(rank);
});

test('a space counts those of its samples that the slow judge lets pass', () => {
  const space = mcunetSpace({ width: 0.6, resolution: 160 });
  const rng = new Rng(3).fork(space.id);
  const fitting = Array.from({ length: 200 }, () => judge(buildNet(toArchitecture(space, sampleGenome(space, rng))), budget, null)).filter(({ fits }) => fits);
  const summary = summariseSpace(space, budget, 3, 200);
  expect(summary.survivors).toBe(fitting.length);
  expect([...summary.cdf]).toEqual(fitting.map(({ macs }) => macs).sort((a, b) => a - b));
});

test('figures depend on seed and space alone, not on order or company', () => {
  const grid = mcunetGrid();
  const byId = (list: RankedSpace[]) => new Map(list.map(({ space, ...figures }) => [space.id, figures]));
  const few = byId(rankSpaces([grid[90], grid[40]], budget, 'a', 50));
  for (const [id, figures] of byId(rankSpaces([...grid].reverse(), budget, 'a', 50))) if (few.has(id)) expect(figures).toEqual(few.get(id));
  expect(summariseSpace(grid[40], budget, 'b', 50).meanMacs).not.toBe(few.get(grid[40].id)?.meanMacs);
});

test('audio spaces rank too; the wider does more work where memory is ample', () => {
  expect(rankSpaces(dscnnGrid(), budget, 1).map(({ space }) => space.id)).toEqual(['dscnn-w1', 'dscnn-w0.75', 'dscnn', 'dscnn-w0.5']);
});

test('impossible requests are refused', () => {
  expect(() => rankSpaces(dscnnGrid(), { ...budget, sramBytes: 0 }, 1)).toThrow(/sramBytes/);
  expect(() => rankSpaces(dscnnGrid(), budget, 1, 0)).toThrow(/samples/);
});
