// @vitest-environment happy-dom
/** Charts of an opened network: sentences that follow from the data, tiles that neither overlap nor leave their room, a graph that keys walk. */
import fc from 'fast-check';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { scalesFinding } from './ChannelScales.tsx';
import { histogramFinding } from './Histogram.tsx';
import { ModelGraph, type GraphNode } from './index.ts';
import { summaryOf } from './TensorTiles.tsx';
import { gridOfTiles, placeOfTile, tilesOfMaps } from './tiles.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

test('findings count what is there', () => {
  const counts = new Uint32Array(256);
  [counts[0], counts[128], counts[255]] = [1, 2, 1];
  expect(histogramFinding('weights of stem', counts, 0)).toBe('The weights of stem stand on 3 of the 256 steps, from −128 to 127; 50.0 % are zero, 50.0 % at an end of the grid.');
  expect(scalesFinding('stem', Float64Array.of(0.01, 0.04))).toBe('2 channels of stem have steps of their own, from 0.01 to 0.04: one step for all would be 4.0 times too coarse for the finest channel.');
  const maps = tilesOfMaps([2, 1, 2]);
  expect(summaryOf(maps, 1, Int8Array.of(9, 3, 9, 5), 3, () => 0.5)).toEqual({ least: 0, most: 1, mean: 0.5, zeros: 0.5 });
});

test('tiles lie side by side inside the room, however many and of whatever shape', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 1500 }), fc.integer({ min: 1, max: 130 }), fc.integer({ min: 2, max: 130 }), fc.integer({ min: 120, max: 900 }), (count, height, width, room) => {
    const grid = gridOfTiles(tilesOfMaps([height, width, count]), room);
    const { tileWidth, tileHeight, gap, columns, rows } = grid;
    expect(columns * rows).toBeGreaterThanOrEqual(count);
    for (const tile of [0, 1, columns - 1, columns, count - 1]) {
      const [x, y] = placeOfTile(grid, Math.min(tile, count - 1));
      expect(x + tileWidth).toBeLessThanOrEqual(room);
      expect(y + tileHeight).toBeLessThanOrEqual(rows * (tileHeight + gap));
    }
  }));
});

test('keys walk the graph along its edges and point a layer out', async () => {
  const node = (name: string, inputs: number[]): GraphNode => ({ name, inputs, op: 'Add', shape: '1', role: 'plain', share: 0.5, cost: '1 ms', said: `${name} is said` });
  const selected: number[] = [];
  const host = document.body.appendChild(document.createElement('div'));
  const nodes = [node('in', []), node('left', [0]), node('right', [0]), node('join', [1, 2])];
  await act(async () => createRoot(host).render(<ModelGraph title="A graph." nodes={nodes} selected={null} onSelect={(at) => selected.push(at)} found={null} table={{ columns: [], rows: [] }} />));
  const svg = host.querySelector('svg')!;
  const press = async (key: string): Promise<string | null> => {
    await act(async () => void svg.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
    return host.querySelector('.readout [aria-live]')!.textContent;
  };
  expect(await press('Home')).toBe('in is said');
  expect(await press('ArrowDown')).toBe('left is said');
  expect(await press('ArrowRight')).toBe('right is said');
  expect(await press('ArrowDown')).toBe('join is said');
  expect(await press('ArrowUp')).toBe('left is said');
  await press('Enter');
  expect(selected).toEqual([1]);
  expect(await press('End')).toBe('join is said');
  await press('+');
  expect(host.querySelector('output')!.textContent).toBe('125 %');
});
