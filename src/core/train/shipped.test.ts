/** The supernet that ships belongs to the task that ships, and every machine counts the same right answers from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeTask } from '../data/index.ts';
import { largest, smallest } from '../space/index.ts';
import { loadBackend } from '../tensor/index.ts';
import { decodeCheckpoint, evaluateGenome } from './index.ts';

const read = (file: string) => decodeCheckpoint(readFileSync(file), file, 'dscnn');

describe('the shipped keyword supernet', async () => {
  const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
  const task = decodeTask(readFileSync('public/tasks/keywords.bin'), 'keywords.bin');
  const { supernet } = read('public/checkpoints/keywords-dscnn.ckpt');

  test.each([['smallest', smallest(supernet.space), 1085], ['largest', largest(supernet.space), 1131]] as const)('%s network on the test split', (_, genome, right) => {
    expect(evaluateGenome(backend, supernet, genome, task, { calibration: 1280, split: 'test' })).toMatchObject({ correct: right, count: 1200 });
  });
});
