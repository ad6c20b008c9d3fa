/** From the first visit to a network's figures, and to firmware sources on disk, without a pointer; with motion unwanted, and in forced colours. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, linkOf, panel, shortRecipe, tabTo, test } from './thimble.ts';

test('from the first visit to a downloaded bundle: budget set, search run, network looked at, C sources on disk', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(`./${linkOf(shortRecipe)}`);
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // skip link
  await expect(panel(page, 'board').locator('h2 button')).toBeFocused();
  await tabTo(page, panel(page, 'board').getByLabel('SRAM budget'));
  await page.keyboard.type('48');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'board').locator('.sum')).toContainText('48.0 KiB');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('run the search');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'search').locator('h2 button')).toBeFocused();
  await expect(panel(page, 'search').getByRole('progressbar')).toBeVisible();
  await expect(panel(page, 'network').locator('.result-hash')).toBeVisible({ timeout: 120_000 });
  await expect(page.locator('.top-verdict')).toContainText('fits');

  const chart = panel(page, 'search').locator('figure.chart').first().getByRole('application');
  await tabTo(page, chart);
  const genome = panel(page, 'network').locator('.lead .genome');
  const found = await genome.innerText();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(genome).not.toHaveText(found);

  await page.keyboard.press('7');
  await expect(panel(page, 'export').locator('h2 button')).toBeFocused();
  const get = panel(page, 'export').getByRole('button', { name: /Download the C bundle, / });
  await expect(get).toBeEnabled();
  await tabTo(page, get);
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const files = Object.keys(unzipSync(new Uint8Array(readFileSync(await (await download).path()))));
  expect(files.some((path) => path.endsWith('model.c'))).toBe(true);
});

test('where motion is unwanted nothing moves by itself, and a step is jumped to at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal/)).toBeVisible();
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await page.keyboard.press('8');
  await expect(panel(page, 'simulate').locator('h2 button')).toBeFocused();
  const running = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length);
  expect(running).toBe(0);
  // no later frame moves it further: it is there in the frame that gave the focus
  const tops = await page.evaluate(() => new Promise<number[]>((resolve) => {
    const seen: number[] = [];
    const look = (): void => {
      seen.push(Math.round(document.getElementById('simulate')?.getBoundingClientRect().top ?? -1));
      if (seen.length < 12) requestAnimationFrame(look);
      else resolve(seen);
    };
    requestAnimationFrame(look);
  }));
  expect(new Set(tops).size).toBe(1);
});

test('in forced colours focus, verdicts, chosen segments and marks can still be told apart', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await panel(page, 'board').locator('h2 button').focus();
  expect(await panel(page, 'board').locator('h2 button').evaluate((node) => getComputedStyle(node).outlineStyle)).toBe('solid');
  await expect(page.locator('.top-verdict .verdict')).toHaveText(/✓ fits/);
  const [on, off] = await panel(page, 'spaces').locator('.segments').first().evaluate((node) => [':checked', ':not(:checked)'].map((state) => {
    const { borderColor, backgroundColor, color } = getComputedStyle(node.querySelector(`input${state} + span`) as Element);
    return `${borderColor} ${backgroundColor} ${color}`;
  }));
  expect(on).not.toBe(off);
  const share = await panel(page, 'network').locator('.meter-bar').first().evaluate((node) => {
    const bar = getComputedStyle(node.firstElementChild as Element).backgroundColor;
    return [bar, getComputedStyle(document.body).backgroundColor];
  });
  expect(share[0]).not.toBe(share[1]);
  const strokes = ['.dot-front', '.dot-plain'].map((dot) => panel(page, 'search').locator(dot).first().evaluate((node) => getComputedStyle(node).stroke));
  const [front, plain] = await Promise.all(strokes);
  expect(front).not.toBe(plain);
  const legend = await panel(page, 'network').locator('.swatch').evaluateAll((swatches) => swatches.slice(0, 6).map((one) => getComputedStyle(one).background));
  expect(new Set(legend).size).toBeGreaterThan(3); // the drawing's own colours, not the system's one
});

test('steps, budgets, charts and networks are reached by keyboard alone', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the first step' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel(page, 'board').locator('h2 button')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toBeFocused();

  await page.keyboard.press('Escape');
  await panel(page, 'board').locator('h2 button').focus();
  await page.keyboard.press('5');
  await expect(panel(page, 'search').locator('h2 button')).toBeFocused();
  const figure = panel(page, 'search').locator('figure.chart').first();
  const chart = figure.getByRole('application');
  for (let i = 0; i < 30 && !(await chart.evaluate((node) => node === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(chart).toBeFocused();
  await page.keyboard.press('ArrowRight');
  const readout = figure.locator('.readout [aria-live]');
  await expect(readout).toContainText('%');
  const first = await readout.textContent();
  await page.keyboard.press('ArrowRight');
  await expect(readout).not.toHaveText(first ?? '');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'network').locator('.genome')).not.toBeEmpty();
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toHaveCount(0);
  await page.keyboard.press('6');
  await expect(panel(page, 'network').locator('h2 button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel(page, 'network').locator('.panel-body')).toBeHidden();
});
