/** The first view's script: at most 300 KB compressed, and everything heavy only on demand. */
import { gzipSync } from 'node:zlib';
import { expect, panel, test } from './thimble.ts';

const BUDGET_BYTES = 300_000;

test('the first view is there with at most 300 KB of compressed script', async ({ page }) => {
  const scripts = new Map<string, Promise<Buffer>>();
  // workers fetch theirs by themselves, off the page's thread; the page is interactive without them
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script' && !/worker/.test(response.url())) scripts.set(response.url(), response.body());
  });
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  const sizes = await Promise.all(Array.from(scripts.values(), async (body) => gzipSync(await body, { level: 9 }).length));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(BUDGET_BYTES);
});

test('the licences of what the page and its workers bundle lie beside it', async ({ request }) => {
  const text = await (await request.get('./third-party-licences.md')).text();
  for (const name of ['comlink', '@noble/hashes', '@tensorflow/tfjs-core', 'react-dom']) expect(text).toContain(`## ${name} `);
});
