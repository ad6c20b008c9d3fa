/**
 * Training on the graphics processor, here a software one behind WebGL: the page measures it beside the processor and
 * offers it with the ratio, a few steps lower the loss as they do on the processor, and what comes of it is marked as not reproducible.
 */
import { readFileSync } from 'node:fs';
import { decodeTask, encodeTask, type Split } from '../src/core/data/index.ts';
import { expect, linkOf, openPanel, panel, shortRecipe, test } from './thimble.ts';

const TASK = 'tasks/keywords.bin';
/** All of them in each step, so that a few steps tell. */
const EXAMPLES = 16;
const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });

const recipe = {
  ...shortRecipe, space: 'dscnn-w0.5',
  training: { ...shortRecipe.training, checkpoint: null, largestEpochs: 0, epochs: 4, batch: EXAMPLES, subnetsPerStep: 2, learningRate: 0.003, augmentation: 0 },
};

test('a graphics processor is measured, chosen, and trains a supernet that is marked', async ({ page }) => {
  test.setTimeout(240_000);
  const whole = decodeTask(readFileSync(`public/${TASK}`), TASK);
  const task = Buffer.from(encodeTask({ ...whole, train: first(whole.train, EXAMPLES), validation: first(whole.validation, EXAMPLES), test: first(whole.test, EXAMPLES) }));
  await page.context().route(`**/${TASK}`, (route) => route.fulfill({ body: task, contentType: 'application/octet-stream' }));
  const fetched: string[] = [];
  page.context().on('request', (request) => { if (/device-|dist-/.test(request.url())) fetched.push(request.url()); });
  await page.goto(`./${linkOf(recipe)}`);
  await openPanel(page, 'supernet');
  const supernet = panel(page, 'supernet');
  const measure = supernet.getByRole('button', { name: 'Measure this machine’s GPU' });
  test.skip(!(await measure.isVisible()), 'this browser has neither WebGPU nor WebGL');
  expect(fetched).toEqual([]);

  await measure.click();
  await expect(supernet.getByText(/^Web(GPU|GL) (trains|is slower here:) .*[\d.]+ times as fast/)).toBeVisible({ timeout: 120_000 });
  await supernet.getByRole('radio', { name: /Web(GPU|GL), not reproducible/ }).check();
  await supernet.getByRole('button', { name: 'Train anew' }).click();
  await expect(supernet.getByText(/not reproducible \(trained on Web(GPU|GL)\)/)).toBeVisible({ timeout: 120_000 });
  const loss = supernet.getByText(/^Loss is [\d.]+ at step 4\.$/);
  const reached = async (): Promise<number> => Number(/[\d.]+/.exec((await loss.textContent()) ?? '')?.[0]);
  const there = await reached();
  expect(there).toBeLessThan(Math.log(12));

  await supernet.getByRole('radio', { name: 'processor', exact: true }).check();
  await supernet.getByRole('button', { name: 'Train anew' }).click();
  await expect(supernet.getByText(/not reproducible \(/)).toHaveCount(0);
  await expect(loss).toBeVisible();
  await expect(supernet.getByText('checkpoint kept')).toBeVisible();
  expect(await reached()).toBeCloseTo(there, 2);
});
