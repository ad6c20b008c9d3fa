import { expect, test } from 'vitest';
import { expOfNegative, logistic, tanh } from './exponential.ts';

const inputs = Array.from({ length: 2001 }, (_, i) => (i - 1000) * 2 ** 20 + 12_345 * (i % 7));

/** gemmlowp's own tests allow these errors, in units of 2^-31. */
test.each([
  ['logistic', logistic, (x: number) => 1 / (1 + Math.exp(-x)), 310],
  ['tanh', tanh, Math.tanh, 310],
])('%s is within gemmlowp\'s tolerance of the real one, and symmetric', (name, fixed, real, tolerance) => {
  for (const x of inputs) {
    const y = fixed(x, 4);
    expect(Math.abs(y - Math.min(2 ** 31 - 1, real(x / 2 ** 27) * 2 ** 31)), `${name}(${x})`).toBeLessThanOrEqual(tolerance);
    if (x !== 0) expect(y + fixed(-x, 4)).toBe(name === 'tanh' ? 0 : 2 ** 31 - 1);
  }
});

test.each([4, 5])('exp of a negative number with %i integer bits', (bits) => {
  for (const x of inputs.filter((value) => value <= 0)) {
    expect(Math.abs(expOfNegative(x, bits) - Math.min(2 ** 31 - 1, Math.exp(x / 2 ** (31 - bits)) * 2 ** 31))).toBeLessThanOrEqual(500);
  }
});
