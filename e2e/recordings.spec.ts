/** The user's own WAV folders: read in the page, kept until deleted, measured by the deployed kernels, wrong files named and left out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, openPanel, panel, test } from './thimble.ts';

/** One second of a tone as 16-bit mono PCM at 16 kHz (RIFF WAVE). */
function tone(hertz: number): Buffer {
  const samples = 16_000;
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 2 * samples, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16_000, 24);
  wav.writeUInt32LE(32_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++) wav.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hertz * i) / 16_000)), 44 + 2 * i);
  return wav;
}

test('a folder of WAV folders becomes the task, a truncated file is named, and a network is measured on it', async ({ page }, info) => {
  const folder = info.outputPath('my words');
  for (const [word, hertz] of [['yes', 300], ['no', 700]] as const) {
    mkdirSync(join(folder, word), { recursive: true });
    for (const speaker of ['ada', 'bea', 'cleo', 'dora', 'emma']) writeFileSync(join(folder, word, `${speaker}_nohash_0.wav`), tone(hertz + speaker.length + 10 * speaker.charCodeAt(0)));
  }
  writeFileSync(join(folder, 'yes', 'broken_nohash_0.wav'), tone(300).subarray(0, 30));

  await page.goto('./');
  await openPanel(page, 'task');
  await panel(page, 'task').getByLabel('my own').check();
  await panel(page, 'task').getByLabel('Open a folder').setInputFiles(folder);
  await expect(panel(page, 'task').getByRole('status').filter({ hasText: 'my words, 11 files, 10 examples' })).toBeVisible();
  await expect(panel(page, 'task').getByRole('row', { name: /broken_nohash_0\.wav/ })).toBeVisible();
  await expect(panel(page, 'task').getByText('Both classes have 5 examples.')).toBeVisible();
  await expect(panel(page, 'supernet').locator('.summary')).toContainText('dscnn-c2, from random weights');
  await panel(page, 'simulate').getByRole('button', { name: 'Measure on the test split of my data' }).click();
  await expect(panel(page, 'simulate').getByText(/of [1-9] right, measured here/)).toBeVisible();

  await page.reload();
  await openPanel(page, 'task');
  await expect(panel(page, 'task').locator('.summary')).toContainText('2 classes');
  await panel(page, 'task').getByRole('button', { name: /Delete my words.* from this browser/ }).click();
  await expect(panel(page, 'task').locator('.summary')).toContainText('Spoken keywords');
  await expect(panel(page, 'supernet').locator('.summary')).toContainText('keywords-dscnn, shipped trained');
});

test('a recording is heard by the simulated network, and a broken one is refused by name', async ({ page }) => {
  await page.goto('./');
  const input = panel(page, 'simulate').getByLabel('Open recordings or a raw input file');
  await input.setInputFiles({ name: 'cut.wav', mimeType: 'audio/wav', buffer: tone(300).subarray(0, 30) });
  await expect(page.getByRole('alert').filter({ hasText: 'cut.wav' }).first()).toBeVisible();
  await input.setInputFiles({ name: 'tone.wav', mimeType: 'audio/wav', buffer: tone(500) });
  await expect(panel(page, 'simulate').getByLabel('Input of tone.wav').locator('option')).toHaveCount(1);
  await expect(panel(page, 'simulate').getByText(/the output checked against the int8 reference/)).toBeVisible();
});

test('a raw input file of the wrong size is refused in one sentence, one of the right size runs', async ({ page }) => {
  await page.goto('./');
  const input = panel(page, 'simulate').getByLabel('Open recordings or a raw input file');
  await input.setInputFiles({ name: 'short.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(489) });
  await expect(page.locator('.notice.problem')).toContainText('short.bin has 489 bytes');
  await input.setInputFiles({ name: 'two.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(980) });
  await expect(panel(page, 'simulate').getByLabel('Input of two.bin').locator('option')).toHaveCount(2);
});

test('without a microphone the page says so plainly and offers recorded clips, which need none', async ({ page }) => {
  await page.goto('./');
  for (const name of ['task', 'live'] as const) await openPanel(page, name);
  const live = panel(page, 'live');
  await live.getByRole('button', { name: 'Try it with the microphone' }).click();
  await expect(live.getByRole('alert')).toContainText(/microphone.*[Tt]ry again\. The recorded clips below do without it/);
  await live.getByRole('button', { name: 'stop', exact: true }).click();
  await expect(live.getByText(/^The clip “stop”: “\w+”/)).toBeVisible({ timeout: 60_000 });

  const task = panel(page, 'task');
  await task.getByLabel('my own').check();
  await task.getByRole('button', { name: 'Record here' }).click();
  await task.getByRole('button', { name: 'Switch the microphone on' }).click();
  await expect(task.getByRole('alert')).toContainText('microphone');
  await task.getByRole('button', { name: 'Take the recorded clips' }).click();
  await expect(task.getByText('12 recordings')).toBeVisible();

  await task.getByRole('radio', { name: 'pictures' }).check();
  await task.getByRole('button', { name: 'Switch the camera on' }).click();
  await expect(task.getByRole('alert')).toContainText('camera');
  await task.getByRole('button', { name: 'Take sample pictures' }).click();
  await expect(task.getByText('60 pictures')).toBeVisible({ timeout: 60_000 });
  await expect(task.getByRole('list', { name: 'Takes of umbrella, newest first' }).getByRole('img').first()).toBeVisible();
});
