/**
 * Numbers from a board of one's own: brought as text or file, beside the simulated ones layer by layer, kept over a
 * reload, removed and had back; what is no log says so with its line; another board is another log.
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, panel, test } from './thimble.ts';

const simulate = (page: Page) => panel(page, 'simulate');
const part = (page: Page) => simulate(page).locator('.measured');
const chart = (page: Page) => part(page).locator('figure[data-name="measured"]');

/** What the simulation says of each layer, from its own table; the runner is no layer. */
async function simulatedLayers(page: Page): Promise<{ name: string; cycles: number }[]> {
  const figure = simulate(page).locator('figure[data-name="execution"]');
  await figure.getByRole('button', { name: 'Table' }).click();
  const rows = await figure.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')));
  await figure.getByRole('button', { name: 'Chart' }).click();
  return rows.filter(([, op]) => op !== 'runner').map(([name, , , cycles]) => ({ name, cycles: Number(cycles) }));
}

/** A log as the exported bundle prints it: everything a tenth more, the third layer half more. */
const logOf = (layers: readonly { name: string; cycles: number }[]): string =>
  `*** boot ***\nlayer,name,cycles\n${layers.map(({ name, cycles }, i) => `${i},${name},${Math.round(cycles * (i === 2 ? 1.5 : 1.1))}`).join('\n')}\nyes, as recorded, in 25 us\n`;

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

async function opened(page: Page): Promise<{ name: string; cycles: number }[]> {
  await page.goto('./');
  await expect(simulate(page).locator('figure[data-name="execution"]')).toBeVisible();
  const layers = await simulatedLayers(page);
  await simulate(page).getByRole('button', { name: 'Measured on a board' }).click();
  await expect(part(page)).toBeVisible();
  return layers;
}

test('a log is brought, stands beside the simulation, survives a reload, is removed and had back', async ({ page }) => {
  const layers = await opened(page);
  const cycles = await simulate(page).locator('.stats').first().textContent();
  await part(page).getByLabel('Or paste it').fill('layer,name,cycles\n0,stem,12\n1,blo');
  await part(page).getByRole('button', { name: 'Compare' }).click();
  await expect(part(page).getByRole('alert')).toHaveText('pasted text, line 3: has 2 cells where the heading has 3; was the line cut?');
  await part(page).getByLabel('Or paste it').fill('conv_of_another: 5 cycles');
  await part(page).getByRole('button', { name: 'Compare' }).click();
  await expect(part(page).getByRole('alert')).toContainText('names no layer of this network (conv_of_another)');
  await expect(chart(page)).toHaveCount(0);

  await part(page).getByLabel('Open a log').setInputFiles(file('mine.log', logOf(layers)));
  await expect(chart(page).locator('.chart-title')).toHaveText(new RegExp(`^Measured is [\\d.]+ % above simulated, over ${layers.length} layers; the most at ${layers[2].name}, \\+50 %\\.$`));
  await expect(chart(page).locator('.chart-note')).toContainText('a layer is off by');
  await expect(part(page)).toContainText(/Measured, brought by you on \d+ \w+ \d{4}|Measured, brought by you on \w+ \d+, \d{4}/);
  expect(await simulate(page).locator('.stats').first().textContent()).toBe(cycles); // nothing else has changed

  await chart(page).getByRole('button', { name: 'Table' }).click();
  await expect(chart(page).locator('tbody tr')).toHaveCount(layers.length);
  await expect(chart(page).locator('tbody tr').nth(2)).toContainText('1.5');
  await chart(page).getByRole('button', { name: 'Chart' }).click();
  for (const [name, begins] of [['CSV', 'layer,op,measured cycles'], ['SVG', '<?xml']] as const) {
    const download = page.waitForEvent('download');
    await chart(page).getByRole('button', { name }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toMatch(begins);
  }
  await chart(page).locator('svg[role="application"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(chart(page).locator('.readout')).toContainText(/1\. .* cycles measured, .* simulated, \+10\.0 %/);

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page, '#simulate')).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 720 });

  await page.reload();
  await expect(chart(page)).toBeVisible(); // open by itself, where a log is kept
  await part(page).getByRole('button', { name: 'Remove this log' }).click();
  await expect(chart(page)).toHaveCount(0);
  await expect(part(page).getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(chart(page)).toBeVisible();
  await expect(part(page)).toBeFocused();

  await part(page).getByRole('button', { name: 'Remove this log' }).click();
  await panel(page, 'board').getByLabel('Board', { exact: true }).focus();
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('nrf52840');
  await expect(part(page)).toContainText('what your nRF52840');
  await expect(part(page).getByRole('button', { name: 'Undo' })).not.toBeFocused(); // made anew for the board, where the focus stays
  await part(page).getByRole('button', { name: 'Undo' }).click();
  await expect(part(page).getByText(/shown when that network stands here for that board/)).toBeVisible();
  await expect(chart(page)).toHaveCount(0);
  await part(page).getByLabel('Or paste it').fill('inference: 120 ms');
  await part(page).getByRole('button', { name: 'Compare' }).click();
  await expect(chart(page).locator('.chart-title')).toContainText('over one whole inference');
  await expect(part(page)).toContainText('turned into cycles at the board’s 64 MHz');
});
