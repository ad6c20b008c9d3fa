/** On a phone nothing runs out of the screen sideways, and each step can still be opened and used. */
import { expect, openPanel, panel, test } from './thimble.ts';

test('360 px: no horizontal scroll with every step open', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  for (const name of ['task', 'supernet', 'export', 'live'] as const) await openPanel(page, name);
  await panel(page, 'task').getByLabel('my own').check();
  await panel(page, 'task').getByRole('button', { name: 'Record here' }).click();
  await panel(page, 'live').getByRole('button', { name: 'no', exact: true }).click();
  await expect(panel(page, 'live').getByText('The real board would take')).toBeVisible({ timeout: 60_000 });
  await expect(panel(page, 'export').locator('tbody tr').first()).toBeVisible();
  await expect(panel(page, 'network').locator('.techniques')).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/takes the most: .* instructions/)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await panel(page, 'spaces').getByLabel('Images: 108 MCUNet spaces').check();
  await expect(panel(page, 'spaces').locator('.heat-cell')).toHaveCount(108);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
