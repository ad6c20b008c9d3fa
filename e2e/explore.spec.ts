/** Asking "what if": another budget re-filters the networks found at once, another gene gives another network at once. */
import { expect, openPanel, panel, test } from './thimble.ts';

test('a smaller budget re-filters the front at once, and becomes the budget only when asked', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'search');
  const search = panel(page, 'search');
  const front = search.locator('figure.chart').first().locator('.dot-front');
  await expect(front.first()).toBeVisible();
  const before = await front.count();
  const whatIf = search.locator('.what-if');
  const [, inForce, all] = /As the budgets are, (\d+) of (\d+) networks fit/.exec(await whatIf.innerText()) ?? [];
  const slider = whatIf.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(search.getByText(`Then none of ${all} networks fit.`)).toBeVisible();
  await expect(front).toHaveCount(0);
  await page.keyboard.press('End');
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
  const said = await whatIf.innerText();
  const fits = Number(/Then (\d+) of \d+ networks? fits?/.exec(said)?.[1]);
  expect(fits).toBeGreaterThan(0);
  expect(fits).toBeLessThan(Number(inForce));
  expect(await front.count()).toBeLessThan(before);
  await expect(search.locator('.ghost-line')).toHaveCount(1);
  const address = page.url();
  await search.getByRole('button', { name: 'Make it the budget' }).click();
  await expect(search.getByText(new RegExp(`As the budgets are, ${fits} of ${all} networks? fits?`))).toBeVisible();
  await expect.poll(() => page.url()).not.toBe(address);
  await page.keyboard.press('Control+z');
  await expect(search.getByText(`As the budgets are, ${inForce} of ${all} networks fit`)).toBeVisible();
});

test('a gene changed in the strip gives another network, whose costs follow; the keyboard does the same', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'network');
  const network = panel(page, 'network');
  const strip = network.locator('.strip svg');
  const genome = network.locator('.genome');
  await expect(strip).toBeVisible();
  const first = await genome.innerText();
  const macs = await network.locator('dl, .stats').first().innerText();
  await strip.focus();
  // the first cell: the largest width
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(genome).not.toHaveText(first);
  await expect(network.locator('dl, .stats').first()).not.toHaveText(macs);
  await expect(network.getByRole('button', { name: 'Back to the search’s choice' })).toBeVisible();
  await network.getByRole('button', { name: 'Back to the search’s choice' }).click();
  await expect(genome).toHaveText(first);
});
