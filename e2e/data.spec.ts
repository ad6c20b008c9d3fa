/**
 * From a folder of real recordings to a network that hears one it was not given: dropped on the page, trained, searched
 * and tried there. And what can be asked of a supernet: where it errs, and whether larger spaces are better.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { ABSENT, expect, FIXTURES, kept, linkOf, openPanel, panel, shortRecipe, test } from './thimble.ts';

const CLIPS = `${FIXTURES}/speech_commands`;

/** Lets go of a folder of this machine over an element, as a person's hand would; a page's own script cannot make one. */
async function dropFolder(page: Page, onto: ReturnType<Page['locator']>, folder: string): Promise<void> {
  await onto.scrollIntoViewIfNeeded();
  const box = await onto.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  const debug = await page.context().newCDPSession(page);
  const data = { items: [], files: [resolve(folder)], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await debug.send('Input.dispatchDragEvent', { type, x: box.x + box.width - 40, y: box.y + box.height / 2, data });
}

test('a folder of real clips is dropped, trained on for a few epochs, and clips held out are told apart', async ({ page }, info) => {
  test.skip(!existsSync(CLIPS), ABSENT);
  test.setTimeout(300_000);
  const folder = info.outputPath('clips');
  const held = info.outputPath('held out');
  mkdirSync(held, { recursive: true });
  cpSync(CLIPS, folder, { recursive: true });
  const words = ['yes', 'no', 'up', 'down', 'left', 'right', 'stop', 'go'];
  for (const word of words) {
    const [clip] = readdirSync(join(folder, word)).sort();
    renameSync(join(folder, word, clip), join(held, `${word}.wav`));
  }
  await page.goto(`./${linkOf({ ...shortRecipe, training: { ...shortRecipe.training, epochs: 3, batch: 32, learningRate: 0.001 } })}`);
  await openPanel(page, 'task');
  const task = panel(page, 'task');
  await task.getByLabel('my own').check();
  await dropFolder(page, task.locator('.drop'), folder);
  await expect(task.getByRole('status').filter({ hasText: /clips, \d+ files, 136 examples/ })).toBeVisible({ timeout: 60_000 });
  await expect(task.getByText('by speaker: nobody is heard in two splits')).toBeVisible();
  await expect(task.getByRole('row', { name: /README\.md/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await openPanel(page, 'supernet');
  const supernet = panel(page, 'supernet');
  await supernet.getByRole('button', { name: 'Train further' }).click();
  await expect(supernet.getByText('checkpoint kept')).toBeVisible({ timeout: 120_000 });
  await expect(supernet.getByText(/^The learning rate is/)).toBeVisible();
  await supernet.getByRole('button', { name: 'Judge it on the test split' }).click();
  await expect(supernet.getByText(/of \d+ right; most often|of \d+ right: no error/)).toBeVisible({ timeout: 60_000 });
  const wrong = supernet.locator('.confusion-cell.wrong');
  if ((await wrong.count()) > 0) {
    await wrong.first().click();
    await expect(supernet.getByRole('button', { name: /^Listen to clips\// }).first()).toBeVisible();
  }

  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'network').getByText('accuracy, int8')).toBeVisible({ timeout: 120_000 });
  await expect(panel(page, 'search').getByRole('progressbar')).toHaveCount(0, { timeout: 120_000 });
  await openPanel(page, 'live');
  const live = panel(page, 'live');
  const heard: string[] = [];
  for (const word of words) {
    await live.getByLabel('Open a recording').setInputFiles(join(held, `${word}.wav`));
    const answer = live.getByText(new RegExp(`^${word}\\.wav: “`));
    await expect(answer).toBeVisible({ timeout: 60_000 });
    heard.push(/“(\w+)”/.exec(await answer.innerText())?.[1] ?? '');
  }
  const right = heard.filter((answer, index) => answer === words[index]).length;
  expect(right, `heard ${heard.join(', ')}`).toBeGreaterThanOrEqual(4); // one in twelve by chance
});

test('training on data of one’s own goes on after a reload, from its last whole epoch', async ({ page }) => {
  test.skip(!existsSync(CLIPS), ABSENT);
  await page.goto(`./${linkOf({ ...shortRecipe, training: { ...shortRecipe.training, epochs: 200, batch: 32 } })}`);
  for (const name of ['task', 'supernet'] as const) await openPanel(page, name);
  await panel(page, 'task').getByLabel('my own').check();
  await panel(page, 'task').getByLabel('Open a folder').setInputFiles(CLIPS);
  await expect(panel(page, 'task').getByText('in use', { exact: true })).toBeVisible({ timeout: 60_000 });
  const supernet = panel(page, 'supernet');
  await supernet.getByRole('button', { name: 'Train further' }).click();
  await expect(supernet.getByText(/^On the validation split the loss/)).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => kept(page, 'training')).toMatchObject({ checkpoint: expect.any(Number) });
  await page.reload();
  await expect(page.getByText(/Training goes on from its last whole epoch \([1-9]\d*\)/)).toBeVisible();
  await openPanel(page, 'supernet');
  await expect(supernet.getByRole('progressbar')).toBeVisible();
  await supernet.getByRole('button', { name: 'Stop' }).click();
  await expect(supernet.getByRole('button', { name: /^Go on from epoch \d+$/ })).toBeVisible({ timeout: 30_000 });
});

test('a supernet shows where it errs, with the examples, and puts TinyNAS’s assumption to the test', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'supernet');
  const supernet = panel(page, 'supernet');
  await supernet.getByLabel('smallest').check();
  await supernet.getByRole('button', { name: 'Judge it on the test split' }).click();
  await expect(supernet.getByText(/of 1,200 right; most often/)).toBeVisible({ timeout: 60_000 });
  const chart = supernet.getByRole('application', { name: /^Confusions/ });
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(supernet.getByText(/examples of down were told right/)).toBeVisible();
  await supernet.locator('.confusion-cell.wrong').first().click();
  await expect(supernet.getByText('The sound of these clips does not ship with the page')).toBeVisible();
  await expect(supernet.locator('.errors canvas').first()).toBeVisible();

  await supernet.getByRole('button', { name: 'Put it to the test' }).click();
  await expect(supernet.getByText(/does the most work,/).first()).toBeVisible({ timeout: 60_000 });
  await expect(supernet.getByText('order of the networks')).toBeVisible({ timeout: 120_000 });
  await expect(supernet.locator('.stats')).toContainText(/τ -?[\d.]+/);
  expect(await violations(page)).toEqual([]);
});

test('choosing the scenes shows pictures at once, drawn and called synthetic, in the space they are searched in', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'task');
  const task = panel(page, 'task');
  await task.getByLabel('things in scenes').check();
  await expect(task.locator('canvas.picture')).toHaveCount(60, { timeout: 60_000 });
  await expect(task.getByText('synthetic', { exact: true })).toBeVisible();
  await expect(panel(page, 'spaces').locator('.space-list li').filter({ hasText: 'searched' })).toContainText('toybox');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(task.locator('.summary')).toContainText('Spoken keywords');
});
