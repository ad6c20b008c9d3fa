/** A network is the same whether its supernet is the whole or the part cut out of it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InputError, Rng } from '../lib/index.ts';
import { dscnnSpace, mcunetSpace, sampleGenome } from '../space/index.ts';
import { loadBackend } from '../tensor/index.ts';
import { createSupernet, decodeCheckpoint, defaultRecipe, encodeCheckpoint, foldSubnet, narrowSupernet } from './index.ts';
import { toyTask } from './testing.ts';

const whole = createSupernet(dscnnSpace({ classes: 5 }), 11);
const task = toyTask(70, 5);

test.each([0.5, 0.75, 1])('at width %s every sampled network folds to the same weights, bit for bit', async (width) => {
  const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
  const part = dscnnSpace({ classes: 5, widths: [width] });
  const narrow = narrowSupernet(whole, part);
  const rng = new Rng(`narrow ${width}`);
  for (let i = 0; i < 4; i++) {
    const { genes } = sampleGenome(part, rng);
    const inWhole = { space: whole.space.id, genes: [whole.space.widths.indexOf(width), ...genes.slice(1)] };
    const [a, b] = [foldSubnet(backend, whole, inWhole, task, 64), foldSubnet(backend, narrow, { space: part.id, genes }, task, 64)];
    expect([...b.layers]).toEqual([...a.layers]);
  }
});

test('a checkpoint opens for a part of its space, and for no other', () => {
  const bytes = encodeCheckpoint(whole, defaultRecipe);
  expect(decodeCheckpoint(bytes, 'a.ckpt', 'dscnn-w0.5-c5').supernet.space.id).toBe('dscnn-w0.5-c5');
  expect(() => decodeCheckpoint(bytes, 'a.ckpt', 'dscnn-w0.5')).toThrow(InputError);
  expect(() => narrowSupernet(whole, mcunetSpace({ width: 0.5, resolution: 48, classes: 5 }))).toThrow(/one of mcunet-w0\.5-r48-c5 is needed/);
});
