/** The first visit: no account, no blank panel, a recorded search already drawn, nothing asked of any third party. */
import { defaultRecipe } from '../src/engine/recipe.ts';
import { expect, linkOf, openPanel, panel, test } from './thimble.ts';

const PANELS = ['board', 'task', 'spaces', 'supernet', 'search', 'network', 'export', 'simulate', 'live'] as const;

test('a recorded search is drawn and marked, and every panel says something', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').getByText('recorded search', { exact: true })).toBeVisible();
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  expect(await panel(page, 'search').locator('.dot-plain').count()).toBeGreaterThan(20);
  await expect(panel(page, 'spaces').locator('.curve').first()).toBeVisible();
  await expect(panel(page, 'network').locator('.life').first()).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal, byte for byte/)).toBeVisible();
  for (const name of PANELS) {
    await openPanel(page, name);
    expect((await panel(page, name).locator('.panel-body').innerText()).trim().length).toBeGreaterThan(80);
    expect((await panel(page, name).locator('.summary').innerText()).trim().length).toBeGreaterThan(5);
  }
  await expect(panel(page, 'task')).toContainText('synthetic');
  await expect(panel(page, 'export').getByText('model.c', { exact: true })).toBeVisible();
});

test('the rail marks the step in sight: the first, then the one gone to', async ({ page }) => {
  await page.goto('./');
  const marked = page.getByRole('navigation', { name: 'Steps' }).locator('[aria-current="step"] .rail-title');
  await expect(marked).toHaveText('Board and budgets');
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Chosen network' }).click();
  await expect(marked).toHaveText('Chosen network');
});

test('every figure of the board says what kind it is and where it comes from', async ({ page }) => {
  await page.goto('./');
  const figure = panel(page, 'board').locator('.value').first();
  await figure.focus();
  await expect(page.locator('.tip:popover-open')).toContainText(/published|measured|estimated/i);
  await page.keyboard.press('Escape');
  await expect(page.locator('.tip:popover-open')).toHaveCount(0);
});

test('all 108 image spaces are ranked, and those with too few fitting networks are not crowned', async ({ page }) => {
  await page.goto(`./${linkOf({ ...defaultRecipe, board: 'stm32f746' })}`);
  await panel(page, 'spaces').getByLabel('Images: 108 MCUNet spaces').check();
  await expect(panel(page, 'spaces').locator('.heat-cell')).toHaveCount(108);
  await expect(panel(page, 'spaces').locator('.crown')).toHaveCount(1);
  await panel(page, 'spaces').getByRole('button', { name: 'Table' }).first().click();
  await expect(panel(page, 'spaces').locator('tbody tr')).toHaveCount(108);
});

test('budgets are judged at once: halving SRAM below the peak says by how much it fails', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('.top-verdict')).toContainText('fits');
  const field = panel(page, 'board').getByLabel('SRAM budget');
  await field.fill('12');
  await field.press('Enter');
  await expect(page.locator('.top-verdict')).toContainText(/does not fit: SRAM over by [\d.]+ KiB/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.top-verdict .verdict')).toHaveText(/✓ fits/);
  await field.fill('a lot');
  await field.press('Enter');
  await expect(panel(page, 'board').getByRole('alert')).toContainText('not a number');
});
