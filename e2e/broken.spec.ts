/** Where the browser gives less than Thimble hopes for: no network, no WebAssembly, no storage. Each says so, and nothing is lost. */
import { expect, panel, test as base } from './thimble.ts';

/** These pages are broken on purpose, so what the browser logs about it is no fault. */
const test = base.extend({ faults: async ({ page: _ }, use) => { await use([]); } });

test('without a network, Run says which kind of thing failed and the recorded search stays', async ({ page, context }) => {
  await page.goto('./');
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal, byte for byte/)).toBeVisible();
  await context.setOffline(true);
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'search').getByRole('alert')).toContainText('could not be fetched');
  await expect(panel(page, 'search').getByText('recorded search', { exact: true })).toBeVisible();
  await expect(panel(page, 'network').locator('.result-hash')).toBeVisible();
});

test('without IndexedDB the page works and says once that nothing is kept', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined }));
  await page.goto('./');
  await expect(page.locator('.notice.problem')).toHaveCount(1);
  await expect(page.locator('.notice.problem')).toContainText('lets Thimble keep nothing (it offers no storage here)');
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal, byte for byte/)).toBeVisible();
});

test('without WebAssembly the recorded search is still drawn, and the steps that need it say so', async ({ page }) => {
  await page.route(/worker-.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `delete globalThis.WebAssembly;\n${await response.text()}` });
  });
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await expect(panel(page, 'simulate').locator('.notice.problem')).toContainText('WebAssembly');
});
