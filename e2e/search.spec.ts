/** The search runs in the page, goes on after a reload, and ends with a network one can take away. */
import { expect, kept, linkOf, longRecipe, openPanel, panel, shortRecipe, test } from './thimble.ts';

test('a short search runs live to a network with its accuracies, its bundle and its simulation', async ({ page }) => {
  await page.goto(`./${linkOf(shortRecipe)}`);
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'search').getByRole('progressbar')).toBeVisible();
  await expect(panel(page, 'network').getByText('accuracy, int8')).toBeVisible({ timeout: 150_000 });
  await expect(panel(page, 'search').getByText('recorded search', { exact: true })).toHaveCount(0);
  await expect(panel(page, 'network').locator('.stats')).toContainText('measured');
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal, byte for byte/)).toBeVisible();
  await openPanel(page, 'export');
  const download = page.waitForEvent('download');
  await panel(page, 'export').getByRole('button', { name: /Download the C bundle/ }).click();
  expect((await download).suggestedFilename()).toMatch(/\.zip$/);
  await expect(page.locator('.archive li')).toHaveCount(1);
});

test('a reload in the middle of a search goes on from its last checkpoint', async ({ page }) => {
  await page.goto(`./${linkOf(longRecipe)}`);
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'search').locator('.summary')).toContainText(/generation [2-9]/, { timeout: 120_000 });
  const before = await panel(page, 'search').locator('.dot-plain, .dot-front').count();
  await expect.poll(() => kept(page, 'search')).toMatchObject({ checkpoint: { generation: expect.any(Number) } });
  await page.reload();
  await expect(page.getByText(/The search goes on from generation [1-9]/)).toBeVisible();
  await expect(panel(page, 'search').getByRole('progressbar')).toBeVisible();
  await expect.poll(() => panel(page, 'search').locator('.dot-plain, .dot-front').count(), { timeout: 60_000 }).toBeGreaterThan(before);
  await panel(page, 'search').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page, 'search').getByText('Stopped.')).toBeVisible();
  await expect(panel(page, 'search').getByRole('button', { name: /Go on from generation/ })).toBeVisible();
});

test('the supernet trains in the page with live curves, and Stop keeps the weights reached', async ({ page }) => {
  const recipe = { ...shortRecipe, training: { ...shortRecipe.training, epochs: 3 } };
  await page.goto(`./${linkOf(recipe)}`);
  await openPanel(page, 'supernet');
  await panel(page, 'supernet').getByRole('button', { name: 'Train further' }).click();
  await expect(panel(page, 'supernet').locator('.curve').first()).toBeVisible({ timeout: 90_000 });
  await panel(page, 'supernet').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page, 'supernet').getByText('stopped early')).toBeVisible({ timeout: 30_000 });
});
