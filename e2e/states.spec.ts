/** What a person meets off the straight path: budgets nothing fits, fields that refuse, links pasted, files that do not come. */
import { defaultRecipe } from '../src/engine/recipe.ts';
import { expect, linkOf, longRecipe, openPanel, panel, shortRecipe, test } from './thimble.ts';

const fill = async (page: Parameters<typeof panel>[0], step: Parameters<typeof panel>[1], label: string, value: string): Promise<void> => {
  const field = panel(page, step).getByRole('textbox', { name: label });
  await field.fill(value);
  await field.press('Enter');
};

test('a search that nothing can satisfy says so as the budget’s matter, with the nearest miss', async ({ page }) => {
  await page.goto(`./${linkOf({ ...shortRecipe, budgets: { ...shortRecipe.budgets, sramBytes: 6144, headroomBytes: 1024 } })}`);
  await expect(panel(page, 'spaces').getByText('None of the networks sampled fits')).toBeVisible();
  await expect(panel(page, 'spaces').locator('.space-list li').first()).toContainText('none of 1,000 sampled networks fits');
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  const alert = panel(page, 'search').getByRole('alert');
  await expect(alert).toContainText(/Nothing of space dscnn fits the budget.*the nearest needs SRAM [\d.]+ KiB.*Raise that limit/);
  await expect(alert).not.toContainText('failed');
  await panel(page, 'search').getByText(/networks of \d+ rejected, nearest misses first/).click();
  await expect(panel(page, 'search').locator('.rejected tbody tr').first()).toContainText(/SRAM over by [\d.]+ KiB/);
});

test('head-room that eats the SRAM is named in every step, and the recorded search stays', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'spaces').locator('.curve').first()).toBeVisible();
  await fill(page, 'board', 'SRAM budget', '4');
  await expect(panel(page, 'board').locator('.sum')).toContainText('nothing for the network');
  await expect(panel(page, 'spaces').getByText(/The head-room leaves no SRAM/)).toBeVisible();
  await expect(panel(page, 'spaces').locator('.curve')).toHaveCount(0);
  await expect(panel(page, 'search').getByRole('button', { name: 'Run the search' })).toBeDisabled();
  await expect(panel(page, 'search').locator('.dot-plain').first()).toBeVisible();
  expect(await page.locator('main').innerText()).not.toMatch(/-\d[\d.]* KiB|NaN/);
});

test('the verdict is never cut, however many limits it names', async ({ page }) => {
  await page.goto('./');
  for (const [label, value] of [['SRAM budget', '12'], ['Flash budget', '48'], ['Latency limit', '5']] as const) await fill(page, 'board', label, value);
  const verdict = page.locator('.top-verdict .verdict');
  await expect(verdict).toContainText(/SRAM over by .*, flash over by .*, latency over by .* ms/);
  expect(await verdict.evaluate((node) => node.scrollWidth <= node.clientWidth + 1 || getComputedStyle(node).overflow === 'visible')).toBe(true);
});

test('a field that refuses tells its limits in its own unit and what still holds', async ({ page }) => {
  await page.goto('./');
  await fill(page, 'board', 'SRAM budget', '99999999999');
  await expect(panel(page, 'board').getByRole('alert')).toContainText(/a number from 0\.001 to 65,536 KiB is needed\. It is still \d/);
  await panel(page, 'board').getByLabel('SRAM budget').press('Escape');
  await fill(page, 'board', 'SRAM budget', '2000');
  await expect(panel(page, 'board').getByText(/more than the 128 KiB of this board/)).toBeVisible();
  await fill(page, 'search', 'Generations', '2.5');
  await expect(panel(page, 'search').getByRole('alert')).toContainText(/a whole number from \d+ to [\d,]+ is needed/);
});

test('a link pasted into the open page opens there, runs nothing, and says what would run', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  const link = linkOf({ ...defaultRecipe, board: 'rp2040', seeds: { ...defaultRecipe.seeds, search: 11 } });
  await page.evaluate((hash) => { location.hash = hash; }, link);
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('rp2040');
  await expect(page.getByText(/nothing runs until you start it.*Run would search dscnn for the Raspberry Pi Pico.*search seed 11/)).toBeVisible();
  await expect(panel(page, 'search').getByRole('progressbar')).toHaveCount(0);
  await fill(page, 'board', 'Latency limit', '77');
  await page.getByRole('button', { name: 'Changed from link: go back' }).click();
  await expect(panel(page, 'board').getByLabel('Latency limit')).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Changed from link: go back' })).toHaveCount(0);
});

test('a space of one width is searched with the shipped supernet', async ({ page }) => {
  await page.goto(`./${linkOf(shortRecipe)}`);
  await panel(page, 'spaces').locator('.space-list li').filter({ hasText: 'dscnn-w0.5' }).getByRole('button', { name: 'Search this space' }).click();
  await expect(panel(page, 'supernet').locator('.summary')).toContainText('shipped trained, narrowed to dscnn-w0.5');
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).dblclick();
  await expect(panel(page, 'search').getByRole('progressbar')).toBeVisible();
  await expect(panel(page, 'network').getByText('accuracy, int8')).toBeVisible({ timeout: 90_000 });
  await expect(panel(page, 'network').locator('.genome')).toContainText('dscnn-w0.5_');
  await expect(page.locator('.archive li')).toHaveCount(1);
});

test('settings changed under a running search are said to be for the next one', async ({ page }) => {
  await page.goto(`./${linkOf(longRecipe)}`);
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'search').getByRole('progressbar')).toBeVisible();
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
  await expect(panel(page, 'search').getByText(/goes on with the settings it was started with/)).toBeVisible();
  await panel(page, 'search').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page, 'search').getByText('Stopped.')).toBeVisible();
});

test('training stopped within its first epoch shows no accuracy that was never measured', async ({ page }) => {
  await page.goto(`./${linkOf({ ...shortRecipe, training: { ...shortRecipe.training, epochs: 3 } })}`);
  await openPanel(page, 'supernet');
  await panel(page, 'supernet').getByRole('button', { name: 'Train further' }).click();
  await expect(panel(page, 'supernet').getByText(/^Loss is/)).toBeVisible({ timeout: 60_000 });
  await panel(page, 'supernet').getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page, 'supernet').getByText('stopped early')).toBeVisible({ timeout: 30_000 });
  await expect(panel(page, 'supernet').getByText('not measured')).toHaveCount(2);
  expect(await page.locator('main').innerText()).not.toContain('NaN');
});
