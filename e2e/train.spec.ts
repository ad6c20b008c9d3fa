/**
 * Training in the page, shared among workers, comes to the weights of training alone on one thread: the same recipe,
 * which trains from random weights and searches then, on the first clips of the built-in task, has one result hash.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeTask, encodeTask, type Split } from '../src/core/data/index.ts';
import { expect, linkOf, panel, shortRecipe, test } from './thimble.ts';

const TASK = 'tasks/keywords.bin';
const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });

test('a supernet trained in Chromium gives the bytes one thread of Node gives', async ({ page }) => {
  test.setTimeout(240_000);
  const whole = decodeTask(readFileSync(`public/${TASK}`), TASK);
  const task = Buffer.from(encodeTask({ ...whole, train: first(whole.train, 320), validation: first(whole.validation, 128), test: first(whole.test, 64) }));
  const recipe = { ...shortRecipe, training: { ...shortRecipe.training, checkpoint: null, largestEpochs: 1, epochs: 2, batch: 64, fineTuneEpochs: 0 } };
  const link = linkOf(recipe);
  const home = mkdtempSync(join(tmpdir(), 'thimble-train-'));
  try {
    cpSync('dist/cli', join(home, 'dist/cli'), { recursive: true });
    cpSync('public', join(home, 'public'), { recursive: true });
    writeFileSync(join(home, 'public', TASK), task);
    const search = (workers: number): string => {
      const printed = execFileSync('node', [join(home, 'dist/cli/thimble.js'), 'search', link, '--workers', String(workers), '--json'], { encoding: 'utf8', cwd: home });
      return (JSON.parse(printed) as { hash: string }).hash;
    };
    const hash = search(0);
    expect(search(3)).toBe(hash);

    await page.context().route(`**/${TASK}`, (route) => route.fulfill({ body: task, contentType: 'application/octet-stream' }));
    let cores = 0; // training cores, one in each worker that measures or trains, and one in the engine's own
    page.context().on('request', (request) => { if (request.url().endsWith('kernels/train.wasm')) cores++; });
    await page.goto(`./${link}`);
    await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
    await expect(panel(page, 'network').locator('.result-hash')).toHaveText(hash, { timeout: 180_000 });
    const each = await page.evaluate(() => Math.min(8, navigator.hardwareConcurrency));
    expect(cores).toBe(1 + 2 * each);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
