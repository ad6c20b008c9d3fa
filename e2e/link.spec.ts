/** The link holds the state: what is edited here opens there, and a hostile link costs nothing. */
import { decodeLink } from '../src/engine/link.ts';
import { expect, linkOf, panel, shortRecipe, test } from './thimble.ts';

test('an edit is in the address within a second, without filling the back button, and reopens elsewhere', async ({ page, context }) => {
  await page.goto('./');
  const depth = await page.evaluate(() => history.length);
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
  await panel(page, 'board').getByLabel('Latency limit').fill('50');
  await panel(page, 'board').getByLabel('Latency limit').press('Enter');
  await page.waitForFunction(() => location.hash.length > 10);
  await expect.poll(() => decodeLink(page.url()).budgets.latencyMs).toBe(50);
  expect(await page.evaluate(() => history.length)).toBe(depth);
  expect(page.url().length).toBeLessThan(1200);
  const link = page.url();

  const elsewhere = await (await context.browser()!.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(panel(elsewhere, 'board').getByLabel('Board', { exact: true })).toHaveValue('rp2040');
  await expect(panel(elsewhere, 'board').getByLabel('Latency limit')).toHaveValue('50');
  await expect(elsewhere.getByText(/Opened from a link; nothing runs/)).toBeVisible();
  await elsewhere.context().close();
});

test('what was edited survives a reload', async ({ page }) => {
  await page.goto('./');
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('nrf52840');
  await page.reload();
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('nrf52840');
  await page.keyboard.press('Control+z');
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue(shortRecipe.board);
});

for (const [what, link] of Object.entries({
  'cut off': linkOf(shortRecipe).slice(0, 60), 'of another version': '#7.abcdef', 'no link at all': '#<img src=x onerror=alert(1)>', endless: `#1.${'A'.repeat(30_000)}`,
})) {
  test(`a link that is ${what} is named, and what the user had stays`, async ({ page }) => {
    await page.goto('./');
    await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
    await page.waitForFunction(() => location.hash.length > 10);
    await page.goto('about:blank');
    await page.goto(`./${link}`);
    await expect(page.locator('.notice.problem')).toContainText(/link/);
    await expect(page.locator('.notice.problem')).toContainText(/as you left them|your own settings are shown/);
    await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('rp2040');
  });
}
