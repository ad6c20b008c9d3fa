/** The opened network is the one that is analysed, its counts count all, its work is the product shown; its activations are TFLite Micro's. */
import { existsSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Rng } from '../core/lib/index.ts';
import { ALL_KINDS, decodeInt8Net, encodeInt8Net, quantise, randomInputs, randomNet, randomWeights } from '../core/quant/index.ts';
import { defaultRecipe, finishJob, inlinePool, InputError, type ExportResult, type Host, type ModelView, type RecordedSearch } from './index.ts';
import { defaultTechniques } from './techniques.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };
const recipe = defaultRecipe;
const asGiven = { ...defaultTechniques, passes: false, reorder: false };

function randomModel(seed: number): { model: Uint8Array; input: Int8Array } {
  const rng = new Rng(`tensors ${seed}`);
  const net = randomNet(rng, seed % 2 === 0 ? ALL_KINDS : undefined);
  return { model: encodeInt8Net(quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 })), input: randomInputs(net, 1, rng.fork('input')) };
}
const product = (factors: readonly number[]): number => factors.reduce((a, b) => a * b, 1);
const total = (counts: Uint32Array): number => counts.reduce((a, b) => a + b, 0);

test('layers, bytes and work are those of the analysis; counts add up to the elements', async () => {
  for (let seed = 0; seed < 24; seed++) {
    const { model, input } = randomModel(seed);
    const view = await finishJob(host, 'tensors', { recipe, model });
    const analysis = await finishJob(host, 'analyze', { recipe, file: { path: 'model', bytes: model } });
    expect(view.layers.map(({ name, op }) => [name, op])).toEqual(analysis.layers.map(({ name, op }) => [name, op]));
    for (const { index, formula, weights, output } of view.layers) {
      expect(formula.macs).toBe(analysis.layers[index].macs);
      expect(product(formula.factors.map(({ value }) => value))).toBe(formula.product);
      expect(view.tensors[output].shape).toEqual(analysis.layers[index].outputShape);
      if (weights === null) continue;
      expect([product(weights.shape), total(weights.counts)]).toEqual([weights.values.length, weights.values.length]);
      expect([1, weights.shape[weights.channelAxis]]).toContain(weights.scales.length);
      expect(weights.bias.length).toBe(weights.shape[weights.channelAxis]);
    }
    const { tensors } = await finishJob(host, 'activations', { recipe, model, input });
    expect(tensors.map(({ values, counts }) => [values.length, total(counts)])).toEqual(view.tensors.map(({ bytes }) => [bytes, bytes]));
  }
});

test('the listing is model.c of the bundle, long constants apart, and every layer has its entry in the plan', async () => {
  const { model } = randomModel(2);
  const [view, bundle] = [await finishJob(host, 'tensors', { recipe, model }), await finishJob(host, 'export', { recipe, model, format: 'c' })];
  expect(textOf(view)).toBe(fileOf(bundle, 'model.c'));
  for (const { index, kernels } of view.layers) {
    const own = view.code?.lines.filter(({ layers }) => layers.includes(index)).map(({ text }) => text).join('\n');
    for (const kernel of kernels) expect(own).toContain(`.kind = ${kernel.toUpperCase()}`);
  }
  for (const { symbol, file, text } of view.code?.kernels ?? []) {
    expect(text).toMatch(new RegExp(`^void ${symbol}\\(`, 'm'));
    expect(fileOf(bundle, `kernels/${file}`)).toBe(text);
  }
});

test('a bundle of a file is made from that file, for no task, and the same with the labels that the page makes up', async () => {
  const { model } = randomModel(2);
  const { net } = decodeInt8Net(model, 'model');
  const asked = { recipe, model, from: 'some/net.tflite', format: 'c' as const };
  const readme = fileOf(await finishJob(host, 'export', asked), 'README.md');
  const [height, width, channels] = net.tensors[net.outputs[0]].shape;
  const classes = Array.from({ length: height * width * channels }, (_, i) => `output ${i + 1}`);
  expect(readme).toMatch(new RegExp(`^# ${net.name}\\n[^]*## Made from\\nsome/net\\.tflite\\n$`));
  expect((await finishJob(host, 'export', { ...asked, classes })).hash).toBe((await finishJob(host, 'export', asked)).hash);
});

/** Without its title and the lines of numbers. */
const untitled = (text: string): string => text.split('\n').slice(1).filter((line) => !/^ {4}(-?\d|\/\*)/.test(line)).join('\n');
const textOf = ({ code }: ModelView): string => untitled((code?.lines ?? []).map(({ text }) => `${text}\n`).join(''));
const fileOf = ({ files }: ExportResult, name: string): string | undefined => {
  const text = files.map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) })).find(({ path }) => path.endsWith(name))?.text;
  return name === 'model.c' ? untitled(text ?? '') : text;
};

test('a genome is opened without weights; what is no input is one line', async () => {
  const { result: { genome } } = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;
  const [view, analysis] = [await finishJob(host, 'tensors', { recipe, genome }), await finishJob(host, 'analyze', { recipe, genome })];
  expect(view.layers.map(({ name, formula, weights }) => [name, formula.macs, weights])).toEqual(analysis.layers.map(({ name, macs }) => [name, macs, null]));
  const { model, input } = randomModel(1);
  await expect(finishJob(host, 'activations', { recipe, model, input: input.subarray(1) })).rejects.toThrow(/bytes; the network takes/);
  await expect(finishJob(host, 'tensors', { recipe })).rejects.toThrow(InputError);
});

const FIXTURES = '../shared/fixtures';
describe.skipIf(!existsSync(FIXTURES))('TFLite Micro (skipped where ../shared/fixtures is absent)', () => {
  test.each([['kws', 'kws_ref_model'], ['resnet8', 'pretrainedResnet_quant'], ['ad01', 'ad01_int8']])('%s: every layer of one input', async (name, file) => {
    const { model } = await finishJob(host, 'build', { recipe, file: { path: file, bytes: new Uint8Array(readFileSync(`${FIXTURES}/tflite/${file}.tflite`)) } });
    const view = await finishJob(host, 'tensors', { recipe, model, techniques: asGiven });
    const { tensors } = await finishJob(host, 'activations', { recipe, model, input: new Int8Array(readFileSync(`${FIXTURES}/golden/${name}.in.bin`)), techniques: asGiven });
    const golden = JSON.parse(readFileSync(`${FIXTURES}/golden/${name}.layers.json`, 'utf8')) as { op: number; crc32: string }[];
    const seen = view.layers.map((layer) => ({ output: layer.output, crc: golden.find(({ op }) => layer.name.endsWith(`_${op}`))?.crc32 }));
    expect(seen.length).toBeGreaterThan(8);
    for (const { output, crc } of seen) expect((crc32(tensors[output].values) >>> 0).toString(16).padStart(8, '0')).toBe(crc);
  });
});
