/** Networks pinned, named, noted, compared, judged by the budgets of the moment, taken along, dropped and had again, over reloads. */
import { readFileSync } from 'node:fs';
import { violations } from './axe.ts';
import { expect, panel, test } from './thimble.ts';
import type { Page } from '@playwright/test';

const pins = (page: Page) => page.locator('#pins');

/** Pins the recorded search's choice and its neighbour on the front. */
async function pinTwo(page: Page): Promise<void> {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await page.getByRole('button', { name: 'Pin this network' }).click();
  await expect(page.getByRole('button', { name: 'Pinned as Network 1' })).toBeVisible();
  await page.locator('body').press('k');
  await expect(panel(page, 'network').getByText('accuracy, inherited')).toBeVisible();
  await page.locator('body').press('p');
  await expect(pins(page).locator('.pin-list li')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Pinned as Network 2' })).toBeVisible();
}

test('two networks are pinned, named and noted, and stand so after a reload, judged by the budgets as they are', async ({ page }) => {
  await pinTwo(page);
  await page.locator('body').press('p');
  await expect(pins(page).locator('.pin-list li')).toHaveCount(2); // pinned already
  await page.getByRole('textbox', { name: 'Name of Network 1' }).fill('The chosen one');
  await page.getByRole('textbox', { name: 'Name of Network 1' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name of The chosen one' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Note on The chosen one' }).fill('for the door\nwith a margin');
  await page.getByRole('textbox', { name: 'Note on The chosen one' }).blur();
  await page.getByRole('textbox', { name: 'Name of Network 2' }).fill('never taken');
  await page.getByRole('textbox', { name: 'Name of Network 2' }).press('Escape');
  await expect(page.getByRole('textbox', { name: 'Name of Network 2' })).toHaveValue('Network 2');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name of The chosen one' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Note on The chosen one' })).toHaveValue('for the door\nwith a margin');
  const chosen = pins(page).locator('.pin-list li').last();
  await expect(chosen.locator('.verdict')).toHaveText('✓ fits');
  await expect(chosen).toContainText(/% int8, measured on 1,200 test examples, recorded/);
  const field = panel(page, 'board').getByRole('textbox', { name: 'SRAM budget' });
  await field.fill('16');
  await field.press('Enter');
  await expect(chosen.locator('.verdict')).toContainText(/does not fit: SRAM over by [\d.]+ KiB/);
  const estimate = await chosen.locator('.hint').textContent();
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
  await expect(chosen.locator('.hint')).not.toHaveText(estimate ?? '');
  await expect(pins(page)).toContainText(/estimated for the Raspberry Pi Pico/);
});

test('two are compared cost by cost and choice by choice; the list is taken along as CSV and JSON; the section is free of axe findings in both themes', async ({ page }) => {
  await pinTwo(page);
  await page.locator('body').press('c');
  await expect(page.locator('#pins-title')).toBeFocused();
  await page.getByRole('checkbox', { name: 'Compare Network 1' }).check();
  await page.getByRole('checkbox', { name: 'Compare Network 2' }).check();
  const table = page.locator('.pins-compare');
  await expect(table.locator('.chart-title')).toContainText(/^Network 2 takes [\d.]+ KiB (less|more) SRAM than Network 1 and is [\d.]+ points (less|more) accurate; \d+ choices set them apart\.$/);
  await expect(table.getByRole('row', { name: /peak SRAM estimated/ })).toContainText(/[+−][\d.]+ KiB, [+−]\d+\s%/);
  expect(await table.locator('tr.gene').count()).toBeGreaterThan(0);
  expect(await table.locator('tr.gene').count()).toBe(await table.locator('tr.gene', { hasText: '≠' }).count());
  const saved = async (name: string): Promise<string> => {
    const download = page.waitForEvent('download');
    await pins(page).getByRole('button', { name }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  expect((await saved('Download as CSV')).trim().split('\r\n')).toHaveLength(3);
  const { pins: listed } = JSON.parse(await saved('Download as JSON')) as { pins: { name: string; link: string; costs: { peakSramBytes: number } }[] };
  expect(listed.map(({ name, costs }) => [name, costs.peakSramBytes > 0])).toEqual([['Network 2', true], ['Network 1', true]]);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await violations(page)).toEqual([]);
  }
});

test('one is opened again, dropped, and had back; a phone shows it without sideways scroll', async ({ page }) => {
  await pinTwo(page);
  const genome = await pins(page).locator('.pin-list li').last().locator('.genome').textContent();
  await expect(panel(page, 'network').locator('.genome').first()).not.toHaveText(genome ?? '');
  await page.getByRole('button', { name: 'Open Network 1' }).click();
  await expect(panel(page, 'network').locator('.genome').first()).toHaveText(genome ?? '');
  await expect(panel(page, 'network').getByText('accuracy, int8').first()).toBeVisible();
  await page.getByRole('button', { name: 'Drop Network 1' }).click();
  await expect(pins(page).locator('.pin-list li')).toHaveCount(1);
  await expect(pins(page).getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(pins(page).locator('.pin-list li')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Pinned as Network 1' })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
