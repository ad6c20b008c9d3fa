/** From the first visit to a network's figures without a pointer. */
import { expect, panel, test } from './thimble.ts';

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
