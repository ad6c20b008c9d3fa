/** A lesson from its first step to its last by keyboard, with a wrong answer and a right one; what was the student's comes back. */
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, linkOf, panel, shortRecipe, tabTo, test } from './thimble.ts';

const side = (page: Page) => page.getByRole('complementary', { name: 'Learn' });
const settled = (page: Page): Promise<void> => expect(side(page).getByRole('button', { name: 'Set the tool up again' })).toBeVisible();

const tabToNamed = (page: Page, name: string | RegExp, role: 'button' | 'textbox' | 'radio'): Promise<void> => tabTo(page, page.getByRole(role, { name }).first());

test('the lesson on in-place depthwise by keyboard alone', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'search').locator('.dot-front').first()).toBeVisible();
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
  await page.locator('body').press('l');
  await expect(side(page).getByRole('heading', { name: 'Learn' })).toBeFocused();
  await tabToNamed(page, /In-place depthwise/, 'button');
  await page.keyboard.press('Enter');
  await expect(side(page).getByRole('heading', { name: 'The peak is a depthwise layer' })).toBeFocused();
  await settled(page);
  await expect(panel(page, 'board').locator('.summary')).toContainText('STM32F746 Discovery');
  await expect(panel(page, 'network').locator('.summary')).toContainText('mcunet-in2.json');

  // a number: too high, then read off the tool
  await tabToNamed(page, /How many KiB does the arena take/, 'textbox');
  await page.keyboard.type('999');
  await page.keyboard.press('Enter');
  await expect(side(page).getByText('Too high.')).toBeVisible();
  const bytes = await panel(page, 'network').locator('.sum-table tr.total').first().locator('td').innerText();
  await page.keyboard.press('Control+a');
  await page.keyboard.type((Number(bytes.replace(/\D/g, '')) / 1024).toFixed(0));
  await page.keyboard.press('Enter');
  await expect(side(page).getByText('Right.')).toBeVisible();
  await expect(side(page).getByText('that a later layer still wants')).toBeVisible();
  await tabToNamed(page, 'Next', 'button');
  await page.keyboard.press('Enter');

  // a choice: the first is wrong
  await expect(side(page).getByRole('heading', { name: 'Channels do not mix' })).toBeFocused();
  await settled(page);
  await tabToNamed(page, 'All channels can be computed at once.', 'radio');
  await page.keyboard.press('Space');
  await tabToNamed(page, 'Check', 'button');
  await page.keyboard.press('Enter');
  await expect(side(page).getByText('Not that one.')).toBeVisible();
  await side(page).getByRole('radio', { name: 'All channels' }).focus();
  await page.keyboard.press('ArrowDown');
  await tabToNamed(page, 'Check', 'button');
  await page.keyboard.press('Enter');
  await expect(side(page).getByText('Right.')).toBeVisible();
  await tabToNamed(page, 'Next', 'button');
  await page.keyboard.press('Enter');

  await expect(side(page).getByRole('heading', { name: 'One more channel' })).toBeFocused();
  await settled(page);
  await tabToNamed(page, '2N and N', 'radio');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(side(page).getByText('Right.')).toBeVisible();
  await tabToNamed(page, 'Next', 'button');
  await page.keyboard.press('Enter');

  // a deed, done in the tool
  await expect(side(page).getByRole('heading', { name: 'Switch it on' })).toBeFocused();
  await settled(page);
  await panel(page, 'network').getByRole('checkbox', { name: /^In place/ }).focus();
  await page.keyboard.press('Space');
  await expect(side(page).getByText('Right.')).toBeVisible();
  await expect(side(page).getByRole('button', { name: 'Step 4, answered' })).toBeVisible();
  await side(page).getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Enter');

  await expect(side(page).getByRole('heading', { name: 'What it saved' })).toBeFocused();
  await settled(page);
  await tabToNamed(page, /By how many KiB/, 'textbox');
  for (const wrong of ['1', '2']) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type(wrong);
    await page.keyboard.press('Enter');
    await expect(side(page).getByText('Too low.')).toBeVisible();
  }
  await tabToNamed(page, 'Show the answer', 'button');
  await page.keyboard.press('Enter');
  await expect(side(page).getByText(/KiB, as the tool computes it/)).toBeVisible();
  await tabToNamed(page, 'Skip', 'button');
  await page.keyboard.press('Enter');

  await expect(side(page).getByRole('heading', { name: 'Why not half?' })).toBeFocused();
  await tabToNamed(page, 'Finish', 'button');
  await page.keyboard.press('Enter');
  await expect(side(page).getByText('You answered 4 of 6 questions.')).toBeVisible();
  await tabToNamed(page, 'Back to my own work', 'button');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'board').locator('.summary')).toContainText('Raspberry Pi Pico');
  await expect(panel(page, 'network').locator('.summary')).not.toContainText('mcunet-in2');
  await expect(side(page).getByText('4 of 6 answered')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(panel(page, 'board').locator('.summary')).toContainText('Nucleo-F446RE');
});

test('a reload within a lesson loses neither the place nor what was before it', async ({ page }) => {
  await page.goto('./');
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('nrf52840');
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByRole('button', { name: /From network to firmware/ }).click();
  await settled(page);
  await side(page).getByRole('button', { name: 'Step 2' }).click();
  await settled(page);
  await expect.poll(() => page.url()).toContain('#1.');
  await page.reload();
  await expect(side(page).getByRole('heading', { name: 'The flash as a sum' })).toBeVisible();
  await settled(page);
  await side(page).getByRole('button', { name: 'Leave' }).click();
  await expect(panel(page, 'board').getByLabel('Board', { exact: true })).toHaveValue('nrf52840');
});

test('a link begins a lesson at its step; one of a lesson that is not there says so', async ({ page, context }) => {
  await page.goto(linkOf({ ...shortRecipe, view: { ...shortRecipe.view, lesson: 'depthwise/3' } }));
  await expect(side(page).getByRole('heading', { name: 'Where the factor comes from' })).toBeVisible();
  await settled(page);
  await side(page).getByRole('slider', { name: /Window/ }).focus();
  await page.keyboard.press('End');
  await expect(side(page).getByText('Right.')).toBeVisible();
  await side(page).getByRole('button', { name: 'Next' }).click();
  await expect(side(page).getByRole('heading', { name: 'When it does not pay' })).toBeVisible();
  await settled(page);
  await expect(side(page).getByRole('slider', { name: /Window/ })).toHaveCount(1); // its own bench, and not the last step's as well
  const other = await (await context.browser()!.newContext()).newPage();
  await other.goto(`${new URL(page.url()).origin}/${linkOf({ ...shortRecipe, view: { ...shortRecipe.view, lesson: 'of-tomorrow' } })}`);
  await expect(side(other).getByRole('alert')).toContainText('no lesson called “of-tomorrow”');
  await other.context().close();
});

for (const [theme, width] of [['light', 1280], ['dark', 360]] as const) {
  test(`no violation in lessons in the ${theme} theme at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 720 });
    await page.goto('./');
    await page.getByLabel('Theme').selectOption(theme);
    await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await expect(side(page).getByRole('heading', { name: 'Learn' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /Depthwise against/ }).click();
    await settled(page);
    await side(page).getByLabel(/How many million MACs/).fill('3');
    await side(page).getByRole('button', { name: 'Check' }).click();
    await expect(side(page).getByText('Too low.')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
