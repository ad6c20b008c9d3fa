/** axe-core over the whole page with every step open, in both themes and on a phone (WCAG 2.1 A and AA). */
import { violations } from './axe.ts';
import { expect, openPanel, panel, test } from './thimble.ts';

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`no violation in the ${theme} theme at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 720 });
      await page.goto('./');
      await page.getByLabel('Theme').selectOption(theme);
      await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
      for (const name of ['task', 'supernet', 'export', 'live'] as const) await openPanel(page, name);
      await panel(page, 'task').getByLabel('my own').check();
      await panel(page, 'task').getByRole('button', { name: 'Record here' }).click();
      await expect(panel(page, 'task').getByRole('button', { name: 'Make these the task' })).toBeVisible();
      await panel(page, 'live').getByRole('button', { name: 'yes', exact: true }).click();
      await expect(panel(page, 'live').getByText('The real board would take')).toBeVisible({ timeout: 60_000 });
      await panel(page, 'spaces').getByLabel('Images: 108 MCUNet spaces').check();
      await expect(panel(page, 'spaces').locator('.heat-cell').first()).toBeVisible();
      await expect(panel(page, 'export').locator('tbody tr').first()).toBeVisible();
      await expect(panel(page, 'simulate').getByText(/takes the most: .* instructions/)).toBeVisible();
      await panel(page, 'network').getByRole('checkbox', { name: /^In place/ }).uncheck();
      await expect(panel(page, 'network').getByText(/The arena has grown/)).toBeVisible();
      await panel(page, 'network').getByLabel('Open a model file').setInputFiles({ name: 'no.tflite', mimeType: 'application/octet-stream', buffer: Buffer.from('no model') });
      await expect(panel(page, 'network').locator('.refusal')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  }
}
