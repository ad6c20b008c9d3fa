/** The network opened up: walked and searched by keyboard, inspected, fed an input, read beside its code; at any width and in both themes. */
import { existsSync, readFileSync } from 'node:fs';
import { violations } from './axe.ts';
import { ABSENT, expect, FIXTURES, panel, test } from './thimble.ts';
import type { Locator, Page } from '@playwright/test';

const KWS = `${FIXTURES}/tflite/kws_ref_model.tflite`;

const model = (page: Page): Locator => page.locator('#model');
const inspector = (page: Page): Locator => model(page).locator('.inspector');
const graph = (page: Page): Locator => model(page).getByRole('application', { name: /^Layers of the network/ });
const find = (page: Page): Locator => model(page).getByRole('searchbox', { name: /Find a layer/ });
const heading = (page: Page): Locator => inspector(page).locator('h4').first();
const aspect = (page: Page, name: string): Locator => inspector(page).getByRole('radio', { name, exact: true });

/** Opens it, and points out the first layer that a search finds. */
async function openAt(page: Page, text: string): Promise<void> {
  await page.goto('./');
  await model(page).getByRole('button', { name: 'Open up the network' }).click();
  await expect(graph(page)).toBeVisible();
  await find(page).fill(text);
  await expect(model(page).getByRole('status').first()).toContainText('found');
  await find(page).press('Enter');
}

test('by keyboard alone: opened, searched, walked along its edges, zoomed; every chart points at the layer', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'network').locator('.result-hash')).toBeVisible();
  await page.locator('body').press('m');
  await expect(model(page).getByRole('button', { name: 'Open up the network' })).toBeFocused();
  await expect(graph(page)).toBeVisible();
  await page.keyboard.press('/');
  await expect(find(page)).toBeFocused();
  await page.keyboard.type('depthwise');
  await expect(model(page).getByRole('status').first()).toContainText(/\d+ layers found/);
  await page.keyboard.press('Enter');
  await expect(heading(page)).toContainText(/depthwise, layer \d+ of \d+/);
  const first = await heading(page).innerText();
  await page.keyboard.press('Enter');
  await expect(heading(page)).not.toHaveText(first);
  await page.keyboard.press('Shift+Enter');
  await expect(heading(page)).toHaveText(first);
  await expect(panel(page, 'network').locator('.selected-band').first()).toBeAttached();

  await graph(page).focus();
  const said = model(page).locator('.model-graph .readout [aria-live]');
  await page.keyboard.press('Home');
  await expect(said).toContainText('Input');
  await page.keyboard.press('ArrowDown');
  await expect(said).toContainText(/^1\. stem, Conv.*of flash.*MACs.*ms/);
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(/^stem, layer 1 of/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(/, layer 2 of/);
  const zoom = model(page).locator('.graph-zoom');
  await page.keyboard.press('+');
  await expect(zoom).toHaveText('125 %');
  await page.keyboard.press('0');
  await expect(zoom).toHaveText('100 %');
});

