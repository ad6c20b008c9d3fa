/**
 * Nothing is lost when a page goes without warning: the renderer is killed in the middle of a search and of training,
 * workers end without a word or with an error, storage is full or shut. What was running goes on from its last
 * checkpoint, what was pinned is there, and what cannot be kept is said.
 */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { decodeTask, encodeTask, type Split } from '../src/core/data/index.ts';
import { png } from '../src/core/data/user/testing/encode.ts';
import { expect, kept, linkOf, longRecipe, openPanel, panel, shortRecipe, test } from './thimble.ts';

const dots = (page: Page) => panel(page, 'search').locator('.dot-plain, .dot-front');
const generation = async (page: Page): Promise<number> => Number(/generation (\d+) of/.exec(await panel(page, 'search').locator('.job-line').textContent() ?? '')?.[1] ?? NaN);

async function searching(page: Page): Promise<void> {
  await page.goto(`./${linkOf(longRecipe)}`);
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect.poll(() => generation(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(3);
}

/** As when the system takes the tab's memory: the process is gone, no event is heard. @returns another page of the same browser */
async function killed(page: Page, context: BrowserContext): Promise<Page> {
  const session = await context.newCDPSession(page);
  const gone = new Promise((resolve) => page.once('crash', resolve));
  await Promise.race([session.send('Page.crash').catch(() => {}), gone]);
  await gone;
  const next = await context.newPage();
  await page.close();
  return next;
}

async function stopSearch(page: Page): Promise<void> {
  await panel(page, 'search').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page, 'search').getByText('Stopped.')).toBeVisible();
}

/** A built-in task of few examples: an epoch in a second or two. */
async function smallTask(context: BrowserContext): Promise<void> {
  const path = 'tasks/keywords.bin';
  const whole = decodeTask(readFileSync(`public/${path}`), path);
  const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });
  const body = Buffer.from(encodeTask({ ...whole, train: first(whole.train, 320), validation: first(whole.validation, 128), test: first(whole.test, 64) }));
  await context.route(`**/${path}`, (route) => route.fulfill({ body, contentType: 'application/octet-stream' }));
}

const longTraining = { ...shortRecipe, training: { ...shortRecipe.training, checkpoint: null, largestEpochs: 0, epochs: 200 } };
const epochs = async (page: Page): Promise<number> => Number(/(\d+) epochs done/.exec(await panel(page, 'supernet').locator('.job-line').textContent() ?? '')?.[1] ?? NaN);

