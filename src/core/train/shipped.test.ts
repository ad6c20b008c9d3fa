/** The supernets that ship belong to the tasks that ship, and tell small networks from large ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeTask, sceneTask } from '../data/index.ts';
import { findSpace, isSubspace, largest, smallest } from '../space/index.ts';
import { loadBackend } from '../tensor/index.ts';
import { decodeCheckpoint, evaluateGenome } from './index.ts';

const MOST_BYTES = 4e6;
const load = () => loadBackend(readFileSync('public/kernels/train.wasm'));
const read = (name: string) => {
  const bytes = readFileSync(`public/checkpoints/${name}.ckpt`);
  expect(bytes.length).toBeLessThan(MOST_BYTES);
  return decodeCheckpoint(bytes, name);
};

describe('the shipped keyword supernet', () => {
  test('holds every network that is searched; on the test speakers its largest is right nine times in ten, its smallest 12 points less', async () => {
    const backend = await load();
    const task = decodeTask(readFileSync('public/tasks/keywords.bin'), 'keywords.bin');
    const { supernet } = read('keywords-dscnn');
    expect(isSubspace(findSpace('dscnn'), supernet.space)).toBe(true);
    const [low, high] = [smallest, largest].map((which) => evaluateGenome(backend, supernet, which(supernet.space), task, { calibration: 1280, split: 'test' }).accuracy);
    expect(high).toBeGreaterThanOrEqual(0.9);
    expect(high - low).toBeGreaterThanOrEqual(0.12);
  });
});

describe('the shipped scenes supernet', () => {
  test('knows scenes it was not trained on, larger networks and pictures better', async () => {
    const backend = await load();
    const { supernet } = read('scenes-toybox');
    const task = sceneTask({ kind: 'things', side: 96, seed: 'other scenes', train: 256, validation: 0, test: 200 });
    const { space } = supernet;
    const small = { space: space.id, genes: largest(space).genes.map((gene, i) => (i === space.choices.length - 1 ? 0 : gene)) };
    const [low, middle, high] = [smallest(space), small, largest(space)].map((genome) => evaluateGenome(backend, supernet, genome, task, { calibration: 256, split: 'test' }).accuracy);
    expect(high).toBeGreaterThan(0.8);
    expect(high - low).toBeGreaterThanOrEqual(0.12);
    expect(high - middle).toBeGreaterThan(0.05);
  });
});