test('a layer pointed out in the bars is the graph’s and the inspector’s, and the graph’s is theirs', async ({ page }) => {
  await openAt(page, 'stem');
  await expect(heading(page)).toHaveText(/^stem, layer 1 of/);
  const bars = panel(page, 'network').getByRole('application', { name: 'SRAM, flash and MACs by layer' });
  await bars.focus();
  for (const key of ['Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect(heading(page)).toHaveText(/, layer 2 of/);
  await expect(inspector(page).getByLabel('Layer', { exact: true }).first()).toHaveValue('1');
});

test('the inspector’s product is the layer’s work; weights are drawn, counted and saved whole', async ({ page }) => {
  await openAt(page, 'depthwise');
  await expect(heading(page)).toContainText(/depthwise, layer/);
  const factors = (await inspector(page).locator('.formula .sum > span:not([aria-label])').allInnerTexts()).map((text) => Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', '')));
  const product = Number((await inspector(page).locator('.formula .sum strong').innerText()).replace(/\D/g, ''));
  expect(factors.reduce((a, b) => a * b, 1)).toBe(product);
  await expect(inspector(page).locator('.facts')).toContainText(/int8, [\d,]+ B; step [\d.]+, zero point −?-?\d+/);

  await aspect(page, 'Weights').check();
  await expect(inspector(page).getByText(/stand on \d+ of the 256 steps/)).toBeVisible();
  await expect(inspector(page).getByText(/have steps of their own/)).toBeVisible();
  const maps = inspector(page).getByRole('application', { name: /has a window of/ });
  await maps.focus();
  await page.keyboard.press('Home');
  await expect(inspector(page).locator('.readout [aria-live]').filter({ hasText: 'channel 1: from' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByText(/^Channel 1 of .* weights, a step is/)).toBeVisible();
  const download = page.waitForEvent('download');
  await inspector(page).getByRole('button', { name: 'All weights, CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8').trim().split('\r\n');
  expect(lines[0]).toBe('row,column,channel,int8,value');
  const [places, channels] = [factors[0] * factors[1], factors[2]];
  expect(lines.length - 1).toBe(product / places);
  expect(new Set(lines.slice(1).map((line) => line.split(',')[2])).size).toBe(channels);
});

test('a live input’s activations are shown map by map, of another example, and of what the layer reads', async ({ page }) => {
  await openAt(page, 'stem');
  await aspect(page, 'Activations').check();
  const maps = inspector(page).getByText(/^stem: \d+ maps of \d+ × \d+ for this input/);
  await expect(maps).toBeVisible();
  const finding = inspector(page).getByText(/^The values of stem stand on/);
  const before = await finding.innerText();
  await inspector(page).getByLabel(/^Input, a test example/).selectOption('1');
  await expect(finding).not.toHaveText(before);
  await inspector(page).getByLabel('Show', { exact: true }).selectOption('input 0');
  await expect(inspector(page).getByText(/^input: \d+ maps? of|^input: \d+ values/)).toBeVisible();
});

test('an output is computed before one’s eyes, by keyboard, to the byte that is stored; another place, another layer', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openAt(page, 'depthwise');
  await aspect(page, 'How it is computed').check();
  const finding = inspector(page).locator('.computed .chart-title');
  await expect(finding).toHaveText(/products add up to .* the byte stored\.$/);
  await expect(inspector(page).getByText(/Motion is switched off/)).toBeVisible();
  await expect(inspector(page).getByRole('button', { name: 'Play' })).toHaveCount(0);
  const drawing = inspector(page).getByRole('application', { name: /^How an output of/ });
  const said = inspector(page).locator('.computed .readout [aria-live]');
  await drawing.focus();
  await page.keyboard.press('.');
  await expect(said).toHaveText(/^Step 2 of \d+\. (row|over the edge)/);
  await expect(drawing.locator('.step-term.lit')).toHaveCount(1);
  const place = await finding.innerText();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('PageDown');
  await expect(finding).not.toHaveText(place);
  const [, row, column, channel, byte] = /row (\d+), column (\d+), channel (\d+): .* is (−?\d+), the byte stored/.exec(await finding.innerText()) ?? [];
  await inspector(page).getByRole('button', { name: 'To the end' }).click();
  const lines = inspector(page).getByRole('list', { name: 'The output, step by step' });
  await expect(lines).toContainText(/to the output’s step\s*\S* × [\d,]+ ÷ 2\^\d+, rounded = /);
  await expect(lines).toContainText(`${byte} ✓ the same byte`);
  // the same byte stands among the activations
  await aspect(page, 'Activations').check();
  const maps = inspector(page).getByRole('application', { name: /maps of/ });
  await maps.focus();
  await page.keyboard.press('Home');
  for (let at = 1; at < Number(channel); at++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const [download] = await Promise.all([page.waitForEvent('download'), inspector(page).locator('figure', { hasText: 'value by value' }).getByRole('button', { name: 'CSV' }).click()]);
  const values = readFileSync(await download.path(), 'utf8').trim().split('\r\n').map((line) => line.split(','));
  expect(values.find(([atRow, atColumn]) => atRow === row && atColumn === column)?.[2].replace("'", '')).toBe(byte.replace('−', '-'));
  // a sum of two tensors, and one that plays
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await find(page).fill('add');
  await find(page).press('Enter');
  await aspect(page, 'How it is computed').check();
  await expect(finding).toHaveText(/two values are added/);
  await inspector(page).getByRole('button', { name: 'Play' }).click();
  await expect(lines).toContainText('✓ the same byte');
  await inspector(page).getByRole('button', { name: 'Pause' }).click();
});

test('the C stands beside its layer: its lines are marked, another layer’s lead there, the kernel is shown', async ({ page }) => {
  await openAt(page, 'stem');
  await aspect(page, 'C code').check();
  const source = inspector(page).getByRole('region', { name: /^model\.c/ });
  await expect(source.locator('code.lit').filter({ hasText: '/* stem */' })).toBeVisible();
  await expect(inspector(page).getByRole('region', { name: /^kernels\/conv2d\.c/ }).locator('code.lit').first()).toContainText('void int8_conv2d(');
  await source.locator('code:not(.lit)').filter({ hasText: '/* stage' }).first().click();
  await expect(heading(page)).toHaveText(/, layer 2 of/);
  await expect(source.locator('code.lit').filter({ hasText: '/* stem */' })).toHaveCount(0);
  await inspector(page).getByRole('button', { name: /^constants, values/ }).click();
  await expect(source.locator('code.lit').filter({ hasText: /_bias = \{|_weights = \{/ }).first()).toBeVisible();
});

test('a network that is only looked at has no weights, and says so', async ({ page }) => {
  await openAt(page, 'stem');
  await find(page).blur();
  await page.keyboard.press('k');
  await expect(panel(page, 'network').getByRole('button', { name: 'Back to the search’s choice' })).toBeVisible();
  await expect(heading(page)).toHaveText(/^stem, layer 1 of/);
  await aspect(page, 'Weights').check();
  await expect(inspector(page).getByText(/judged by its shapes alone/)).toBeVisible();
});

test('a .tflite from elsewhere is opened up, too', async ({ page }) => {
  test.skip(!existsSync(KWS), ABSENT);
  await page.goto('./');
  await panel(page, 'network').getByLabel('Open a model file').setInputFiles(KWS);
  await expect(panel(page, 'network').getByText('opened from a file').first()).toBeVisible();
  await model(page).getByRole('button', { name: 'Open up the network' }).click();
  await expect(inspector(page).getByText('The whole network, kws_ref_model')).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Next layer' }).click();
  await aspect(page, 'Activations').check();
  await expect(inspector(page).getByText(/It is fed noise/)).toBeVisible();
  await expect(inspector(page).getByText(/maps of 25 × 5 for this input/)).toBeVisible();
});

for (const width of [1280, 360]) {
  test(`no violation in either theme at ${width} px, and nothing to scroll sideways`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 720 });
    await openAt(page, 'depthwise');
    for (const name of ['Layer', 'Weights', 'Activations', 'How it is computed', 'C code']) {
      await aspect(page, name).check();
      if (name === 'How it is computed') await expect(inspector(page).getByText(/the byte stored\.$/)).toBeVisible();
      if (name === 'Activations') await expect(inspector(page).getByText(/for this input/)).toBeVisible();
      for (const theme of ['light', 'dark']) {
        await page.getByLabel('Theme').selectOption(theme);
        expect(await violations(page, '#model'), `${name}, ${theme}`).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
}
