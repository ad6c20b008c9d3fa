/** Listening as a job: sound of any rate and kind, on the board and without it; what cannot listen says so. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileNet } from '../core/codegen/index.ts';
import { keywordFeatures, readWav, resample } from '../core/data/index.ts';
import { argmax, Rng } from '../core/lib/index.ts';
import { buildNet } from '../core/net/index.ts';
import { encodeInt8Net, importTflite, quantise, randomInputs, randomNet, randomWeights, runInt8 } from '../core/quant/index.ts';
import { loadRunner, Session } from '../core/sim/index.ts';
import { dscnnSpace, sampleGenome, toArchitecture } from '../core/space/index.ts';
import { defaultRecipe, finishJob, inlinePool, type Host } from './index.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };

const recipe = { ...defaultRecipe, board: 'stm32f446' };
const rng = new Rng('listen job');
const net = buildNet(toArchitecture(dscnnSpace(), sampleGenome(dscnnSpace(), rng)));
const int8Net = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 0.5847029, zeroPoint: 83 });
const model = encodeInt8Net(int8Net);
const tone = (rate: number, seconds: number): Float32Array => Float32Array.from({ length: rate * seconds }, (_, i) => 0.4 * Math.sin((i * 2000) / rate) * Math.sin((i * 3) / rate) + 0.01 * (rng.float() - 0.5));

test('front end and network on the board give what the page gives, and times that add up', async () => {
  const samples = tone(16_000, 1);
  const result = await finishJob(host, 'listen', { recipe, model, samples, sampleRate: 16_000 });
  const features = keywordFeatures(samples);
  expect(result.features).toEqual([...features]);
  expect(result.output).toEqual([...runInt8(int8Net, features)]);
  expect(result.equalsReference).toBe(true);
  expect(result.topLabel).toBe(['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes', 'silence', 'unknown'][result.top]);
  const { frontEnd, network, latency, ramBytes } = result;
  expect((frontEnd?.ms ?? 0) + (network?.ms ?? 0)).toBeCloseTo(latency.value, 6);
  expect(frontEnd?.stretch.cycles).toBeLessThan((frontEnd?.cycles ?? 0) / 20);
  expect(ramBytes?.frontEnd).toBeLessThan(ramBytes?.image ?? 0);
});

test('other rates, whole numbers, short and long sound; without the board it answers alike', async () => {
  const samples = tone(44_100, 3);
  const long = await finishJob(host, 'listen', { recipe, model, samples, sampleRate: 44_100, simulated: false });
  expect([long.frontEnd, long.network, long.equalsReference]).toEqual([null, null, true]);
  const short = Int16Array.from({ length: 4000 }, () => rng.int(2000) - 1000);
  const { features } = await finishJob(host, 'listen', { recipe, model, samples: short, sampleRate: 8000, simulated: false });
  const fractions = Float32Array.from(short, (sample) => sample / 32768);
  expect(features).toEqual([...keywordFeatures(resample(fractions, 8000, 16_000))]);
});

test('what is wrong is said', async () => {
  const listen = (more: Partial<Parameters<typeof finishJob<'listen'>>[2]>) => finishJob(host, 'listen', { recipe, model, samples: new Float32Array(100), sampleRate: 16_000, ...more });
  await expect(listen({ samples: new Float32Array(0) })).rejects.toThrow('sound: 0 samples; 1 to 2880000 are taken at once');
  await expect(listen({ samples: Float32Array.of(0, NaN) })).rejects.toThrow('sound: sample 1 is NaN, not a number');
  await expect(listen({ sampleRate: 10 })).rejects.toThrow('sound: a rate of 10 Hz; 1000 to 768000 Hz are taken');
  const other = randomNet(rng);
  const image = encodeInt8Net(quantise(randomWeights(other, rng), randomInputs(other, 2, rng), 2, { scale: 1, zeroPoint: 0 }));
  await expect(listen({ model: image })).rejects.toThrow('the audio front end gives 49 x 10 x 1, one second of sound');
});

test('a host that keeps the network answers as one that does not, and sooner', async () => {
  const keeps: Host = { ...host, live: new Map() };
  const ask = async (on: Host, seconds: number, board = 'stm32f446') => finishJob(on, 'listen', { recipe: { ...recipe, board }, model, samples: tone(16_000, seconds).fill(0.1, 0, 100 * seconds), sampleRate: 16_000 });
  await ask(keeps, 1);
  const [kept] = keeps.live?.values() ?? [];
  const samples = tone(16_000, 1);
  const again = await finishJob(keeps, 'listen', { recipe, model, samples, sampleRate: 16_000 });
  expect([...(keeps.live?.values() ?? [])]).toEqual([kept]);
  expect(again).toEqual(await finishJob(host, 'listen', { recipe, model, samples, sampleRate: 16_000 }));
  expect((await ask(keeps, 1, 'nrf52840')).latency.source).not.toBe(again.latency.source);
  expect([keeps.live?.size, [...(keeps.live?.values() ?? [])][0] === kept]).toEqual([1, false]);
});

const FIXTURES = '../shared/fixtures';
test.skipIf(!existsSync(`${FIXTURES}/kws01/map.csv`))('the benchmark\'s own network answers alike on its features and on ours, for all of its 144 clips', async () => {
  const { int8Net: kws, plan } = compileNet(importTflite(new Uint8Array(readFileSync(`${FIXTURES}/tflite/kws_ref_model.tflite`)), 'kws_ref_model.tflite'));
  const session = new Session(await loadRunner(await readAsset('kernels/int8.wasm')), kws, plan);
  const right = { published: 0, ours: 0, alike: 0 };
  const rows = readFileSync(`${FIXTURES}/kws01/map.csv`, 'utf8').trim().split('\n').slice(1).map((row) => row.trim().split(','));
  for (const [bytes, label, wav] of rows) {
    const published = argmax(session.run(new Int8Array(readFileSync(`${FIXTURES}/kws01/${bytes}`))));
    const ours = argmax(session.run(keywordFeatures(readWav(readFileSync(`${FIXTURES}/speech_commands/${wav}`), wav).samples)));
    right.published += Number(published === Number(label));
    right.ours += Number(ours === Number(label));
    right.alike += Number(ours === published);
  }
  console.info(`of ${rows.length} clips right: ${right.published} on the published features, ${right.ours} on ours; alike ${right.alike}`);
  expect(right.ours).toBe(right.published);
  expect(right.alike).toBe(144);
});
