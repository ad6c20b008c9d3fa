/** Charts of bytes, bits and days: their findings, their sums, and that they draw whatever they are given. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { BatteryLife, gridFinding, QuantErrors, quantFinding, QuantHistogram, StepBytes, stepsFinding, stepSum, byRole, type OnGrid, type StepUses } from './index.ts';

const step: StepUses = {
  name: 'depthwise', bytes: 10_600, unused: 400,
  uses: [
    { name: 'expand', bytes: 10_000, role: 'input' }, { name: 'depthwise', bytes: 5200, role: 'output' }, { name: 'scratch', bytes: 600, role: 'scratch' },
    { name: 'depthwise over expand', bytes: -5200, role: 'shared' },
  ],
};

describe('bytes at each step', () => {
  test('a step is told as a sum that adds up, and its parts by role are the same bytes', () => {
    expect(stepSum(step, 10)).toBe('step 11, depthwise: 10,000 expand read + 5,200 depthwise written + 600 scratch − 5,200 counted twice = 10,600 B; 400 B of the arena lie idle');
    expect(Object.values(byRole(step)).reduce((a, b) => a + b)).toBe(step.bytes);
    expect([stepsFinding([step, step]), stepsFinding([step, step], 1), stepsFinding([step, { ...step, bytes: 1 }], 1)].map((said) => said.slice(0, 6))).toEqual(['Step 1', 'Step 2', 'Step 1']);
    expect(stepsFinding([{ ...step, bytes: 1, uses: [] }, step])).toBe('Step 2, depthwise, takes the most: 10.4 KiB = 9.8 KiB read + 0.6 KiB scratch; what is written lies over what is read.');
  });
  test('each part is a rectangle of its own, hidden where there is none', () => {
    const svg = renderToStaticMarkup(<StepBytes steps={[step]} budgetBytes={12_000} selected={0} />);
    expect(svg.match(/class="life [^>]*/g)?.filter((one) => !one.includes('hidden'))).toHaveLength(2);
    expect(svg).toContain('selected-band');
  });
});

const grid = (change: Partial<OnGrid> = {}): OnGrid => ({ bins: Array.from({ length: 64 }, (_, i) => (i < 32 ? 10 : 0)), below: 0, above: 0, zeros: 40, total: 320, min: -1, max: 1, ...change });

describe('quantisation', () => {
  test('what saturates is counted and shared out; the rest of the grid lies idle', () => {
    expect(gridFinding('stem, output', grid(), { scale: 0.0235, zeroPoint: 3 })).toBe('stem, output: all of 320 values lie on the grid, whose step is 0.0235; 12.5 % are exactly zero, which int8 keeps; 50 % of the grid is used.');
    expect(gridFinding('stem, output', grid({ above: 16, total: 336 }), null)).toContain('16 of 336 values (4.8 %) lie beyond the grid and saturate');
    const drawn = renderToStaticMarkup(<QuantHistogram what="x" name="x" grid={grid({ below: 3 })} params={{ scale: 0.02, zeroPoint: -128 }} fill="fill-weights" />);
    expect(drawn.match(/class="bar fill-weights"/g)).toHaveLength(32);
    expect(drawn.match(/class="bar" fill="url/g)).toHaveLength(1);
  });
  test('the layer that loses most is named, and what a scale for each channel saves', () => {
    expect(quantFinding([{ name: 'a', sqnrDb: 40, weightsDb: 44, oneScaleDb: 38 }, { name: 'b', sqnrDb: 20, weightsDb: null, oneScaleDb: null }, { name: 'c', sqnrDb: null, weightsDb: 45, oneScaleDb: 35 }]))
      .toBe('b loses most: its noise lies 20.0 dB below its signal, where a keeps 40.0 dB. A scale for each channel instead of one for all saves the weights 8.0 dB on average.');
    expect(quantFinding([{ name: 'a', sqnrDb: null }])).toBe('No layer loses anything.');
  });
});

test('empty data draw without a NaN', () => {
  const drawn = renderToStaticMarkup(
    <>
      <StepBytes steps={[]} budgetBytes={null} selected={null} />
      <QuantErrors rows={[]} examples="on nothing" />
      <QuantHistogram what="x" name="x" grid={grid({ bins: Array.from({ length: 64 }, () => 0), zeros: 0, total: 0, min: 0, max: 0 })} params={null} fill="fill-weights" />
      <BatteryLife title="t" cells={[{ name: 'a', points: [{ perDay: 1, days: 10 }, { perDay: 1000, days: 1 }] }]} chosen={0} at={10} span={String} rate={String} />
    </>);
  expect(drawn).not.toMatch(/NaN|Infinity/);
});
