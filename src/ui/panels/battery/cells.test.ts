import { expect, test } from 'vitest';
import { CELLS, dayOf, joulesIn, lifeDays, mostPerDay, rate, span } from './cells.ts';

const coin = CELLS[0];

test('a CR2032 holds 2,430 J, which 1 µA of sleep takes 25.7 years to use', () => {
  expect(joulesIn(coin)).toBe(2430);
  const asleep = { inferenceMj: 5, inferenceMs: 30, perDay: 0, sleepMicroamps: 1 };
  // 225 mAh / 1 µA = 225,000 h
  expect(lifeDays(coin, asleep) * 24).toBeCloseTo(225_000, 6);
  expect(span(lifeDays(coin, asleep))).toBe('26 years');
});

test('energy per day is a sum, and half of each at the rate where both are alike', () => {
  const use = { inferenceMj: 6, inferenceMs: 20, perDay: 1440, sleepMicroamps: 10 };
  const day = dayOf(use, coin.volts);
  expect(day.inferences).toBeCloseTo(8.64, 10);
  expect(day.awake).toBeCloseTo(28.8, 10);
  expect(day.sleep).toBeCloseTo(30e-6 * (86_400 - 28.8), 10);
  expect(day.total).toBe(day.inferences + day.sleep);
  expect(dayOf({ ...use, perDay: mostPerDay(use) }, 3).sleep).toBeCloseTo(0, 9);
});

test('rates and spans as people say them', () => {
  expect([rate(8640), rate(1440), rate(24), rate(1), rate(864_000)]).toEqual(['one every 10 s', 'one a minute', 'one an hour', 'one a day', '10.0 a second']);
  expect([span(1000), span(12.4), span(1), span(0.01)]).toEqual(['2.7 years', '12 days', '24 h', '14 min']);
});
