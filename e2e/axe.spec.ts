/** axe-core over the whole page with every step open, in both themes and on a phone (WCAG 2.1 A and AA). */
import { createRequire } from 'node:module';
import { expect, openPanel, panel, test } from './thimble.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } };

interface AxeResults { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[] }[] }

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`no violation in the ${theme} theme at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 720 });
      await page.goto('./');
      await page.getByLabel('Theme').selectOption(theme);
      await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
      for (const name of ['task', 'supernet', 'export'] as const) await openPanel(page, name);
      await panel(page, 'spaces').getByLabel('Images: 108 MCUNet spaces').check();
      await expect(panel(page, 'spaces').locator('.heat-cell').first()).toBeVisible();
      await expect(panel(page, 'export').locator('tbody tr').first()).toBeVisible();
      await expect(panel(page, 'simulate').getByText(/takes the most: .* instructions/)).toBeVisible();
      await panel(page, 'network').getByRole('checkbox', { name: /^In place/ }).uncheck();
      await expect(panel(page, 'network').getByText(/The arena has grown/)).toBeVisible();
      await panel(page, 'network').getByLabel('Open a model file').setInputFiles({ name: 'no.tflite', mimeType: 'application/octet-stream', buffer: Buffer.from('no model') });
      await expect(panel(page, 'network').locator('.refusal')).toBeVisible();
      // The policy of the page lets no inline script in; what the debugger evaluates is outside it.
      await page.evaluate((await import('node:fs')).readFileSync(axe, 'utf8'));
      const { violations } = await page.evaluate((rules) => (globalThis as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }).axe.run(rules), RULES);
      expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 4).map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary}`) }))).toEqual([]);
    });
  }
}
