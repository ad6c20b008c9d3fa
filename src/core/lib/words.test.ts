/** Figures as the browser writes them in English, and nouns that go with them. */
import { expect, test } from 'vitest';
import { exact, plural } from './words.ts';

test('exact figures read as the browser writes them in English', () => {
  const values = [0, 7, 100, 999, 1000, 1_000_000, 40_000_000_000, -5, -1234.5, 0.1, 2.5, 1234.5678, 0.0004, -0.0001, 10, 1e15];
  for (const digits of [0, 1, 3]) {
    expect(values.map((value) => exact(value, digits))).toEqual(values.map((value) => value.toLocaleString('en', { maximumFractionDigits: digits }).replace(/^-0$/, '0')));
  }
});

test('a noun goes with its number', () => {
  expect([plural(0, 'network'), plural(1, 'network'), plural(100, 'network'), plural(1200, 'class', 'classes')]).toEqual(['0 networks', '1 network', '100 networks', '1,200 classes']);
});
