/** The charts of a run seen from inside, from small hand-made sets: findings, geometry, every mark in the table. */
import { renderToStaticMarkup } from 'react-dom/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allUsed, arenaFinding, ArenaMap, gridOf, outline, partsByByte, peakLayer, Roofline, rooflineFinding, RunTimeline, timelineFinding, usedBytes, valueColour, type ArenaPart, type Roof, type RooflineLayer, type TimelineLayer } from './index.ts';

const roof: Roof = { clockMhz: 100, macsPerCycle: 2, macSource: 'two a cycle', flashBytesPerCycle: 1, flashSource: 'a byte a cycle' };
const layer = (name: string, macs: number, cycles: number, flashBytes: number, bound: 'compute' | 'flash'): RooflineLayer => ({ name, op: 'conv2d', macs, cycles, flashBytes, bound });

describe('roofline', () => {
  const layers = [layer('stem', 1e6, 1e6, 1e4, 'compute'), layer('depthwise', 1e5, 1e6, 0, 'compute'), layer('classifier', 1e4, 2e4, 1.5e4, 'flash'), { ...layer('runner', 0, 100, 0, 'compute'), op: 'runner' }];

  test('what waits, what comes nearest to the core\'s best rate, what is farthest', () => {
    expect(rooflineFinding(layers, roof)).toBe('classifier waits for flash; the core bounds the other 2. stem comes nearest to the core’s best rate, 50 % of it; depthwise is farthest, 5 %.');
    expect(rooflineFinding(layers.slice(0, 1), roof)).toBe('No layer waits mostly for flash: the core bounds the only one that multiplies. stem comes nearest to the core’s best rate, 50 % of it.');
    expect(rooflineFinding([], roof)).toBe('No layer multiplies.');
  });

  test('a layer that fetches nothing stands at the right edge; shapes tell bounds apart; no ceiling without waits', () => {
    const svg = renderToStaticMarkup(<Roofline layers={layers} roof={roof} />);
    expect(svg.match(/class="dot-core/g)).toHaveLength(2);
    expect(svg.match(/class="dot-flash/g)).toHaveLength(1);
    expect(svg.match(/class="roof-line"/g)).toHaveLength(2);
    const free = renderToStaticMarkup(<Roofline layers={layers.map((one) => ({ ...one, flashBytes: 0 }))} roof={{ ...roof, flashBytesPerCycle: null }} />);
    expect(free.match(/class="roof-line"/g)).toHaveLength(1);
    expect(svg + free).not.toMatch(/NaN|Infinity/);
  });
});

describe('arena', () => {
  const parts: ArenaPart[] = [{ name: 'in', role: 'input', offset: 0, bytes: 40 }, { name: 'out', role: 'output', offset: 20, bytes: 60 }, { name: 'work', role: 'scratch', offset: 90, bytes: 10 }];

  test('shared bytes count once, as what is written there', () => {
    expect(usedBytes(parts, 100)).toEqual({ input: 20, output: 60, held: 0, scratch: 10 });
    expect(allUsed(usedBytes(parts, 100))).toBe(90);
    expect([...partsByByte(parts, 100).subarray(18, 22)]).toEqual([0, 0, 1, 1]);
  });

  test('how much of its output a layer has written', () => {
    const written = new Uint8Array(100).fill(2, 0, 50);
    expect(arenaFinding('conv', parts, written)).toBe('conv has written 30 of the 60 bytes of its output.');
    expect(arenaFinding('conv', parts, new Uint8Array(100).fill(2))).toBe('conv has written all 60 bytes of its output.');
    const html = renderToStaticMarkup(<ArenaMap layer="conv" parts={parts} values={new Int8Array(100)} written={written} colourBy="role" />);
    expect(html.match(/class="part-edge"/g)).toHaveLength(3);
  });

  test('any arena fits any width, each byte in a cell of its own row', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 200, max: 1200 }), (bytes, width) => {
      const { cell, bytesPerCell, columns, rows } = gridOf(bytes, width);
      expect(columns * cell).toBeLessThanOrEqual(width);
      expect(columns * rows * bytesPerCell).toBeGreaterThanOrEqual(bytes);
      expect(rows * cell).toBeLessThan(260);
    }));
  });

  test('the edge of a part that wraps goes round whole rows', () => {
    const grid = { cell: 10, bytesPerCell: 1, columns: 10, rows: 10 };
    expect(outline({ offset: 2, bytes: 5 }, grid)).toBe('M20,0H70V10H20z');
    expect(outline({ offset: 15, bytes: 20 }, grid)).toBe('M50,10H100V30H50V40H0V20H50z');
  });

  test('zero is grey, the ends are orange and blue', () => {
    expect([-127, 0, 127].map(valueColour)).toEqual(['rgb(204,96,0)', 'rgb(222,222,220)', 'rgb(0,104,170)']);
  });
});

describe('time line', () => {
  const one = (name: string, at: number, instructions: number, bytes: number): TimelineLayer => ({ name, op: 'conv2d', at, instructions, writtenBytes: bytes, filledBytes: bytes, live: [{ name: `${name}:out`, role: 'output', offset: 0, bytes }] });
  const layers = [one('stem', 10, 300, 2048), one('body', 310, 500, 4096), one('head', 810, 190, 64)];

  test('the fullest layer and the longest', () => {
    expect(peakLayer(layers, 4096)).toBe(1);
    expect(timelineFinding(layers, 4096)).toBe('The arena is fullest in body, 4.0 KiB of 4.0 KiB; it takes the longest, 51 % of the instructions.');
    expect(timelineFinding([], 10)).toBe('No layer runs.');
  });

  test('one block per layer, the head where one stands', () => {
    const svg = renderToStaticMarkup(<RunTimeline layers={layers} instructions={1000} arenaBytes={4096} at={500} onSelect={() => undefined} />);
    expect(svg.match(/ block"/g)).toHaveLength(3);
    const [, x1, x2] = /class="playhead" x1="([\d.]+)" x2="([\d.]+)"/.exec(svg) ?? [];
    expect(x1).toBe(x2);
    expect(Number(x1)).toBeCloseTo((52 + 620) / 2, 0);
    expect(svg).not.toMatch(/NaN/);
  });
});
