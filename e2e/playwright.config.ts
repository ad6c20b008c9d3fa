/** Browser tests over the built page, served by vite preview on a free port of this machine. */
import { createServer, type AddressInfo } from 'node:net';
import { defineConfig } from '@playwright/test';

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
});

// Playwright reads this file again in each of its workers; the first reading chooses the port for all.
process.env.THIMBLE_E2E_PORT ??= String(await freePort());
const page = process.env.THIMBLE_PAGE ?? 'dist/page';
const TIMED = 'speed.spec.ts';
const port = Number(process.env.THIMBLE_E2E_PORT);

export default defineConfig({
  testDir: '.',
  timeout: 240_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // what is timed is timed alone: npm test runs the second project after the first, not beside it
  projects: [
    { name: 'page', testIgnore: TIMED, outputDir: 'results/page' },
    { name: 'speed', testMatch: TIMED, workers: 1, outputDir: 'results/speed' },
  ],
  reporter: [['list']],
  use: {
    actionTimeout: 10_000,
    // every test sees the files as they are served; offline.spec.ts lets the service worker in
    serviceWorkers: 'block',
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 720 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `npx vite preview --outDir ${page} --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: '..',
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
});
