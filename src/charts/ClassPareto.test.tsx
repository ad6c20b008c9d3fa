import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ClassPareto, type ClassPoint } from './ClassPareto.tsx';

const draw = (points: readonly ClassPoint[], wall: number | null): string =>
  renderToStaticMarkup(<ClassPareto points={points} costLabel="peak SRAM, KiB" formatCost={(bytes) => `${bytes / 1024} KiB`} unit={1024} wall={wall} table={{ columns: [], rows: [] }} />);
const point = (name: string, kib: number, accuracy: number, fits = true): ClassPoint => ({ name, cost: kib * 1024, accuracy, fits, note: '' });
const words = (svg: string): string => svg.replace(/<[^>]*>/g, '');
const count = (svg: string, mark: string): number => svg.split(`class="${mark}"`).length - 1;

test('who is better and cheaper is on the front; who breaks a limit is a cross, however good', () => {
  const svg = draw([point('Ada', 8, 0.9), point('Grace', 12, 0.94), point('Kurt', 12, 0.88), point('Alan', 40, 0.99, false)], 16 * 1024);
  expect(words(svg)).toContain('Grace is the most accurate that keeps the limits: 94.0 % at 12 KiB; Ada takes the least, 8 KiB, at 90.0 %.');
  expect([count(svg, 'dot-front'), count(svg, 'dot-plain'), count(svg, 'cross')]).toEqual([2, 1, 1]);
  expect(svg).toContain('breaks a limit (1)');
});

test('a class of one, and one that keeps no limit, are told as what they are', () => {
  expect(words(draw([point('Ada', 8, 0.9)], null))).toContain('Ada is the most accurate that keeps the limits: 90.0 % at 8 KiB.');
  expect(draw([point('Ada', 8, 0.9, false)], 1024)).toContain('Ada breaks a limit.');
});

test('names that would run into each other are left to pointer and keys', () => {
  const crowd = Array.from({ length: 20 }, (_, index) => point(`Student ${index}`, 10, 0.9));
  const svg = draw(crowd, null);
  expect(count(svg, 'class-name')).toBeLessThan(5);
  expect(count(svg, 'class-name')).toBeGreaterThan(0);
});
