/** What every browser test shares: a page that fails the test on console errors and on requests to third parties. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { encodeLink } from '../src/engine/link.ts';
import { defaultRecipe, type Recipe } from '../src/engine/recipe.ts';

export { expect };

export const test = base.extend<{ faults: string[] }>({
  faults: [async ({ page, baseURL }, use) => {
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url)) faults.push(`third party: ${url}`);
    });
    await use(faults);
    expect(faults).toEqual([]);
  }, { auto: true }],
});

/** A search that ends within seconds: few networks, measured on part of the validation split, one epoch of fine-tuning. */
export const shortRecipe: Recipe = {
  ...defaultRecipe,
  search: { population: 6, parents: 3, generations: 1, crossovers: 3, mutations: 3, mutationProbability: 0.1, prescreen: 1, calibration: 64, examples: 128 },
  training: { ...defaultRecipe.training, fineTuneEpochs: 0 },
};

/** A search long enough to be stopped or cut short. */
export const longRecipe: Recipe = { ...shortRecipe, search: { ...shortRecipe.search, population: 12, parents: 4, generations: 40, crossovers: 6, mutations: 6, examples: 256 } };

export const linkOf = (recipe: Recipe): string => encodeLink(recipe);

export const panel = (page: Page, name: 'board' | 'task' | 'spaces' | 'supernet' | 'search' | 'network' | 'export' | 'simulate' | 'live') => page.locator(`#${name}`);

export async function openPanel(page: Page, name: Parameters<typeof panel>[1]): Promise<void> {
  const toggle = panel(page, name).locator('h2 button');
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
}

/**
 * What the browser keeps under a key of the store, undefined while there is nothing; of bytes their number only. What is
 * shown is kept a moment later: a test that reloads or kills the page in the middle of something waits for this first.
 */
export function kept(page: Page, key: 'training' | 'search' | 'takes'): Promise<unknown> {
  return page.evaluate((name) => new Promise<unknown>((resolve, reject) => {
    const opened = indexedDB.open('thimble');
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
      const got = opened.result.transaction('state').objectStore('state').get(name);
      got.onsuccess = () => {
        opened.result.close();
        const text = JSON.stringify(got.result, (_, value: unknown) => (ArrayBuffer.isView(value) ? value.byteLength : value));
        resolve(text === undefined ? undefined : JSON.parse(text));
      };
    };
  }), key);
}

/** Tab until a thing has the focus; the way is part of what is tested, so it may not be endless. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let i = 0; i < most && !(await target.evaluate((node) => node === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
}

/** Beside the checkout; tests that need them skip where they are not. */
export const FIXTURES = '../shared/fixtures';
export const ABSENT = 'the folder ../shared is not here';

/** For `test.use`: a browser with a camera and a microphone that beeps, and a person who allows both. */
export const withDevices = {
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  },
};
