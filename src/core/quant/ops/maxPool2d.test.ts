import { expect, test } from 'vitest';
import { maxPool2d } from './maxPool2d.ts';

test('the largest of each window; places outside count for nothing', () => {
  const output = new Int8Array(4);
  const node = { kind: 'maxPool2d', name: 'pool', inputs: [0], output: 1, kernel: [2, 2], stride: [2, 2], padding: { top: 0, bottom: 1, left: 0, right: 1 } } as const;
  maxPool2d(node, { activationMin: -128, activationMax: 127 }, Int8Array.of(-9, -8, -7, -6, -5, -4, -3, -2, -1), [3, 3, 1], output, [2, 2, 1]);
  expect([...output]).toEqual([-5, -4, -2, -1]);
});
