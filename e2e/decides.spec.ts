/** What decides: networks walked and picked out on axes side by side, the same ones in every chart of them; and shares of variance. */
import { violations } from './axe.ts';
import { expect, openPanel, panel, test } from './thimble.ts';

test('networks are walked along their lines by keyboard, opened, and picked out by ranges that every chart follows', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'search');
  const search = panel(page, 'search');
  await expect(search.locator('.dot-front').first()).toBeVisible();
  await search.getByText(/^What decides:/).click();
  const chart = search.locator('figure[data-name="parallel"]');
  await expect(chart.getByText(/^The most accurate tenth of 200 networks measured stands out by its/)).toBeVisible();
  await expect(chart.locator('.thread.rejected')).toHaveCount(68);
  const axes = chart.getByRole('application');
  const said = chart.locator('.readout [aria-live]');
  await axes.focus();
  await page.keyboard.press('Home');
  await expect(said).toHaveText(/^width [\d.]+; network 1 of 268, accuracy [\d.]+ %: fits/);
  await page.keyboard.press('ArrowRight');
  await expect(said).toHaveText(/^depth \d blocks; network 1 of 268/);
  await page.keyboard.press('ArrowDown');
  await expect(said).toHaveText(/^depth \d blocks; network 2 of 268/);
  // the network pointed at is marked in the chart above, too
  await expect(search.locator('figure[data-name="search"] .active-mark')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(panel(page, 'network').getByRole('button', { name: 'Back to the search’s choice' })).toBeVisible();

  await search.getByLabel('Pick out by').selectOption('width');
  await search.getByLabel('From', { exact: true }).fill('1');
  await search.getByLabel('From', { exact: true }).press('Enter');
  const status = search.locator('.deciders').getByRole('status');
  await expect(status).toHaveText(/^\d+ networks? picked out, here and in every chart/);
  const wide = Number(/^\d+/.exec(await status.innerText())?.[0]);
  await expect(chart.locator('.thread.brushed')).toHaveCount(wide);
  await expect(search.locator('details.candidates').getByRole('status')).toHaveText(new RegExp(`^${wide} networks?`));
  await expect(search.locator('figure[data-name="search"] .picked-out')).toHaveCount(1);
  // an end below the beginning is refused, and what was picked out stays
  await search.getByLabel('To', { exact: true }).fill('0.5');
  await search.getByLabel('To', { exact: true }).press('Enter');
  await expect(search.locator('.deciders').getByText('No network is both from 1 up and to 0.5 at most.')).toBeVisible();
  await expect(status).toHaveText(new RegExp(`^${wide} networks?`));

  // a range dragged on another axis narrows what the first one picks out
  await axes.scrollIntoViewIfNeeded();
  const [box, upright] = [await axes.boundingBox(), await chart.locator('.axis-line').last().boundingBox()];
  if (!box || !upright) throw new Error('no chart');
  await page.mouse.move(upright.x, upright.y + 1);
  await page.mouse.down();
  await page.mouse.move(upright.x, upright.y + 0.4 * upright.height, { steps: 4 });
  await page.mouse.up();
  await expect(chart.locator('.brush')).toHaveCount(2);
  await expect.poll(async () => Number(/^\d+/.exec(await status.innerText())?.[0] ?? -1)).toBeLessThan(wide);
  await search.getByRole('button', { name: 'Pick all again' }).click();
  await expect(status).toHaveText('None picked out.');
  await expect(search.locator('.brush')).toHaveCount(0);
});

test('what each choice explains is told, of all networks and of the first; no violation in either theme, nothing to scroll sideways', async ({ page }) => {
  await page.goto('./');
  const search = panel(page, 'search');
  await search.getByText(/^What decides:/).click();
  const chart = search.locator('figure[data-name="importance"]');
  const finding = chart.locator('.chart-title');
  await expect(finding).toHaveText(/^Of accuracy, width explains \d+ %, then \S+ \d+ %; of latency, width explains \d+ %\.$/);
  const all = await finding.innerText();
  await chart.getByRole('application').focus();
  await page.keyboard.press('Home');
  await expect(chart.locator('.readout [aria-live]')).toHaveText(/^width explains \d+ % of accuracy \([\d.]+ % by chance\): 0\.5 gives [\d.]+ % over \d+, 0\.75 gives .*; \d+ % of latency .* ms over \d+$/);
  await chart.getByRole('button', { name: 'Table' }).click();
  await expect(chart.getByRole('row')).toHaveCount(21);
  await chart.getByRole('button', { name: 'Chart' }).click();
  await search.getByLabel('only the first, drawn at random').check();
  await expect(finding).not.toHaveText(all);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 720 });
    for (const theme of ['light', 'dark']) {
      await page.getByLabel('Theme').selectOption(theme);
      expect(await violations(page, '.deciders'), `${width} px, ${theme}`).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});
