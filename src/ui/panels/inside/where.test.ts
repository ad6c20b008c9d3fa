import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOf, layerAt, nextStop } from './where.ts';

const layers = [{ at: 20, instructions: 80 }, { at: 100, instructions: 300 }, { at: 400, instructions: 100 }];

test('a layer that has just ended is the one shown, so that all it wrote is lit', () => {
  expect([0, 20, 21, 100, 101, 400, 401, 500].map((at) => layerAt(layers, at))).toEqual([0, 0, 0, 0, 1, 1, 2, 2]);
});

test('playing stops at the end of every layer and comes to the end, whatever the number of stops', () => {
  const run = { layers: layers as never, instructions: 510 };
  fc.assert(fc.property(fc.integer({ min: 1, max: 600 }), (stops) => {
    const seen: number[] = [];
    for (let at = 0; at < run.instructions; at = nextStop(run, at, stops)) seen.push(at);
    for (const end of layers.map(endOf)) expect(seen).toContain(end);
    expect(seen.length).toBeLessThanOrEqual(stops + layers.length + 510 / Math.max(1, Math.round(510 / stops)) + 1);
  }));
});
