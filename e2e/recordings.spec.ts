/** The user's own WAV folders: read in the page, measured by the deployed kernels, wrong files named and left out. */
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

test('a folder of WAV folders is measured, and a truncated file is named', async ({ page }, info) => {
  const folder = info.outputPath('my words');
  for (const [word, hertz] of [['yes', 300], ['no', 700]] as const) {
    mkdirSync(join(folder, word), { recursive: true });
    for (const speaker of ['ada', 'bea', 'cleo', 'dora', 'emma']) writeFileSync(join(folder, word, `${speaker}_nohash_0.wav`), tone(hertz + speaker.length));
  }
  writeFileSync(join(folder, 'yes', 'broken_nohash_0.wav'), tone(300).subarray(0, 30));

  await page.goto('./');
  await openPanel(page, 'task');
  await panel(page, 'task').locator('input[type=file]').setInputFiles(folder);
  await expect(panel(page, 'task').getByRole('status')).toContainText('my words, 11 files');
  await panel(page, 'simulate').getByRole('button', { name: 'Measure on my recordings' }).click();
  await expect(panel(page, 'simulate').getByText(/of 10 right, measured here/)).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/broken_nohash_0\.wav/)).toBeVisible();
});

test('a recording is heard by the simulated network, and a broken one is refused by name', async ({ page }) => {
  await page.goto('./');
  const input = panel(page, 'simulate').getByLabel('Open recordings or a raw input file');
  await input.setInputFiles({ name: 'cut.wav', mimeType: 'audio/wav', buffer: tone(300).subarray(0, 30) });
  await expect(page.getByRole('alert').filter({ hasText: 'cut.wav' }).first()).toBeVisible();
  await input.setInputFiles({ name: 'tone.wav', mimeType: 'audio/wav', buffer: tone(500) });
  await expect(panel(page, 'simulate').getByLabel('Input of tone.wav').locator('option')).toHaveCount(1);
  await expect(panel(page, 'simulate').getByText(/the first 1 output checked against the int8 reference/)).toBeVisible();
});

test('a raw input file of the wrong size is refused in one sentence, one of the right size runs', async ({ page }) => {
  await page.goto('./');
  const input = panel(page, 'simulate').getByLabel('Open recordings or a raw input file');
  await input.setInputFiles({ name: 'short.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(489) });
  await expect(page.locator('.notice.problem')).toContainText('short.bin has 489 bytes');
  await input.setInputFiles({ name: 'two.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(980) });
  await expect(panel(page, 'simulate').getByLabel('Input of two.bin').locator('option')).toHaveCount(2);
});
