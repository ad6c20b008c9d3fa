/** One panel, or one chart, in another page's frame: shown, read only, leaving the visitor's own work alone, leading to the whole. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeShared, encodeLink } from '../src/engine/link.ts';
import type { Shared } from '../src/engine/shared.ts';
import { defaultRecipe } from '../src/engine/recipe.ts';
import { violations } from './axe.ts';
import { expect, panel, test } from './thimble.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const framed = (embed: string, change: Partial<typeof defaultRecipe> = {}): string => encodeLink({ ...defaultRecipe, ...change, view: { ...defaultRecipe.view, embed } });

test('the code that is copied shows the panel in a page of another origin, and leads back to the whole', async ({ page, browser }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await panel(page, 'search').getByRole('button', { name: 'Copy embed code' }).click();
  await expect(page.locator('.notice').filter({ hasText: 'Code copied' })).toBeVisible();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toMatch(/^<iframe src="http[^"?]+\/#2\.[\w-]+" title="Thimble: Search" [^>]*><\/iframe>$/);

  // a server of its own, since a browser asks where a framing page really came from
  const course = createServer((_, response) => response.setHeader('content-type', 'text/html').end(`<!doctype html><title>A course</title><p>Before.</p>${code}`)).listen(0, '127.0.0.1');
  await once(course, 'listening');
  const reader = await (await browser.newContext()).newPage();
  await reader.goto(`http://127.0.0.1:${(course.address() as AddressInfo).port}/lecture/`);
  const frame = reader.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'Search', exact: true })).toBeVisible();
  await expect(frame.locator('.dot-front').first()).toBeVisible();
  await expect(frame.getByText('Nothing of this was measured here')).toBeVisible();
  await expect(frame.getByText('Made with Thimble')).toBeVisible();
  const whole = frame.getByRole('link', { name: 'Open the whole tool' });
  const address = (await whole.getAttribute('href')) ?? '';
  expect(decodeShared(address)).toMatchObject({ recipe: { view: { panel: 'search' } }, result: { hash: expect.any(String) } });
  expect(decodeShared(address).recipe.view).not.toHaveProperty('embed');
  const opened = reader.waitForEvent('popup');
  await whole.click();
  await expect(panel(await opened, 'search').locator('h2')).toBeVisible();
  await reader.context().close();
  course.close();
});

test('nothing can be set or started in it, and what this browser keeps is neither shown nor touched', async ({ page, baseURL }) => {
  await page.goto('./');
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('nrf52840');
  await page.waitForFunction(() => location.hash.length > 10);
  await page.goto('about:blank');
  await page.goto(`${baseURL}${framed('search', { board: 'rp2040' })}`);
  await expect(page.locator('.embed .dot-front').first()).toBeVisible();
  await expect(page.locator('.embed')).toContainText('Raspberry Pi Pico');
  await expect(page.getByText('Drawn from the search that ships with Thimble')).toBeVisible();
  await expect(page.getByRole('button', { name: /Run|Stop|Copy/ })).toHaveCount(0);
  await expect(page.locator('.embed').getByRole('textbox')).toHaveCount(0);
  await page.keyboard.press('r');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(page.url()).toContain(framed('search', { board: 'rp2040' }));
  expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain('rp2040');
  await page.goto('about:blank');
  await page.goto('./');
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('nrf52840');
});

test('one chart of a panel stands alone; a name that no panel has is said', async ({ page }) => {
  await page.goto(`./${framed('search-search')}`);
  await expect(page.locator('.embed figure.chart .dot-front').first()).toBeVisible();
  await expect(page.locator('.embed .panel-body figure.chart:visible')).toHaveCount(1);
  await expect(page.getByText('Line of descent', { exact: true })).toBeHidden();
  await page.goto('about:blank');
  await page.goto(`./${framed('teapot')}`);
  await expect(page.getByText('This link shows “teapot” alone, which this Thimble does not have.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the whole tool' })).toBeVisible();
});

for (const [colorScheme, width] of [['light', 360], ['dark', 1280]] as const) {
  test(`no violation and nothing sideways in the ${colorScheme} theme at ${width} px, panel by panel`, async ({ page }) => {
    await page.setViewportSize({ width, height: 640 });
    await page.emulateMedia({ colorScheme });
    const stored = JSON.parse(readFileSync('src/engine/link.golden.json', 'utf8')) as readonly (Shared & { link: string })[];
    for (const link of [framed('board'), framed('spaces'), framed('network'), framed('simulate'), stored.find(({ recipe }) => recipe.view.embed !== undefined)?.link ?? '']) {
      await page.goto('about:blank');
      await page.goto(`./${link}`);
      await expect(page.locator('.embed-foot')).toBeVisible();
      await expect(page.locator('.embed .panel-body')).not.toBeEmpty();
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(await violations(page)).toEqual([]);
    }
  });
}
