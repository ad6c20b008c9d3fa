/** Looking inside tells the same inference as simulating it does: layers by the same names, the same counts, and any moment of it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Rng } from '../core/lib/index.ts';
import { encodeInt8Net, quantise, randomInputs, randomNet, randomWeights, runInt8 } from '../core/quant/index.ts';
import { defaultRecipe, finishJob, inlinePool, InputError, type Host } from './index.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };

const recipe = { ...defaultRecipe, board: 'stm32f446' };
const rng = new Rng('inside job');
const net = randomNet(rng);
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 });
const model = encodeInt8Net(int8Net);
const input = randomInputs(net, 1, rng.fork('inputs'));

test('the view from inside and the simulation agree', async () => {
  const simulated = await finishJob(host, 'simulate', { recipe, model, inputs: input });
  const inside = await finishJob(host, 'inside', { recipe, model, input });
  expect(inside.instructions).toBe(simulated.instructions);
  expect(inside.arenaBytes).toBe(simulated.arenaBytes);
  expect(inside.layers.map(({ name, op }) => [name, op])).toEqual(simulated.layers.slice(0, -1).map(({ name, op }) => [name, op]));
  for (const { live } of inside.layers) {
    expect(live.some(({ role }) => role === 'output')).toBe(true);
    for (const { offset, bytes } of live) expect(offset + bytes).toBeLessThanOrEqual(inside.arenaBytes);
  }
  const layers = inside.layers.map(({ at }) => at);
  const end = await finishJob(host, 'moment', { recipe, image: inside.image, input, layers, move: { kind: 'to', at: inside.instructions } });
  const last = inside.layers.at(-1)?.live.find(({ role }) => role === 'output');
  expect([...end.arena.subarray(last?.offset, (last?.offset ?? 0) + (last?.bytes ?? 0))]).toEqual([...runInt8(int8Net, input)]);
  expect(end.ended).toBe(true);
});

test('what cannot be looked into is one line', async () => {
  await expect(finishJob(host, 'inside', { recipe: { ...recipe, board: 'esp32' }, model, input })).rejects.toThrow(InputError);
  await expect(finishJob(host, 'inside', { recipe, model, input: input.subarray(1) })).rejects.toThrow(/bytes; the network takes/);
  await expect(finishJob(host, 'moment', { recipe, image: new Uint8Array(60), input, layers: [], move: { kind: 'to', at: 0 } })).rejects.toThrow(InputError);
});
