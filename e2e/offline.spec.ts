/**
 * A static host that knows nothing of Thimble, under a path of its own, seen once and then gone: the page opens again
 * and works, from its own store of files alone. Likewise how a newer version takes over.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, linkOf, openPanel, panel, shortRecipe, test as base } from './thimble.ts';

const ROOT = resolve(import.meta.dirname, '..', process.env.THIMBLE_PAGE ?? 'dist/page');
const FOLDER = '/~someone/thimble/';
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json: 'application/json', svg: 'image/svg+xml', png: 'image/png', webmanifest: 'application/manifest+json' };

interface Host {
  readonly url: string;
  /** Paths asked for, below the folder. */
  readonly asked: string[];
  /** Appended to the service worker from now on, as a newer version would differ. */
  suffix: string;
  close(): Promise<void>;
}

async function openHost(): Promise<Host> {
  const asked: string[] = [];
  const host = { suffix: '' };
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const file = normalize(join(ROOT, path.slice(FOLDER.length) || 'index.html'));
    if (!path.startsWith(FOLDER) || !file.startsWith(normalize(ROOT)) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    asked.push(path.slice(FOLDER.length));
    response.writeHead(200, { 'content-type': TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream' });
    if (file.endsWith('sw.js')) response.end(readFileSync(file, 'utf8') + host.suffix);
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address() as AddressInfo;
  return Object.assign(host, {
    url: `http://127.0.0.1:${port}${FOLDER}`,
    asked,
    close: () => new Promise<void>((done) => { server.close(() => done()); server.closeAllConnections(); }),
  });
}

const test = base.extend<{ host: Host }>({
  // this page lives on another origin than the other tests'
  faults: async ({ page: _ }, use) => { await use([]); },
  host: async ({ page: _ }, use) => {
    const host = await openHost();
    await use(host);
    await host.close();
  },
});
test.use({ serviceWorkers: 'allow' });

const kept = (page: Page) => expect(page.getByText('works without a network, too')).toBeVisible();

test('seen once, the page opens and searches, compiles and simulates with its host gone', async ({ page, host }) => {
  await page.goto(host.url);
  await kept(page);
  await host.close();
  await page.goto(`${host.url}${linkOf(shortRecipe)}`);
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal, byte for byte/)).toBeVisible();
  await openPanel(page, 'search');
  await panel(page, 'search').getByRole('button', { name: 'Run the search' }).click();
  await expect(panel(page, 'network').locator('.result-hash')).toBeVisible({ timeout: 90_000 });
  await expect(panel(page, 'search').getByRole('alert')).toHaveCount(0);
});

test('a newer version waits until it is asked for, then takes over; unchanged files are not fetched again', async ({ page, host }) => {
  await page.goto(host.url);
  await kept(page);
  host.suffix = '\n/* newer */';
  host.asked.length = 0;
  await page.reload();
  const offer = page.getByRole('button', { name: 'Open the newer one' });
  await expect(offer).toBeVisible();
  await Promise.all([page.waitForEvent('load'), offer.click()]);
  await kept(page);
  await expect(offer).toHaveCount(0);
  expect(new Set(host.asked)).toEqual(new Set(['sw.js']));
});
