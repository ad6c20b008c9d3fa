/** Charts leave the page as files: SVG that needs no style sheet, PNG of the same drawing, and the table as CSV. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expect, panel, test } from './thimble.ts';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

async function saved(page: Page, button: Locator): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('a chart is saved as SVG, PNG and CSV, each whole in itself', async ({ page, context }) => {
  await page.goto('./');
  const chart = panel(page, 'search').locator('figure.chart').first();
  await expect(chart.locator('.dot-front').first()).toBeVisible();
  const title = await chart.locator('.chart-title').innerText();

  const svg = await saved(page, chart.getByRole('button', { name: 'SVG' }));
  expect(svg.name).toMatch(/\.svg$/);
  const text = svg.bytes.toString('utf8');
  expect(text).not.toMatch(/class=|style=|var\(|url\(http|light-dark/);
  const shown = await context.newPage();
  await shown.setContent(text.slice(text.indexOf('<svg')));
  await expect(shown.locator('svg > title')).toHaveText(title);
  const colours = await shown.locator('svg circle').evaluateAll((marks) => new Set(marks.map((mark) => getComputedStyle(mark).fill)).size);
  expect(colours).toBeGreaterThan(1);
  const [outer, inner] = [await shown.locator('svg').first().boundingBox(), await chart.locator('.chart-body svg').boundingBox()];
  expect(outer?.width).toBeGreaterThan(inner?.width ?? Infinity);

  const png = await saved(page, chart.getByRole('button', { name: 'PNG' }));
  expect([...png.bytes.subarray(0, 8)]).toEqual(PNG_SIGNATURE);
  expect(png.bytes.readUInt32BE(16)).toBe(Math.round(2 * (outer?.width ?? 0)));

  const csv = await saved(page, chart.getByRole('button', { name: 'CSV' }));
  expect(csv.bytes.toString('utf8').split('\r\n').length).toBeGreaterThan(50);
});

test('a picture is light on a dark page too, with the marks of its legend', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./');
  const chart = panel(page, 'search').locator('figure.chart').first();
  await expect(chart.locator('.dot-front').first()).toBeVisible();
  const text = (await saved(page, chart.getByRole('button', { name: 'SVG' }))).bytes.toString('utf8');
  const ground = /<rect width="100%" height="100%" fill="rgb\((\d+), (\d+), (\d+)\)"/.exec(text)?.slice(1).map(Number) ?? [];
  expect(Math.min(...ground)).toBeGreaterThan(230);
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  const legend = await page.evaluate((source) => [...new DOMParser().parseFromString(source, 'image/svg+xml').querySelectorAll('svg > g')].map((mark) => mark.firstElementChild?.tagName), text);
  expect(legend).toEqual(expect.arrayContaining(['circle', 'path', 'g']));
});

test('on paper every open step is there, its charts shrunk whole to the sheet, and no control', async ({ page }) => {
  await page.goto('./');
  const chart = panel(page, 'search').locator('figure.chart').first();
  await expect(chart.locator('.dot-front').first()).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const svg = chart.locator('.chart-body svg').first();
  await expect(svg).toHaveAttribute('viewBox', /^0 0 \d+ 360$/);
  await page.emulateMedia({ media: 'print' });
  await expect(svg).toBeVisible();
  for (const hidden of ['.rail', '.top-tools', '#search .actions', '#search .chart-tools']) await expect(page.locator(hidden).first()).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(svg).not.toHaveAttribute('viewBox');
  // paper is as narrow as a phone's screen, where the lessons are a sheet at the foot that the steps make room for
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Learn' })).toBeVisible();
  await page.setViewportSize({ width: 720, height: 900 });
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.learn')).toBeHidden();
  await expect(page.locator('.layout')).toHaveCSS('padding-bottom', '0px');
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString('latin1')).toBe('%PDF-');
});
