/** What a teacher gives out and what a class hands in: locked and hidden controls, challenges, and the board of many links. */
import { readFileSync } from 'node:fs';
import { encodeResultLink } from '../src/engine/link.ts';
import { parseRecipe, type Recipe } from '../src/engine/recipe.ts';
import type { RecordedSearch } from '../src/engine/results.ts';
import { sharedOf } from '../src/engine/shared.ts';
import { violations } from './axe.ts';
import { expect, linkOf, openPanel, panel, shortRecipe, test } from './thimble.ts';

const held = (view: Partial<Recipe['view']>): Recipe => parseRecipe({ ...shortRecipe, view: { ...shortRecipe.view, ...view } });

test('a locked control says so and cannot be changed by keyboard, undo or paste; what is hidden is not there; both can be opened knowingly', async ({ page }) => {
  await page.goto('./');
  const board = panel(page, 'board').getByLabel('Board', { exact: true });
  await board.selectOption('rp2040');
  await expect.poll(() => page.url()).toContain('#1.');
  await page.evaluate((hash) => { location.hash = hash; }, linkOf(held({ lock: ['board', 'techniques', 'run'], hide: ['step-live', 'latency-limit'] })));
  await expect(page.getByText('This link’s author has set some of the tool aside')).toBeVisible();
  await expect(board).toBeDisabled();
  await expect(board).toHaveValue(shortRecipe.board);
  await expect(panel(page, 'board').getByText('Locked by the link’s author')).toBeVisible();
  await expect(panel(page, 'board').getByLabel('Latency limit')).toHaveCount(0);
  await expect(panel(page, 'live')).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Steps' }).getByText('Try it live')).toHaveCount(0);
  await openPanel(page, 'network');
  await expect(panel(page, 'network').getByRole('checkbox', { name: /^In place/ })).toBeDisabled();
  await expect(panel(page, 'search').getByRole('button', { name: 'Run the search' })).toBeDisabled();

  await page.keyboard.press('Control+z');
  await expect(page.locator('.notice').filter({ hasText: 'Locked by the link’s author: board' })).toBeVisible();
  await page.keyboard.press('r');
  await page.evaluate((hash) => { location.hash = hash; }, linkOf({ ...shortRecipe, board: 'nrf52840' }));
  await expect(page.locator('.notice.problem')).toContainText('would change what the author of the one before locked: board');
  await expect(board).toHaveValue(shortRecipe.board);
  await expect(panel(page, 'search').getByRole('progressbar')).toHaveCount(0); // nor did R begin a search

  // a whole step: its controls are locked, its charts are read as ever
  await page.evaluate((hash) => { location.hash = hash; }, linkOf(held({ lock: ['board', 'techniques', 'step-search'], hide: ['step-live', 'latency-limit'] })));
  await expect(panel(page, 'search').getByLabel('Population')).toBeDisabled();
  await expect(panel(page, 'search').getByLabel('Search seed')).toBeDisabled();
  await expect(panel(page, 'search').getByText('Locked by the link’s author').filter({ visible: true })).toHaveCount(1);
  await panel(page, 'search').getByRole('button', { name: /^Table/ }).first().click();
  await panel(page, 'search').getByRole('button', { name: /^Chart/ }).first().click();

  // what is free stays free
  await panel(page, 'board').getByLabel('SRAM budget').fill('40');
  await panel(page, 'board').getByLabel('SRAM budget').press('Enter');
  await expect(panel(page, 'board').locator('.sum')).toContainText('32.0 KiB for the network');
  await page.keyboard.press('Tab');
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Open the whole tool' }).click();
  await expect(board).toBeEnabled();
  await expect(panel(page, 'live')).toBeVisible();
  await board.selectOption('nrf52840');
  await expect(board).toHaveValue('nrf52840');
});

test('a teacher’s link is made by check-boxes, and opens elsewhere as it was made', async ({ page, context }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByRole('button', { name: 'Make a link for a class' }).click();
  const dialog = page.getByRole('dialog', { name: 'A link for a class' });
  await dialog.getByRole('checkbox', { name: 'Hide 8 Simulate: the whole step' }).check();
  await dialog.getByRole('checkbox', { name: 'Lock board', exact: true }).check();
  await dialog.getByLabel('Set a challenge').selectOption('my own');
  await dialog.getByLabel('Title').fill('For Tuesday');
  await dialog.getByLabel('SRAM at most').fill('20');
  await dialog.getByLabel('SRAM at most').press('Enter');
  await dialog.getByLabel('Accuracy at least').fill('99,5');
  await dialog.getByLabel('Accuracy at least').press('Enter');
  expect(await violations(page)).toEqual([]);
  const link = await dialog.getByLabel(/^The link/).inputValue();
  expect(link.length).toBeLessThan(1200);

  const student = await (await context.browser()!.newContext()).newPage();
  await student.goto(link);
  await expect(student.getByRole('heading', { name: 'For Tuesday' })).toBeVisible();
  await expect(panel(student, 'simulate')).toHaveCount(0);
  await expect(panel(student, 'board').getByLabel('Board', { exact: true })).toBeDisabled();
  const side = student.getByRole('complementary', { name: 'Learn' });
  await expect(side.getByText('✓ SRAM at most 20.0 KiB: 10.4 KiB')).toBeVisible();
  await expect(side.getByRole('status')).toContainText('Missing: accuracy short by 6.1 %.');
  await student.context().close();
});

