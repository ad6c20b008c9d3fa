/** Recording by class, and the live trial, with the browser's own test devices: a microphone that beeps, a camera with a clock. */
import { existsSync } from 'node:fs';
import { violations } from './axe.ts';
import { ABSENT, expect, FIXTURES, kept, openPanel, panel, test, withDevices } from './thimble.ts';

test.use(withDevices);

test('sounds are recorded while the space bar is held, played, renamed, deleted, kept over a reload and made the task', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'task');
  const task = panel(page, 'task');
  await task.getByLabel('my own').check();
  await task.getByRole('button', { name: 'Record here' }).click();
  await expect(task.getByRole('button', { name: 'Hold to record first' })).toBeDisabled();
  await task.getByRole('button', { name: 'Switch the microphone on' }).click();
  await expect(task.getByRole('img', { name: /Live spectrogram/ })).toBeVisible();

  await task.getByRole('button', { name: 'Hold to record first' }).focus();
  await page.keyboard.down('Space');
  await page.waitForTimeout(300);
  await page.keyboard.up('Space');
  const first = task.getByRole('list', { name: 'Takes of first, newest first' });
  await expect(first.getByRole('listitem')).toHaveCount(1);
  await expect(first.getByRole('button', { name: /^Play take 1 of first, 1\.\d s$/ })).toBeVisible();

  // The device beeps once a second: at other moments of the second the recordings differ.
  for (const name of ['first', 'second']) {
    const hold = task.getByRole('button', { name: `Hold to record ${name}` });
    for (const wait of [150, 310, 470, 730]) {
      await page.waitForTimeout(wait);
      await hold.hover();
      await page.mouse.down();
      await page.waitForTimeout(1100 + wait);
      await page.mouse.up();
    }
    await expect.poll(() => task.getByRole('list', { name: `Takes of ${name}, newest first` }).getByRole('listitem').count()).toBeGreaterThanOrEqual(4);
  }
  const second = task.getByRole('list', { name: 'Takes of second, newest first' }).getByRole('listitem');
  const short = await second.count();
  await task.getByRole('button', { name: 'Hold to record second' }).hover();
  await page.mouse.down();
  await page.waitForTimeout(4200);
  await page.mouse.up();
  await expect.poll(() => second.count()).toBeGreaterThanOrEqual(short + 3); // a long hold is cut into its seconds
  const before = await first.getByRole('listitem').count();
  await first.getByRole('button', { name: /^Play take 1 of first/ }).click();
  await first.getByRole('button', { name: 'Delete take 1 of first' }).click();
  await expect(first.getByRole('listitem')).toHaveCount(before - 1);

  const name = task.getByLabel('Name of class first');
  await name.fill('a/b');
  await name.press('Enter');
  await expect(task.getByRole('alert')).toContainText('no slash');
  await name.fill('beep');
  await name.press('Enter');
  await expect(task.getByRole('button', { name: 'Hold to record beep' })).toBeVisible();
  await expect(task.getByLabel('Name of class beep')).toBeFocused();
  expect(await violations(page)).toEqual([]);

  await expect.poll(() => kept(page, 'takes')).toMatchObject({ labels: ['beep', 'second'] });
  await page.reload();
  await openPanel(page, 'task');
  await task.getByLabel('my own').check();
  await task.getByRole('button', { name: 'Record here' }).click();
  await expect(task.getByRole('list', { name: 'Takes of beep, newest first' }).getByRole('listitem')).toHaveCount(before - 1);
  await task.getByRole('button', { name: 'Make these the task' }).click();
  await expect(task.getByRole('status').filter({ hasText: /recorded here, \d+ files/ })).toBeVisible();
  await expect(task.locator('.summary')).toContainText('2 classes');
});

test('pictures are taken of each class while a button is held', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'task');
  const task = panel(page, 'task');
  await task.getByLabel('my own').check();
  await task.getByRole('button', { name: 'Record here' }).click();
  await task.getByRole('radio', { name: 'pictures' }).check();
  await task.getByRole('button', { name: 'Switch the camera on' }).click();
  await expect.poll(() => task.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
  for (const name of ['first', 'second']) {
    await task.getByRole('button', { name: `Hold to record ${name}` }).hover();
    await page.mouse.down();
    await expect.poll(() => task.getByRole('list', { name: `Takes of ${name}, newest first` }).getByRole('img').count()).toBeGreaterThan(2);
    await page.mouse.up();
  }
  const pictures = task.getByRole('list', { name: 'Takes of second, newest first' }).getByRole('img');
  expect(await pictures.first().evaluate((image: HTMLImageElement) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]))).toEqual([128, 128]);
  await task.getByRole('button', { name: 'Make these the task' }).click();
  await expect(task.getByRole('status').filter({ hasText: /recorded here, \d+ files/ })).toBeVisible();
  await expect(task.locator('canvas.picture').first()).toBeVisible();
  await expect(panel(page, 'supernet').locator('.summary')).toContainText(/toybox.*-c2, from random weights/);
});

test('the simulated board hears the microphone, again and again, until it is stopped', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'live');
  const live = panel(page, 'live');
  await live.getByRole('button', { name: 'Try it with the microphone' }).click();
  await expect(live.getByText(/^The microphone: “\w+”, \d+ % sure$/)).toBeVisible({ timeout: 60_000 });
  await expect(live.getByText(/The real board would take .* \(front end .* \+ network .*\) at 180 MHz/)).toBeVisible();
  await expect(live.getByText('✓ equal to the reference, byte for byte')).toBeVisible();
  const took = live.getByText(/This page took/);
  const first = await took.innerText();
  await expect(took).not.toHaveText(first, { timeout: 30_000 });
  await live.getByRole('button', { name: 'Stop the microphone' }).click();
  await expect(live.getByRole('button', { name: 'Try it with the microphone' })).toBeVisible();
  await expect(live.getByRole('button', { name: 'yes', exact: true })).toBeEnabled();
});

test('a network for pictures sees the camera, and a picture from a file; what is no picture is named', async ({ page }) => {
  const model = `${FIXTURES}/tflite/pretrainedResnet_quant.tflite`;
  test.skip(!existsSync(model), ABSENT);
  await page.goto('./');
  await panel(page, 'network').getByLabel('Open a model file').setInputFiles(model);
  await expect(panel(page, 'network').getByRole('status').filter({ hasText: 'opened from a file' })).toBeVisible({ timeout: 60_000 });
  await openPanel(page, 'live');
  const live = panel(page, 'live');
  await live.getByRole('button', { name: 'Try it with the camera' }).click();
  await expect(live.getByText(/^The camera: “output \d+”/)).toBeVisible({ timeout: 60_000 });
  await expect(live.getByText(/The real board would take .* at 180 MHz: [\d.]+ M instructions/)).toBeVisible();
  await live.getByRole('button', { name: 'Stop the camera' }).click();
  await live.getByLabel('Open a picture').setInputFiles('src/ui/screenshot.png');
  await expect(live.getByText(/^screenshot\.png: “output \d+”/)).toBeVisible({ timeout: 60_000 });
  await live.getByLabel('Open a picture').setInputFiles('package.json');
  await expect(page.locator('.notice.problem')).toContainText('package.json: is no picture');
});
