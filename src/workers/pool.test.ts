import { expect, test } from 'vitest';
import { InputError, StoppedError } from '../engine/index.ts';
import { createPool, type Hand } from './pool.ts';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const genomes = Array.from({ length: 23 }, (_, i) => `g${i}`);
const worth = (genome: string): number => Number(genome.slice(1)) / 100;

const honest = (): Hand => ({
  measure: async (genome) => {
    await later((Number(genome.slice(1)) * 7) % 5);
    return worth(genome);
  },
  end: () => {},
});

test('results stand in the order of the genomes, whatever the number of workers', async () => {
  for (const workers of [1, 2, 7, 40]) expect(await createPool(honest, workers).evaluate(genomes)).toEqual(genomes.map(worth));
});

test('neighbours go to the same worker, until one has nothing left and helps another', async () => {
  const taken: string[][] = [];
  const hand = (): Hand => {
    const own: string[] = [];
    const slow = taken.push(own) === 1;
    return {
      measure: async (genome) => {
        own.push(genome);
        await later(slow ? 20 : 1);
        return worth(genome);
      },
      end: () => {},
    };
  };
  expect(await createPool(hand, 2).evaluate(genomes)).toEqual(genomes.map(worth));
  const [first, second] = taken;
  expect(first).toEqual(genomes.slice(0, first.length));
  expect(second).toEqual([...genomes.slice(11), ...genomes.slice(first.length, 11).reverse()]);
  expect(second.length).toBeGreaterThan(12);
});

test('a worker that dies is replaced and its sub-net measured again', async () => {
  let spawned = 0;
  const mortal = (): Hand => {
    const first = spawned++ === 0;
    let left = 3;
    return { measure: (genome) => (first && left-- === 0 ? Promise.reject(new Error('worker died')) : honest().measure(genome)), end: () => {} };
  };
  expect(await createPool(mortal, 2).evaluate(genomes)).toEqual(genomes.map(worth));
  expect(spawned).toBe(3);
});

test('a sub-net that kills two workers ends the job; bad input ends it at once', async () => {
  let tries = 0;
  const cursed = (error: Error) => (): Hand => ({
    measure: (genome) => {
      if (genome !== 'g5') return honest().measure(genome);
      tries++;
      return Promise.reject(error);
    },
    end: () => {},
  });
  await expect(createPool(cursed(new Error('out of memory')), 2).evaluate(genomes)).rejects.toThrow('out of memory');
  expect(tries).toBe(2);
  await expect(createPool(cursed(new InputError('checkpoint of another space')), 2).evaluate(genomes)).rejects.toThrow(InputError);
  expect(tries).toBe(3);
});

test('closing ends every worker and rejects what runs, without waiting for it', async () => {
  let ended = 0;
  const endless = (): Hand => ({ measure: () => new Promise(() => {}), end: () => ended++ });
  const pool = createPool(endless, 3);
  const running = pool.evaluate(genomes);
  await later(1);
  pool.close();
  await expect(running).rejects.toThrow(StoppedError);
  await expect(pool.evaluate(genomes)).rejects.toThrow(StoppedError);
  expect(ended).toBe(3);
});
