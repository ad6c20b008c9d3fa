import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cos, exp, frexp, ldexp, log, sin } from './math.ts';

function close(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}

test('log agrees with the host to 1e-14', () => {
  fc.assert(fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      close(log(x), Math.log(x), 1e-14);
    }));
});

test('exp agrees with the host to 1e-13 relative', () => {
  fc.assert(
    fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
    }),
  );
});

test('sin and cos agree with the host to 1e-10 over a thousand turns', () => {
  fc.assert(
    fc.property(fc.double({ min: -6000, max: 6000, noNaN: true }), (x) => {
      close(sin(x), Math.sin(x), 1e-10);
      close(cos(x), Math.cos(x), 1e-10);
    }),
  );
});

test('frexp and ldexp are inverse, subnormals included', () => {
  fc.assert(
    fc.property(fc.double({ min: 5e-324, max: 1e308, noNaN: true }), (x) => {
      const [m, e] = frexp(x);
      expect(m).toBeGreaterThanOrEqual(0.5);
      expect(m).toBeLessThan(1);
      if (e > -1000 && e <= 1000) expect(ldexp(m, e)).toBe(x);
    }),
  );
});

test('limits: log 0, log of a negative, exp of the extremes', () => {
  expect(log(0)).toBe(-Infinity);
  expect(log(-1)).toBeNaN();
  expect(exp(1000)).toBe(Infinity);
  expect(exp(-1000)).toBe(0);
});
