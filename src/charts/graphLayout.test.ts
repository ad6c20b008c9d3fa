/** The layout of any graph: nothing overlaps, every edge goes down, and what passes by passes through no one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutGraph, type GraphItem } from './graphLayout.ts';

/** Any graph whose items read items before them. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 40 })
  .map((rows) => rows.map((inputs, item): GraphItem => ({ inputs: item === 0 ? [] : inputs.map((id) => id % item) })));

test('no two share a place, edges go down, a passing edge has its lane for itself', () => {
  fc.assert(fc.property(graphs, (items) => {
    const { spots, edges, rows, lanes } = layoutGraph(items);
    const held = new Map(spots.map(({ row, lane }, item) => [`${row} ${lane}`, `item ${item}`]));
    expect(held.size).toBe(items.length);
    expect(edges.length).toBe(items.reduce((sum, { inputs }) => sum + new Set(inputs).size, 0));
    for (const { from, to, lane } of edges) {
      expect(spots[to].row).toBeGreaterThan(spots[from].row);
      expect(lane === null).toBe(spots[to].row === spots[from].row + 1);
      for (let row = spots[from].row + 1; lane !== null && row < spots[to].row; row++) {
        const holder = held.get(`${row} ${lane}`) ?? `edge of ${from}`;
        expect(holder).toBe(`edge of ${from}`);
        held.set(`${row} ${lane}`, holder);
      }
    }
    for (const { row, lane } of spots) expect([row < rows, lanes[lane]]).toEqual([true, true]);
  }), { numRuns: 300 });
});

test('a chain is one straight line, and its shortcuts pass beside it', () => {
  const chain = layoutGraph([[], [0], [1], [2], [3, 0], [4], [5], [6, 4]].map((inputs) => ({ inputs })));
  expect(chain.spots.map(({ lane }) => lane)).toEqual(chain.spots.map(() => 0));
  expect(chain.edges.filter(({ lane }) => lane !== null)).toEqual([{ from: 0, to: 4, lane: 1 }, { from: 4, to: 7, lane: 1 }]);
  expect(chain.lanes).toEqual([true, false]);
});

test('a thousand layers with shortcuts are laid out at once', () => {
  const items = Array.from({ length: 1000 }, (_, item): GraphItem => ({ inputs: item === 0 ? [] : item % 4 === 0 ? [item - 1, item - 4] : [item - 1] }));
  const start = performance.now();
  expect(layoutGraph(items).rows).toBe(1000);
  expect(performance.now() - start).toBeLessThan(500);
});
