import { expect, test } from 'vitest';
import { InputError, StoppedError, type Unit, type UnitAnswer } from '../engine/index.ts';
import { createCrew, type TrainHand } from './crew.ts';

const units = Array.from({ length: 4 }, (_, i): Unit => ({ genome: `g${i}`, role: 'alone', shard: i, inputs: new Float32Array(1), labels: new Uint8Array(1), weight: 1 }));
const values = new Float32Array(4);

/** Each unit's gradient is one of a few floats whose rounded sum shows the order in which they were added. */
const GRADIENTS = [2 ** 24, 1, 1, -(2 ** 24)];
const honest = (): TrainHand => ({
  async obey(order): Promise<UnitAnswer> {
    await new Promise((resolve) => setImmediate(resolve));
    if (order.kind === 'forward') return { probabilities: null, loss: 0, gradients: null };
    return { probabilities: null, loss: order.unit, gradients: new Float32Array(values.length).fill(GRADIENTS[order.unit]) };
  },
  end: () => {},
});
const sums = 0; // 2^24 + 1 rounds back to 2^24, twice; any other order leaves 1 or 2

test('sums run in the order of the units, whatever the number of workers', async () => {
  for (const workers of [1, 2, 3, 9]) {
    const { loss, gradients } = await createCrew(honest, workers, workers % 2 === 0).step(values, units);
    expect([loss, ...gradients]).toEqual([6, sums, sums, sums, sums]);
  }
});

test('a worker that dies has the step begun anew with new workers', async () => {
  let [spawned, ended] = [0, 0];
  const mortal = (): TrainHand => {
    const first = spawned++ === 0;
    let left = 1;
    const hand = honest();
    return { obey: (order) => (first && left-- === 0 ? Promise.reject(new Error('out of memory')) : hand.obey(order)), end: () => ended++ };
  };
  const crew = createCrew(mortal, 2);
  expect((await crew.step(values, units)).gradients[0]).toBe(sums);
  expect([spawned, ended]).toEqual([4, 2]);
  expect((await crew.step(values, units)).gradients[0]).toBe(sums);
  expect(spawned).toBe(4);
});

test('dying twice in one step ends the job with the reason; bad input ends it at once', async () => {
  let tries = 0;
  const cursed = (error: Error) => (): TrainHand => ({ obey: () => (tries++, Promise.reject(error)), end: () => {} });
  await expect(createCrew(cursed(new Error('out of memory')), 1).step(values, units)).rejects.toThrow('training workers died twice in the same step: out of memory');
  expect(tries).toBe(2);
  await expect(createCrew(cursed(new InputError('a smaller shard needs less')), 1).step(values, units)).rejects.toThrow(InputError);
  expect(tries).toBe(3);
});

test('closing ends every worker and rejects what runs, without waiting for it', async () => {
  let ended = 0;
  const crew = createCrew(() => ({ obey: () => new Promise(() => {}), end: () => ended++ }), 3);
  const running = crew.step(values, units);
  crew.close();
  await expect(running).rejects.toThrow(StoppedError);
  await expect(crew.step(values, units)).rejects.toThrow(StoppedError);
  expect(ended).toBe(3);
});
