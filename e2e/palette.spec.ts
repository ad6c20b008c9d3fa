/** The command palette: everything by name, from anywhere, by keyboard; and its list is the list of keys. */
import { violations } from './axe.ts';
import { expect, openPanel, panel, test } from './thimble.ts';

const field = (page: Parameters<typeof panel>[0]) => page.getByRole('combobox', { name: 'Find a command' });
const options = (page: Parameters<typeof panel>[0]) => page.getByRole('listbox', { name: 'Commands' }).getByRole('option');

test('it opens from a field too, finds by first letters, moves by arrows, acts on Enter and gives the focus back', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  const budget = panel(page, 'board').getByLabel('SRAM budget');
  await budget.focus();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  const first = options(page).first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id')) ?? '');
  await page.keyboard.press('ArrowUp');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  await expect(budget).toBeFocused();

  await page.keyboard.press('Control+k');
  await field(page).fill('pico');
  await expect(options(page).first()).toContainText('Board: ');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('rp2040');

  await page.keyboard.press('Control+k');
  await field(page).fill('undo');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('stm32f446');

  await page.keyboard.press('Control+k');
  await field(page).fill('theme dark');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Theme')).toHaveValue('dark');

  await page.keyboard.press('Control+k');
  await field(page).fill('fold every');
  await page.keyboard.press('Enter');
  await expect(page.locator('.panel-body:visible')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await field(page).fill('go live');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'live').locator('h2 button')).toBeFocused();

  await page.keyboard.press('Control+k');
  await field(page).fill('xyzzyq');
  await expect(page.getByText('Nothing goes by that name')).toBeVisible();
});

test('asked for again the moment it closes, by Escape or by the browser, it is there and stays', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused();
    await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Control+k')]);
    await expect(field(page)).toBeFocused();
    // within one turn, before the browser says that it is closed
    await page.evaluate(() => {
      document.querySelector<HTMLDialogElement>('dialog.palette')?.close();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }));
    });
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    await expect(field(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(field(page)).toHaveCount(0);
  }
});

test('what a step offers is found by its own label: charts as files, fields, switches', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await page.keyboard.press('/');
  await field(page).fill('csv networks measured');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await page.keyboard.press('Control+k');
  await field(page).fill('latency limit');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'board').getByLabel('Latency limit')).toBeFocused();
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal/)).toBeVisible();
  await page.keyboard.press('Control+k');
  await field(page).fill('look inside');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'simulate').getByRole('button', { name: 'Look inside the run' })).toHaveAttribute('aria-expanded', 'true');
});

test('every button and field in sight is in the list, or named by the registry', async ({ page }) => {
  await page.goto('./');
  for (const name of ['task', 'supernet', 'export', 'live'] as const) await openPanel(page, name);
  await expect(panel(page, 'export').locator('tbody tr').first()).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/int8 reference: equal/)).toBeVisible();
  const names = await page.locator('main').locator('button:visible:enabled').evaluateAll((buttons) =>
    buttons.filter((one) => !one.matches('.tip-trigger, .link, .panel-head button, figure *')).map((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').replaceAll(/\s+/g, ' ').trim()));
  expect(names.length).toBeGreaterThan(15);
  for (const name of new Set(names)) {
    await page.keyboard.press('Control+k');
    await field(page).fill(name);
    await expect(options(page).filter({ hasText: name }).first()).toBeVisible();
    await page.keyboard.press('Escape');
  }
});

test('keys that are switched off stay off, and the keys with Ctrl go on', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toBeVisible();
  const listed = (await keys.locator('dt').allInnerTexts()).map((text) => text.replaceAll(/\s/g, ''));
  expect(listed).toEqual(expect.arrayContaining(['1…9', 'R', 'S', 'J', 'K', 'CtrlZ', 'CtrlShiftZ', 'CtrlKor/', '?']));
  expect(new Set(listed).size).toBe(listed.length);
  await keys.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(field(page)).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`palette and keys have no violation in the ${colorScheme} theme, also in forced colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./');
    await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
    await page.keyboard.press('Control+k');
    await field(page).fill('copy');
    await expect(options(page).first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme, forcedColors: 'active' });
    const chosen = options(page).first();
    const [here, there] = [await chosen.evaluate((node) => getComputedStyle(node).backgroundColor), await options(page).nth(1).evaluate((node) => getComputedStyle(node).backgroundColor)];
    expect(here).not.toBe(there);
    await page.keyboard.press('Escape');
    await expect(field(page)).toHaveCount(0);
    await page.emulateMedia({ colorScheme, forcedColors: 'none' });
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
