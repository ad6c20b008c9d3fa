/** Firmware as a job: what it tells on the way, how soon it stops, and the same counts as the network's own simulation. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBoard } from '../core/boards/index.ts';
import { archiveFor, compileNet, firmware, toElf } from '../core/codegen/index.ts';
import { Rng } from '../core/lib/index.ts';
import { encodeInt8Net, quantise, randomInputs, randomNet, randomWeights, runInt8 } from '../core/quant/index.ts';
import { defaultRecipe, finishJob, inlinePool, InputError, StoppedError, type Host, type JobEvent } from './index.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };

const recipe = { ...defaultRecipe, board: 'stm32g0b1' };
const board = findBoard(recipe.board);
const rng = new Rng('image job');
const net = randomNet(rng);
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 });
const inputs = randomInputs(net, 1, rng.fork('inputs'));

function elf(change: (text: Uint8Array, infer: number) => void = () => {}): Uint8Array {
  const compiled = compileNet(int8Net);
  const image = firmware(compiled.int8Net, compiled.plan, board, inputs, new Uint8Array(readFileSync(`public/kernels/arm/${archiveFor(board)}`)));
  const text = image.sections.find(({ name }) => name === '.text');
  const infer = image.symbols.find(({ name }) => name === 'thimble_infer');
  if (text?.bytes && infer) change(text.bytes, infer.address - text.address);
  return toElf(image);
}

test('an image and its network are told alike', async () => {
  const image = await finishJob(host, 'runImage', { recipe, image: { path: 'net.elf', bytes: elf() }, inputs, trace: 3 });
  const network = await finishJob(host, 'simulate', { recipe, model: encodeInt8Net(int8Net), inputs });
  expect(image.runs).toEqual([{ output: [...runInt8(int8Net, inputs)], instructions: network.instructions, cycles: expect.any(Number), latencyMs: expect.any(Number), energyMj: network.energy?.value ?? null }]);
  expect(image.text).toBe(network.simulated?.selfTest.text);
  expect(image.instructions).toBe(network.simulated?.selfTest.instructions);
  expect([image.exit, image.core, image.trace.length]).toEqual([0, 'Cortex-M0+', 3]);
});

test('an endless program tells how far it is, and stops when told to', async () => {
  const endless = elf((text, infer) => text.set([0x00, 0xbf, 0xfd, 0xe7], infer)); // nop; b .-2
  const stop = new AbortController();
  const events: JobEvent[] = [];
  let told = 0;
  const running = finishJob(host, 'runImage', { recipe, image: { path: 'endless.elf', bytes: endless }, fuel: 1e12 }, (event) => {
    events.push(event);
    if (events.length !== 3) return;
    told = performance.now();
    stop.abort();
  }, stop.signal);
  await expect(running).rejects.toThrow(StoppedError);
  expect(performance.now() - told).toBeLessThan(500); // 100 ms, on a machine with nothing else to do
  expect(events[2].done).toBeGreaterThan(events[0].done);
  expect(events[0]).toMatchObject({ stage: 'run', unit: 'instructions', total: 1e12 });
});

test('an image whose code or weights were changed is told so when it is given inputs, in one line', async () => {
  const run = (bytes: Uint8Array) => finishJob(host, 'runImage', { recipe, image: { path: 'net.elf', bytes }, inputs });
  const wrong = elf((text) => { for (let at = text.length - 400; at < text.length; at++) text[at] ^= 0x15; });
  const crashes = elf((text, infer) => text.set([0xff, 0xde], infer)); // udf
  for (const bytes of [wrong, crashes]) await expect(run(bytes)).rejects.toThrow(InputError);
  await expect(run(crashes)).rejects.toThrow(/^net\.elf: .*0x\w+/);
});