async function training(page: Page): Promise<void> {
  await page.goto(`./${linkOf(longTraining)}`);
  await openPanel(page, 'supernet');
  await panel(page, 'supernet').getByRole('button', { name: /^Train/ }).click();
  await expect.poll(() => epochs(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(2);
}

const epochKept = (page: Page) => expect.poll(() => kept(page, 'training')).toMatchObject({ checkpoint: expect.any(Number) });

test('the renderer is killed in the middle of a search: reopened, it goes on from its last checkpoint, and the pin is there', async ({ page, context }) => {
  test.setTimeout(240_000);
  await page.goto(`./${linkOf(longRecipe)}`);
  await expect(dots(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pin this network' }).click();
  await expect(page.locator('#pins .pin-list li')).toHaveCount(1);
  await searching(page);
  const before = await generation(page);
  const next = await killed(page, context);
  await next.goto('./');
  await expect(next.getByText(/The search goes on from generation [1-9]\d*, where the reload cut it short/)).toBeVisible();
  await expect(next.getByRole('textbox', { name: 'Name of Network 1' })).toBeVisible();
  await expect.poll(() => generation(next), { timeout: 90_000 }).toBeGreaterThan(before);
  await stopSearch(next);
});

test('the renderer is killed in the middle of training: reopened, it goes on from its last whole epoch', async ({ page, context }) => {
  test.setTimeout(240_000);
  await smallTask(context);
  await training(page);
  await epochKept(page);
  const next = await killed(page, context);
  await next.goto('./');
  await expect(next.getByText(/Training goes on from its last whole epoch \([1-9]\d*\)/)).toBeVisible();
  await openPanel(next, 'supernet');
  await expect.poll(() => epochs(next), { timeout: 90_000 }).toBeGreaterThanOrEqual(3);
  await panel(next, 'supernet').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(next, 'supernet').getByText('stopped early')).toBeVisible({ timeout: 30_000 });
});

test('the renderer is killed in the middle of training on data of one’s own: reopened, the data are in use and training goes on', async ({ page, context }) => {
  test.setTimeout(240_000);
  const picture = (seed: number): Uint8Array => png({ width: 16, height: 16, lines: Array.from({ length: 16 }, (_, y) => [0, ...Array.from({ length: 16 }, (__, x) => [(x * seed) % 256, (y * seed) % 256, seed]).flat()]).flat() });
  const zip = zipSync(Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`pets/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.png`, picture(i + 1)] as const)));
  await page.goto(`./${linkOf({ ...longTraining, training: { ...longTraining.training, batch: 32 } })}`);
  await openPanel(page, 'task');
  await panel(page, 'task').getByLabel('my own').check();
  await panel(page, 'task').getByLabel('Open a zip or files').setInputFiles({ name: 'pets.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
  await expect(panel(page, 'task').getByText(/The task made of them is kept in this browser/)).toBeVisible({ timeout: 60_000 });
  await openPanel(page, 'supernet');
  await panel(page, 'supernet').getByRole('button', { name: /^Train/ }).click();
  await expect.poll(() => epochs(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(2);
  await epochKept(page);
  const next = await killed(page, context);
  await next.goto('./');
  await expect(next.getByText(/Training goes on from its last whole epoch \([1-9]\d*\)/)).toBeVisible();
  await openPanel(next, 'task');
  await expect(panel(next, 'task').getByText(/pets\.zip, .*training and search use these/)).toBeVisible();
  await openPanel(next, 'supernet');
  await expect.poll(() => epochs(next), { timeout: 90_000 }).toBeGreaterThanOrEqual(3);
  await panel(next, 'supernet').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(next, 'supernet').getByText('stopped early')).toBeVisible({ timeout: 30_000 });
});

test('workers that measure, and the engine’s own, end without a word: the search goes on, from its checkpoint where it must', async ({ page }) => {
  test.setTimeout(240_000);
  await searching(page);
  const end = async (name: string): Promise<number> => {
    const victims = page.workers().filter((worker) => worker.url().includes(name));
    // an engine's worker that is idle has no fitness workers; all of them go
    for (const worker of victims) await worker.evaluate(() => { (globalThis as unknown as { close(): void }).close(); }).catch(() => {});
    return victims.length;
  };
  const before = await generation(page);
  expect(await end('fitness')).toBeGreaterThan(0);
  await expect.poll(() => generation(page), { timeout: 90_000 }).toBeGreaterThan(before + 1);
  expect(await end('engine')).toBeGreaterThan(0);
  await expect(page.getByText(/A worker of this page died in the middle of the search; it goes on from generation \d+/)).toBeVisible();
  const reached = before + 1;
  await expect.poll(() => generation(page), { timeout: 90_000 }).toBeGreaterThan(reached);
  await stopSearch(page);
});

test('workers that train end without a word, and the engine’s with an error: training goes on', async ({ page, context, faults }) => {
  test.setTimeout(240_000);
  await smallTask(context);
  await training(page);
  const before = await epochs(page);
  for (const worker of page.workers().filter((one) => one.url().includes('train.worker'))) await worker.evaluate(() => { (globalThis as unknown as { close(): void }).close(); }).catch(() => {});
  await expect.poll(() => epochs(page), { timeout: 90_000 }).toBeGreaterThan(before + 1);
  for (const worker of page.workers().filter((one) => one.url().includes('engine'))) await worker.evaluate(() => { setTimeout(() => { throw new Error('out of memory'); }); }).catch(() => {});
  await expect(page.getByText(/A worker of this page died in the middle of training; it goes on from its last whole epoch/)).toBeVisible();
  await expect.poll(() => epochs(page), { timeout: 90_000 }).toBeGreaterThan(before + 2);
  await panel(page, 'supernet').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page, 'supernet').getByText('stopped early')).toBeVisible({ timeout: 30_000 });
  // the error that was thrown for it is all there is
  expect(faults.filter((fault) => !fault.includes('out of memory'))).toEqual([]);
  faults.length = 0;
});

test('a browser that is full says so, goes on, and catches up with all of it when there is room', async ({ page, context, baseURL }) => {
  const session = await context.newCDPSession(page);
  const origin = new URL(baseURL ?? '').origin;
  // before the page opens its database, which asks how much room there is no more than every half a minute
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.goto('./');
  await expect(dots(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pin this network' }).click();
  await expect(page.getByText(/This browser has no room left for Thimble’s work.*It stays while the page is open, and what was kept before is still there/)).toHaveCount(1);
  const note = page.getByRole('textbox', { name: 'Note on Network 1' });
  await note.fill('written while the browser was full');
  await note.blur();
  await expect(note).toHaveValue('written while the browser was full');
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('textbox', { name: 'Name of Network 1' }).fill('Mine');
  await page.getByRole('textbox', { name: 'Name of Network 1' }).press('Enter');
  await expect(page.getByText('There is room again: your work is kept as before.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Note on Mine' })).toHaveValue('written while the browser was full');
});

test('a window that keeps nothing, no database and no files, says so once and works', async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = (): never => { throw new DOMException('The user denied permission to access the database.', 'SecurityError'); };
    IDBFactory.prototype.open = refuse;
    Storage.prototype.setItem = refuse;
    Storage.prototype.getItem = refuse;
    Object.defineProperty(navigator.storage, 'getDirectory', { value: () => Promise.reject(new DOMException('Security error when calling GetDirectory', 'SecurityError')) });
  });
  await page.goto('./');
  await expect(page.getByText(/This window lets Thimble keep nothing \(The user denied permission to access the database\), as private windows do\. Your work stays while the page is open/)).toHaveCount(1);
  await expect(dots(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pin this network' }).click();
  await page.getByRole('textbox', { name: 'Name of Network 1' }).fill('For as long as it is open');
  await page.getByRole('textbox', { name: 'Name of Network 1' }).press('Enter');
  // the focus stays in the name, where keys are letters
  await page.getByRole('textbox', { name: 'Name of For as long as it is open' }).blur();
  await page.locator('body').press('k');
  await page.getByRole('button', { name: 'Pin this network' }).click();
  await expect(page.locator('#pins .pin-list li')).toHaveCount(2);
  await expect(page.locator('.notices .problem')).toHaveCount(1);
});
