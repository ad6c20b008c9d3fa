/** Results in links: what a link tells is shown first and called so, and running its recipe holds it against what comes out here. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { decodeShared, encodeResultLink } from '../src/engine/link.ts';
import { defaultRecipe } from '../src/engine/recipe.ts';
import type { Shared } from '../src/engine/shared.ts';
import { expect, linkOf, openPanel, panel, shortRecipe, test } from './thimble.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

interface Golden extends Shared { readonly from: string; readonly link: string }
const STORED = JSON.parse(readFileSync('src/engine/link.golden.json', 'utf8')) as readonly Golden[];
const withResult = STORED.find(({ result }) => result !== null) as Golden;

const said = (page: Page) => page.getByRole('region', { name: 'The link says' });
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const copied = (page: Page) => page.locator('.notice').filter({ hasText: /copied/ });

for (const { from, link, recipe } of STORED.filter((one) => one.recipe.view.embed === undefined)) {
  test(`a stored link opens its settings and runs nothing: ${from}`, async ({ page }) => {
    await page.goto(`./${link}`);
    await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue(recipe.board);
    await expect(panel(page, 'search').getByLabel('Search seed')).toHaveValue(String(recipe.seeds.search));
    // a link of the settings that stand here anyway has nothing to say
    if (JSON.stringify(recipe) !== JSON.stringify(defaultRecipe)) await expect(page.getByText(/Opened from a link; nothing runs until you start it/)).toBeVisible();
    await expect(page.locator('.notice.problem')).toHaveCount(0);
    await expect(panel(page, 'search').getByRole('progressbar')).toHaveCount(0);
  });
}

test('what a link says stands first, is called the sender’s word, and survives a reload; put away, the address tells it no more', async ({ page }) => {
  await page.goto(`./${withResult.link}`);
  await expect(said(page)).toContainText('Nothing of this was measured here');
  await expect(said(page)).toContainText('93.42 %');
  await expect(said(page).locator('.verdict')).toContainText('fits');
  await expect(said(page)).not.toContainText(/Reproduced|Differs/);
  await panel(page, 'board').getByLabel('Latency limit').fill('55');
  await panel(page, 'board').getByLabel('Latency limit').press('Enter');
  await expect.poll(() => decodeShared(page.url()).result).toBeNull();
  await page.reload();
  await expect(said(page)).toContainText('93.42 %');
  await page.getByRole('button', { name: 'Changed from link: go back' }).click();
  await expect.poll(() => decodeShared(page.url()).result).toEqual(withResult.result);
  await said(page).getByRole('button', { name: 'Look at this network' }).click();
  await expect(panel(page, 'network').locator('.genome')).toContainText(withResult.result?.genome ?? '');
  await said(page).getByRole('button', { name: 'Put away' }).click();
  await expect(said(page)).toHaveCount(0);
  await expect.poll(() => decodeShared(page.url()).result).toBeNull();
});

test('a result copied here is reproduced elsewhere before the reader’s eyes; one that was changed is not', async ({ page, browser }) => {
  test.setTimeout(240_000);
  await page.goto(`./${linkOf(shortRecipe)}`);
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'network').locator('.result-hash')).toHaveText(/^[0-9a-f]{64}$/, { timeout: 120_000 });
  const hash = await panel(page, 'network').locator('.result-hash').innerText();
  await panel(page, 'search').getByRole('button', { name: 'Copy result link' }).click();
  await expect(copied(page)).toBeVisible();
  const link = await clipboard(page);
  const shared = decodeShared(link);
  expect(shared.result?.hash).toBe(hash);

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(said(elsewhere)).toContainText('Nothing of this was measured here');
  await expect(said(elsewhere)).toContainText(/Run would search dscnn for the Nucleo-F446RE: a population of 6 over 1 generation/);
  await said(elsewhere).getByRole('button', { name: 'Run it here and compare' }).click();
  await expect(said(elsewhere).getByRole('progressbar')).toBeVisible();
  await expect(said(elsewhere).getByRole('status')).toContainText('✓ Reproduced', { timeout: 120_000 });
  await expect(said(elsewhere).locator('td').filter({ hasText: '✓ same' })).toHaveCount(8);

  const result = shared.result as NonNullable<typeof shared.result>;
  const forged = encodeResultLink({ recipe: shared.recipe, result: { ...result, hash: `${hash.slice(0, 63)}${hash.endsWith('0') ? '1' : '0'}`, accuracy: { ...result.accuracy, int8: 1 } } });
  await elsewhere.evaluate((fragment) => { location.hash = fragment; }, forged);
  await expect(said(elsewhere).getByRole('status')).toContainText('✕ Differs in accuracy on test, int8, SHA-256 of the result');
  await expect(said(elsewhere).locator('td').filter({ hasText: '✕ differs' })).toHaveCount(2);
  const dearer = encodeResultLink({ recipe: shared.recipe, result: { ...result, latencyMs: result.latencyMs + 1 } });
  await elsewhere.evaluate((fragment) => { location.hash = fragment; }, dearer);
  await expect(said(elsewhere).getByRole('status')).toContainText('✕ Differs in latency, estimated. The network is the same to the last bit');
  await elsewhere.context().close();
});

test('a command copied from a step runs as it is in a terminal', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'network').locator('.life').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('as command ranking of spaces');
  await page.keyboard.press('Enter');
  await expect(copied(page)).toBeVisible();
  const spaces = await clipboard(page);
  expect(spaces).toMatch(/^npx thimble spaces --family dscnn .* --board stm32f446 --sram 24576B --latency 60 --json$/);
  const ranked = JSON.parse(execFileSync('sh', ['-c', spaces.replace(/^npx thimble/, 'node dist/cli/thimble.js')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as { spaces: { id: string }[] };
  await expect(panel(page, 'spaces').locator('.summary')).toContainText(`${ranked.spaces[0].id} does the most work`);

  await openPanel(page, 'export');
  await panel(page, 'export').getByRole('button', { name: 'Copy as command' }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^npx thimble search '#1\.[\w-]+' --out out\/ && npx thimble export out\/ --board stm32f446 .*--format cmake --out bundle\//);
});
