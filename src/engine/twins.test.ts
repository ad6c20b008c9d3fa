import { expect, test } from 'vitest';
import { defaultRecipe } from './recipe.ts';
import { twins } from './twins.ts';

test.each([[14, 512, 512, 3], [112, 32, 64, 3], [7, 24, 96, 5], [5, 1, 1, 1]])('a layer of %i x %i -> %i, window %i: the twins differ by 1 / N + 1 / k²', (side, inputs, outputs, kernel) => {
  const { standard, separable } = twins(defaultRecipe, { side, inputs, outputs, kernel });
  expect(standard.macs).toBe(side * side * kernel * kernel * inputs * outputs);
  expect(separable.macs / standard.macs).toBeCloseTo(1 / outputs + 1 / (kernel * kernel), 12);
  expect(standard.weightBytes).toBe(kernel * kernel * inputs * outputs);
  expect(separable.weightBytes).toBe(kernel * kernel * inputs + inputs * outputs);
});

test('MobileNet: eight to nine times less work with 3 x 3 windows and the channels it has', () => {
  for (const outputs of [128, 256, 512, 1024]) {
    const { standard, separable } = twins(defaultRecipe, { side: 14, inputs: 256, outputs, kernel: 3 });
    expect(standard.macs / separable.macs).toBeGreaterThan(8);
    expect(standard.macs / separable.macs).toBeLessThan(9);
  }
});

test.each([[{ side: 0 }, /side/], [{ outputs: 5000 }, /outputs/], [{ kernel: 4 }, /odd/], [{ inputs: 1.5 }, /inputs/]])('%j is refused', (change, what) => {
  expect(() => twins(defaultRecipe, { side: 8, inputs: 8, outputs: 8, kernel: 3, ...change })).toThrow(what);
});
