/** Lines over upright axes and shares of variance: findings follow the data, every network can be walked, nothing is told by colour alone. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Importance, importanceFinding, ParallelAxes, parallelFinding, type ParallelAxis, type ParallelLine } from './index.ts';
import { nearestLine, placeLines, sampleOf } from './parallel.ts';

const axis = (id: string, over: Partial<ParallelAxis> = {}): ParallelAxis => ({ id, label: id, name: id, unit: '', column: id, choice: false, options: null, domain: [0, 1], limit: null, format: (value) => value.toFixed(2), tick: String, ...over });
const axes = [axis('width', { choice: true, options: [0.5, 1], domain: [0.5, 1] }), axis('kernel', { choice: true, domain: [3, 7] }), axis('sram', { domain: [10, 90], limit: 50 }), axis('accuracy', { domain: [0.5, 0.9] })];
const line = (id: string, ...values: (number | null)[]): ParallelLine => ({ id, values, fits: values.at(-1) !== null });
const twenty = Array.from({ length: 20 }, (_, i) => line(`n${i}`, i < 2 ? 1 : 0.5, 3 + (i % 3), 20, 0.9 - 0.01 * i));
const lines = [...twenty, line('r', 1, 7, 90, null)];

describe('axes side by side', () => {
  test('the finding names the choice in which the best differ most, and the rejected', () => {
    expect(parallelFinding(axes, lines)).toBe('The most accurate tenth of 20 networks measured stands out by its width: 1.00 on average against 0.55 of all measured; the 1 rejected by their kernel: 7.00 against 3.95.');
    expect(parallelFinding(axes, [])).toBe('No network measured yet.');
    expect(parallelFinding(axes, [line('r', 1, 7, 90, null), line('s', 1, 5, 70, null)])).toBe('No network measured yet: 2 networks tried, all rejected: 2 by sram.');
    expect(parallelFinding(axes, [line('r', 1, 7, 90, null), { ...line('u', 1, 5, 40, null), fits: true }])).toBe('No network measured yet: 2 networks tried, 1 rejected: 1 by sram.');
    expect(parallelFinding(axes, twenty.slice(4, 6).map((one) => ({ ...one, values: [1, 3, 20, 0.8] })))).toContain('alike in all that can be chosen');
  });

  test('every network is a line; a rejected one is dashed and ends where nothing was measured; budgets shade their axis', () => {
    const svg = renderToStaticMarkup(<ParallelAxes axes={axes} lines={lines} selected="n3" picked={new Set(['n0', 'n1'])} ranges={{ width: [0.9, 1] }} />);
    expect(svg.match(/class="thread"/g)).toHaveLength(20);
    expect(svg.match(/class="thread rejected"/g)).toHaveLength(1);
    expect(svg.match(/class="thread brushed"/g)).toHaveLength(2);
    expect(svg.match(/class="thread chosen"/g)).toHaveLength(1);
    expect(svg.match(/class="brush"/g)).toHaveLength(1);
    expect(svg.match(/class="wall"/g)).toHaveLength(1);
    expect(svg).toContain('rejected by a budget (1), never measured');
    expect(svg.match(/tabindex="0"/g)).toHaveLength(1);
    expect(svg).not.toContain('NaN');
  });

  test('under another budget than the search ran with, who fits and who was measured are told apart', () => {
    const svg = renderToStaticMarkup(<ParallelAxes axes={axes} lines={[...twenty.slice(1), { ...line('m', 1, 7, 60, 0.8), fits: false }, line('r', 1, 7, 90, null), { ...line('u', 1, 7, 45, null), fits: true }]} selected={null} />);
    expect(svg).toContain('rejected by a budget (2), 1 never measured');
    expect(svg).toContain('fits; 1 never measured');
  });

  test('of very many an even sample is drawn, both ends among them, and said', () => {
    const many = Array.from({ length: 5000 }, (_, i) => line(`n${i}`, 0.5, 3, 20, 0.5 + i / 20_000));
    const sample = sampleOf(many, 600);
    expect([sample.length, sample[0].id, sample.at(-1)?.id, new Set(sample).size]).toEqual([600, 'n0', 'n4999', 600]);
    const svg = renderToStaticMarkup(<ParallelAxes axes={axes} lines={many} selected={null} />);
    expect(svg.match(/class="thread"/g)).toHaveLength(600);
    expect(svg).toContain('600 of 5,000 are drawn');
  });

  test('the nearest line is found between the axes, too', () => {
    const placed = placeLines([axis('a'), axis('b')], [line('up', 0, 1), line('flat', 0, 0)], [(value) => 100 - 100 * value, (value) => 100 - 100 * value], (at) => 50 * at, 140);
    expect(nearestLine(placed, 0.5, 52, 12)).toBe(0);
    expect(nearestLine(placed, 0.5, 99, 12)).toBe(1);
    expect(nearestLine(placed, 0.5, 75, 12)).toBeNull();
    expect(placed[0].d).toBe('M0,100L50,0');
  });

  test('nothing, one network and equal ones draw without a NaN', () => {
    for (const some of [[], [lines[0]], [lines[0], lines[0]]]) {
      const flat = axes.map((one) => ({ ...one, domain: [1, 1] as const }));
      expect(renderToStaticMarkup(<ParallelAxes axes={some.length === 0 ? [] : flat} lines={some} selected={null} />)).not.toMatch(/NaN|Infinity/);
    }
  });
});

describe('shares of variance', () => {
  const effect = (share: number, chance = 0.01) => ({ share, chance, networks: 200, byOption: [{ option: 0.5, networks: 90, mean: 0.8 }, { option: 1, networks: 110, mean: 0.9 }] });
  const rows = [
    { gene: 'stage1.depth', effects: { accuracy: effect(0.305), latency: effect(0.1) } },
    { gene: 'width', effects: { accuracy: effect(0.614), latency: effect(0.72) } },
    { gene: 'stage2.block0.kernel', effects: { accuracy: effect(0.011), latency: effect(0) } },
  ];
  const outcomes = { accuracy: { label: 'accuracy', format: String }, latency: { label: 'latency', format: String } };

  test('the finding names what explains most, and says where chance explains as much', () => {
    expect(importanceFinding(rows, ['accuracy', 'latency'], outcomes)).toBe('Of accuracy, width explains 61 %, then stage1.depth 31 %; of latency, width explains 72 %.');
    expect(importanceFinding(rows.slice(2), ['accuracy', 'latency'], outcomes)).toBe('Of accuracy, no choice explains clearly more than chance would; of latency, no choice explains clearly more than chance would.');
  });

  test('bars stand in order with a tick for chance', () => {
    const svg = renderToStaticMarkup(<Importance rows={rows} drawn={['accuracy', 'latency']} outcomes={outcomes} note="n" />);
    expect(svg.indexOf('>width<')).toBeLessThan(svg.indexOf('>stage1.depth<'));
    expect(svg.match(/class="chance"/g)).toHaveLength(6);
    expect(svg.match(/tabindex="0"/g)).toHaveLength(1);
    expect(renderToStaticMarkup(<Importance rows={[]} drawn={['accuracy', 'latency']} outcomes={outcomes} note="" />)).not.toMatch(/NaN|Infinity/);
  });
});