test('a challenge is judged live: what is missing and by how much, then met', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByRole('button', { name: 'Keywords in 16 KiB and 60 ms' }).click();
  const side = page.getByRole('complementary', { name: 'Learn' });
  await expect(side.getByRole('status')).toHaveText('Met by the recorded search that ships with the page. Now run your own.');
  await openPanel(page, 'network');
  await panel(page, 'network').getByRole('checkbox', { name: /^In place/ }).uncheck();
  await panel(page, 'network').getByRole('checkbox', { name: /^Overlap/ }).uncheck();
  await expect(side.getByRole('status')).toContainText(/Missing: SRAM over by 1\.\d KiB\./);
  await side.getByRole('button', { name: 'Make its limits my budgets' }).click();
  await expect(panel(page, 'board').getByLabel('SRAM budget')).toHaveValue('24');
  await expect(panel(page, 'board').getByLabel('Flash budget')).toHaveValue('64');
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
  await expect(side.getByRole('status')).toContainText('another board');
});

test('many links become one chart with names; bad ones are told line by line, and nothing of it leaves the browser', async ({ page }) => {
  const { recipe, result } = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;
  const shared = sharedOf(result);
  const handedIn = (hash: string, int8: number, sramBytes: number): string =>
    encodeResultLink({ recipe: parseRecipe(recipe), result: { ...shared, hash: hash.repeat(64), accuracy: { float: int8, int8 }, sramBytes } });
  await page.goto('./');
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByRole('button', { name: 'Class board' }).click();
  const board = page.getByRole('dialog', { name: 'Class board' });
  const lines = [
    `Ada: https://thimble.example/${handedIn('a', 0.93, 11_000)}`, `Grace ${handedIn('b', 0.91, 8000)}`, `Alan\t${handedIn('c', 0.95, 60_000)}`, handedIn('a', 0.93, 11_001),
    'Kurt https://thimble.example/#1.junk', 'not a link at all', `Emmy ${linkOf(shortRecipe)}`,
  ];
  await board.getByLabel('Links', { exact: true }).fill(lines.join('\n'));
  await board.getByRole('button', { name: 'Add to the board' }).click();
  await expect(board.locator('.bad-lines li')).toHaveText([/^Line 5: Kurt’s link/, /^Line 6: “not a link at all” has no Thimble link/]);
  await expect(board.getByLabel('Links', { exact: true })).toHaveValue('Kurt https://thimble.example/#1.junk\nnot a link at all');
  await expect(board.locator('.chart-title')).toHaveText('Ada is the most accurate that keeps the limits: 93.0 % at 10.7 KiB; Grace takes the least, 7.8 KiB, at 91.0 %.');
  await expect(board.locator('.dot-front')).toHaveCount(2);
  await expect(board.locator('.cross')).toHaveCount(1);
  await expect(board.getByRole('row', { name: /Alan/ })).toContainText('✕ SRAM over by 42.6 KiB');
  await expect(board.getByRole('row', { name: /no\. 4/ })).toContainText('the same network as Ada’s');
  await expect(board.getByRole('row', { name: /Emmy/ })).toContainText('nothing was run');
  const chart = board.getByRole('application');
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await expect(board.locator('.readout [aria-live]')).toContainText('Grace: 91.0 % at 7.8 KiB');
  await board.getByRole('button', { name: /^Table/ }).click();
  await expect(board.getByRole('region', { name: /^Table/ }).getByRole('row')).toHaveCount(6);
  await board.getByRole('button', { name: /^Chart/ }).click();
  await board.getByLabel('Name of no. 4').fill('Ida');
  await board.getByLabel('Name of no. 4').press('Enter');
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByRole('button', { name: 'Class board' }).click();
  await expect(board.getByLabel('Name of Ida')).toBeVisible();
  await board.getByLabel('Cost axis').selectOption('flash, KiB');
  await expect(board.locator('.chart-title')).toContainText('Ada is the most accurate');
  await board.getByRole('button', { name: 'Clear the board' }).click();
  await expect(board.getByText('Nothing on the board yet.')).toBeVisible();
});

test('360 px: the board, the teacher’s dialog and a lesson stay within the screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('./');
  for (const name of ['Class board', 'Make a link for a class']) {
    if ((await page.getByRole('complementary', { name: 'Learn' }).count()) === 0) await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.querySelector('dialog[open]')?.scrollWidth ?? 0].every((wide) => wide <= 360))).toBe(true);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  }
  await page.getByRole('button', { name: /Depthwise against standard/ }).click();
  await expect(page.getByText('Depthwise-separable takes 8.7 times fewer MACs.')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole('button', { name: 'Fold away' }).click();
  await expect(page.getByRole('button', { name: 'Unfold' })).toBeVisible();
  await expect(page.getByText('Depthwise-separable takes 8.7 times fewer MACs.')).toBeHidden();
});
