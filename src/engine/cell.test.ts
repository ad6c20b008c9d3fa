/** Every output that is worked out step by step is the byte that the reference executor stores, for every operator that is arithmetic. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Rng } from '../core/lib/index.ts';
import { ALL_KINDS, encodeInt8Net, quantise, randomInputs, randomNet, randomWeights } from '../core/quant/index.ts';
import { cellOf, defaultRecipe, finishJob, inlinePool, type Host, type LayerView, type ModelView, type OpKind, type RecordedSearch } from './index.ts';
import { defaultTechniques } from './techniques.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };
const recipe = defaultRecipe;

/** Corners, and places in between. */
const placesOf = (view: ModelView, { output }: LayerView, rng: Rng): (readonly [number, number, number])[] => {
  const [height, width, channels] = view.tensors[output].shape;
  return [[0, 0, 0], [height - 1, width - 1, channels - 1], ...Array.from({ length: 6 }, () => [rng.int(height), rng.int(width), rng.int(channels)] as const)];
};

async function check(model: Uint8Array, input: Int8Array, rng: Rng, seen: Map<OpKind, number>): Promise<void> {
  const asked = { recipe, model, techniques: { ...defaultTechniques, passes: false, reorder: false } };
  const [view, { tensors }] = [await finishJob(host, 'tensors', asked), await finishJob(host, 'activations', { ...asked, input })];
  for (const layer of view.layers) {
    for (const place of placesOf(view, layer, rng)) {
      const cell = cellOf(view, layer, tensors, place);
      if (cell === null) continue;
      seen.set(layer.op, (seen.get(layer.op) ?? 0) + 1);
      const [, width, channels] = view.tensors[layer.output].shape;
      expect(cell.value, `${layer.op} ${layer.name} at ${place.join()}`).toBe(tensors[layer.output].values[(place[0] * width + place[1]) * channels + place[2]]);
      // every term is taken in once, and the parts add up to the products
      expect(cell.parts.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(cell.grids.reduce((sum, { terms }) => sum + terms.length, 0));
      if (cell.by === 'sum') expect(cell.parts.at(-1)?.total).toBe(cell.grids.flatMap(({ terms }) => terms).reduce((sum, term) => sum + (term?.product ?? 0), 0));
    }
  }
}

test('random networks of every operator: the last step is the stored byte', async () => {
  const seen = new Map<OpKind, number>();
  for (let seed = 0; seed < 40; seed++) {
    const rng = new Rng(`cells ${seed}`);
    const net = randomNet(rng, seed % 2 === 0 ? ALL_KINDS : undefined);
    const int8 = quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 50, zeroPoint: 0 }, { rounding: seed % 3 === 0 ? 'single' : 'double' });
    await check(encodeInt8Net(int8), randomInputs(net, 1, rng.fork('input')), rng, seen);
  }
  for (const op of ['conv2d', 'depthwiseConv2d', 'dense', 'add', 'sub', 'mul', 'averagePool2d', 'maxPool2d', 'mean'] as const) expect(seen.get(op), op).toBeGreaterThan(20);
});

test('the recorded network: every layer of arithmetic can be followed, and the work of a cell is the layer’s', async () => {
  const recorded = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;
  const model = new Uint8Array(Buffer.from(recorded.model, 'base64url'));
  const view = await finishJob(host, 'tensors', { recipe, model });
  const rng = new Rng('recorded');
  const input = Int8Array.from({ length: view.tensors[view.inputs[0]].bytes }, () => rng.int(256) - 128);
  await check(model, input, rng, new Map());
  const { tensors } = await finishJob(host, 'activations', { recipe, model, input });
  for (const layer of view.layers) {
    const cell = cellOf(view, layer, tensors, [0, 0, 0]);
    if (layer.formula.macs === 0 || cell === null) continue;
    const [height, width, channels] = view.tensors[layer.output].shape;
    expect(cell.grids.reduce((sum, { terms }) => sum + terms.length, 0)).toBe(layer.formula.macs / (height * width * channels));
  }
});
