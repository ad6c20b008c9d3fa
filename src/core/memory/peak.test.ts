import { describe, expect, test } from 'vitest';
import { buildNet } from '../net/index.ts';
import { mobileNetV2, publishedNetworks, type Architecture } from '../space/index.ts';
import { peakSram } from './index.ts';

const KIB = 1024;
const find = (name: string): Architecture => publishedNetworks.find((net) => net.name === name)!;

describe('formula C gives the SRAM that TinyEngine reports on STM32H743', () => {
  test.each([
    ['mcunet-in0', 48.9, 49], ['mcunet-in1', 95.7, 96], ['mcunet-in2', 214.6, 215],
    ['mcunet-in3', 260.1, 260], ['mcunet-in4', 416.1, 416], ['mcunet-vww1', 91.8, 92],
  ])('%s: %f KiB, README %f', (name, expected, readme) => {
    const { total, arena, scratch } = peakSram(buildNet(find(name)));
    expect(total / KIB).toBeCloseTo(expected, 1);
    expect(Math.abs(total / KIB - readme)).toBeLessThan(1);
    expect(arena + scratch).toBe(total);
  });
  test('MobileNetV2 of width 0.3 at 64 is the one known miss: 59.1 KiB against 61', () => {
    expect(peakSram(buildNet(mobileNetV2(0.3, 64, 448))).total / KIB).toBeCloseTo(59.1, 1);
  });
});

describe('formula A gives the "Act" column of the first README', () => {
  test.each([['mcunet-in0', 45], ['mcunet-in1', 90], ['mcunet-in2', 325], ['mcunet-in3', 333], ['mcunet-in4', 413]])('%s: %f KiB', (name, act) => {
    expect(Math.abs(peakSram(buildNet(find(name)), 'A').total / KIB - act)).toBeLessThan(1);
  });
  test.each([[0.3, 80, 94], [0.35, 144, 303]])('MobileNetV2 of width %f at %i: %i KiB', (width, resolution, act) => {
    expect(Math.abs(peakSram(buildNet(mobileNetV2(width, resolution, 448)), 'A').total / KIB - act)).toBeLessThan(1);
  });
});

test('formula B gives the per-block figures of MCUNetV2 for MobileNetV2 at 224', () => {
  const peak = peakSram(buildNet(mobileNetV2(1, 224, 1280)), 'B');
  const perBlock = (name: string): number => Math.max(...peak.perStep.filter((step) => step.name === name || step.name.startsWith(`${name}.`)).map((step) => step.arena)) / KIB;
  const expected = [588, 1372, 514.5, 514.5, 171.5, 171.5, 171.5, 85.8, 85.8, 85.8, 91.9, 128.6, 128.6, 128.6, 53.6, 53.6, 61.2];
  expect(perBlock('stem')).toBeCloseTo(539, 1);
  expected.forEach((kib, b) => expect(Math.abs(perBlock(`block${b + 1}`) - kib)).toBeLessThanOrEqual(0.06));
  expect(peak.total / KIB).toBe(1372);
  expect(peak.perStep[peak.peakStep].name).toBe('block2.expand');
});
