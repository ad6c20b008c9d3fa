/** Asking "what if": another budget re-filters the networks found at once, another gene gives another network at once; and what a network costs in bits, bytes and days on a cell. */
import { readFileSync } from 'node:fs';
import { violations } from './axe.ts';
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

test('candidates are listed with the limit they break and by how much, filtered, and saved whole', async ({ page }) => {
  await page.goto('./');
  const search = panel(page, 'search');
  await expect(search.locator('.dot-front').first()).toBeVisible();
  const summary = search.locator('details.candidates > summary');
  const [, rejected] = /^(\d+) networks? of \d+ rejected/.exec(await summary.innerText()) ?? [];
  await summary.click();
  const rows = search.getByRole('region', { name: 'Candidates' }).locator('tbody tr');
  await expect(rows.first()).toContainText(/✕ .* over by/);
  await expect(search.locator('details.candidates').getByRole('status')).toContainText(`${rejected} networks`);
  await search.getByLabel('Show').selectOption('latency');
  await expect(rows.first()).toContainText(/latency over by/);
  const [download] = await Promise.all([page.waitForEvent('download'), search.getByRole('button', { name: 'CSV of these' }).click()]);
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
  const [told] = /[\d,]+/.exec(await search.locator('details.candidates').getByRole('status').innerText()) ?? [];
  expect(lines.length - 1).toBe(Number(told));
  expect(lines[0]).toContain('latency over, ms');
  for (const line of lines.slice(1)) expect(line).toContain('latency');
  await rows.first().getByRole('button').click();
  await expect(rows.first()).toContainText('looked at');
  await expect(panel(page, 'network').getByRole('button', { name: 'Back to the search’s choice' })).toBeVisible();
});

test('a frame dragged over the chart picks networks out in the table and in the line of descent; figures do the same', async ({ page }) => {
  await page.goto('./');
  const search = panel(page, 'search');
  const chart = search.locator('figure.chart').first().locator('.chart-body svg');
  await expect(chart.locator('.dot-front').first()).toBeVisible();
  await search.getByText('Line of descent').click();
  await expect(search.locator('.lineage .kin').first()).toBeVisible();
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (!box) throw new Error('no chart');
  await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.1 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.9 * box.width, box.y + 0.5 * box.height, { steps: 4 });
  await page.mouse.up();
  await expect(chart.locator('.brush')).toHaveCount(1);
  await expect(chart.locator('.picked-out')).toHaveCount(1);
  await expect(search.locator('.lineage .picked-out')).toHaveCount(1);
  const status = search.locator('details.candidates').getByRole('status');
  const few = await status.innerText();
  await search.getByLabel('Accuracy from').fill('0');
  await search.getByLabel('Accuracy from').press('Enter');
  await expect(status).not.toHaveText(few);
  await search.getByRole('button', { name: 'Pick none out' }).click();
  await expect(chart.locator('.brush')).toHaveCount(0);
  await expect(search.locator('.lineage .picked-out')).toHaveCount(0);
});

test('planners change where tensors lie; every step is a sum of its bytes; a layer pointed out is the same everywhere', async ({ page }) => {
  await page.goto('./');
  const network = panel(page, 'network');
  await expect(network.locator('.life').first()).toBeVisible();
  const steps = network.locator('figure.chart', { hasText: 'takes the most' }).first();
  await expect(steps).toBeVisible({ timeout: 60_000 });
  await steps.locator('svg').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const [, sum, total] = /step 2, [^:]*: (.*) = ([\d,]+) B/.exec(await steps.locator('.readout').innerText()) ?? [];
  const terms = sum.replaceAll(/,(?=\d)/g, '').match(/(^|[+−] )\d+/g)?.map((term) => Number(term.replace('+ ', '').replace('− ', '-'))) ?? [];
  expect(terms.reduce((a, b) => a + b)).toBe(Number(total.replaceAll(',', '')));
  await page.keyboard.press('Enter');
  await expect(network.locator('.selected-band')).toHaveCount(2);
  await network.getByLabel(/^Planner/).selectOption('apart');
  await expect(network.getByText(/The arena has grown/)).toBeVisible();
  await expect(network.locator('.life.moved').first()).toBeVisible();
  await network.getByLabel(/^Planner/).selectOption('greedy');
  await expect(network.getByText(/The arena has shrunk/)).toBeVisible();
  await network.getByLabel(/^Patches/).selectOption('least');
  await expect(network.getByText(/layers run in \d+ × \d+ patches/)).toBeVisible({ timeout: 60_000 });
  await network.getByRole('button', { name: 'All as they were' }).click();
  await expect(network.getByLabel(/^Planner/)).toHaveValue('best');
});

test('from float to int8: what the search told at once, then a network\'s floats on the grid, layer by layer', async ({ page }) => {
  await page.goto('./');
  const network = panel(page, 'network');
  await network.getByRole('button', { name: 'From float to int8' }).click();
  await expect(network.getByText(/as float →/)).toBeVisible();
  await expect(network.getByText(/loses most: its noise lies/)).toBeVisible();
  await expect(network.getByText(/its float weights are trained again/)).toBeVisible();
  // another network of the search has the supernet's weights, which takes seconds
  const candidates = panel(page, 'search').locator('details.candidates');
  await candidates.locator('summary').click();
  await candidates.getByRole('button', { name: /^no\. / }).first().click();
  await expect(network.getByRole('button', { name: 'Back to the search’s choice' })).toBeVisible();
  await network.getByRole('button', { name: 'Show its floats on the int8 grid' }).click();
  await expect(network.getByText(/^With the supernet’s weights, before any fine-tuning\. Ranges were set/)).toBeVisible({ timeout: 90_000 });
  const layers = network.locator('figure.chart', { hasText: 'loses most' });
  await layers.locator('svg').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(network.getByText(/^stem, output: .* lie on the grid|^stem, output: .* saturate/)).toBeVisible();
  await expect(network.getByText(/^stem, weights: all of/)).toBeVisible();
  await network.getByRole('button', { name: 'Battery life' }).click();
  await expect(network.getByText(/^CR2032 coin cell: /)).toBeVisible();
  expect(await violations(page, '#network')).toEqual([]);
});

test('battery life follows how often it runs, and is a sum that can be checked', async ({ page }) => {
  await page.goto('./');
  const network = panel(page, 'network');
  await network.getByRole('button', { name: 'Battery life' }).click();
  const finding = network.getByText(/^CR2032 coin cell: /);
  await expect(finding).toContainText('one a minute');
  const sums = network.locator('.sum-table').last();
  // the energy is estimated until the network has run on its board
  await expect(sums).toContainText('ms simulated', { timeout: 60_000 });
  const joules = async (row: string): Promise<number> => Number((await sums.getByRole('row', { name: new RegExp(`^${row}`) }).getByRole('cell').innerText()).replace(/ J$/, '').replaceAll(',', ''));
  expect(await joules('inferences') + await joules('sleep')).toBeCloseTo(await joules('a day'), 1);
  expect(await joules('the cell holds')).toBe(2430);
  const slider = network.getByRole('slider', { name: /How often does it run/ });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(finding).toContainText(/one a day; sleep takes 9\d %|one a day; sleep takes 100 %/);
  await page.keyboard.press('End');
  await expect(finding).toContainText(/a second; inferences take 100 %/);
});
