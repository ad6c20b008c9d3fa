/** Two tabs at once: neither writes over the other, what they have in common is the same in both, and the second says so. */
import type { Page } from '@playwright/test';
import { expect, linkOf, longRecipe, panel, test } from './thimble.ts';

const board = (page: Page) => panel(page, 'board').getByLabel('Board', { exact: true });
const said = (page: Page) => page.getByText(/Thimble is open in another tab, too\. Settings, runs and recordings of this tab are kept apart/);

async function opened(page: Page, address = './'): Promise<void> {
  await page.goto(address);
  await expect(panel(page, 'search').locator('.dot-plain, .dot-front').first()).toBeVisible();
}

test('settings of two tabs are kept apart and each reload has its own; pins and their notes are the same in both', async ({ page, context }) => {
  await opened(page);
  await board(page).selectOption('rp2040');
  const second = await context.newPage();
  await opened(second);
  await expect(said(second)).toBeVisible();
  await expect(said(page)).toHaveCount(0);
  await expect(board(second)).toHaveValue('stm32f446'); // a first visit of its own
  await board(second).selectOption('nrf52840');

  await page.getByRole('button', { name: 'Pin this network' }).click();
  await expect(second.getByRole('textbox', { name: 'Name of Network 1' })).toBeVisible();
  await second.getByRole('textbox', { name: 'Note on Network 1' }).fill('seen from the other side');
  await second.getByRole('textbox', { name: 'Note on Network 1' }).blur();
  await expect(page.getByRole('textbox', { name: 'Note on Network 1' })).toHaveValue('seen from the other side');
  await second.locator('body').press('k');
  await expect(panel(second, 'network').getByText('accuracy, inherited')).toBeVisible();
  await second.locator('body').press('p');
  await page.getByRole('button', { name: 'Drop Network 1' }).click();
  for (const one of [page, second]) {
    await expect(one.locator('#pins .pin-list li')).toHaveCount(1);
    await expect(one.getByRole('textbox', { name: 'Name of Network 2' })).toBeVisible();
  }

  for (const one of [second, page]) await one.reload();
  await expect(board(page)).toHaveValue('rp2040');
  await expect(board(second)).toHaveValue('nrf52840');
  await expect(said(second)).toBeVisible();
  for (const one of [page, second]) await expect(one.getByRole('textbox', { name: 'Name of Network 2' })).toBeVisible();
});

test('a search in each tab; the one whose tab is closed is told of by the first, and goes on in a second tab', async ({ page, context }) => {
  test.setTimeout(240_000);
  await opened(page);
  const second = await context.newPage();
  await opened(second, `./${linkOf({ ...longRecipe, seeds: { ...longRecipe.seeds, search: 77 } })}`);
  await panel(second, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(second, 'search').locator('.job-line')).toContainText(/generation [2-9]/, { timeout: 120_000 });
  await second.close();
  await page.reload();
  await expect(page.getByText(/A search in a second tab \(dscnn for the Nucleo-F446RE\) was cut short when that tab was closed/)).toBeVisible();
  await expect(panel(page, 'search').getByRole('progressbar')).toHaveCount(0);
  const third = await context.newPage();
  await opened(third);
  await expect(third.getByText(/The search goes on from generation [1-9]/)).toBeVisible();
  await expect(panel(third, 'search').getByRole('textbox', { name: 'Search seed' })).toHaveValue('77');
  await panel(third, 'search').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(third, 'search').getByText('Stopped.')).toBeVisible();
});
