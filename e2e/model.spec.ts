/** A model file in the page: opened or refused, compiled with and without each technique, simulated, taken away as firmware. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, openPanel, panel, test } from './thimble.ts';
import type { Page } from '@playwright/test';

const FIXTURES = '../shared/fixtures/tflite';
const KWS = `${FIXTURES}/kws_ref_model.tflite`;
const HYBRID = `${FIXTURES}/unsupported_hybrid.tflite`;
const ABSENT = 'the folder ../shared is not here';
/** What stands in a checkout without its large files. */
const POINTER = { name: 'pointer.tflite', mimeType: 'application/octet-stream', buffer: Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 54320\n') };

const modelInput = (page: Page) => panel(page, 'network').getByLabel('Open a model file');
const technique = (page: Page, name: RegExp) => panel(page, 'network').getByRole('checkbox', { name });
const opened = (page: Page) => panel(page, 'network').getByRole('status').filter({ hasText: 'opened from a file' });
const arena = (page: Page) => panel(page, 'network').getByRole('row', { name: /^arena/ }).locator('td').first();

/** Lets go of a file over the page, as a person's hand would. */
async function drop(page: Page, path: string, name: string): Promise<void> {
  const transfer = await page.evaluateHandle(({ bytes, file }) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], file));
    return data;
  }, { bytes: readFileSync(path).toString('base64'), file: name });
  for (const event of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('main', event, { dataTransfer: transfer });
}

test('a .tflite dropped on the page is the network of the last three steps, until one goes back', async ({ page }) => {
  test.skip(!existsSync(KWS), ABSENT);
  await page.goto('./');
  await expect(technique(page, /^In place/)).toBeVisible();
  await drop(page, KWS, 'kws_ref_model.tflite');
  await expect(opened(page)).toContainText('kws_ref_model.tflite');
  await expect(page.locator('.drop-over')).toHaveCount(0);
  await expect(arena(page)).toHaveText(/^[\d,]+ B$/);
  expect(Number((await arena(page).innerText()).replace(/\D/g, ''))).toBeLessThanOrEqual(11_000); // issue table: aim for kws
  await expect(panel(page, 'network').getByText('✓ adds up')).toBeVisible();
  await expect(panel(page, 'network').getByText(/Lower bound: no plan with these techniques/)).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/this input; instructions are exact/)).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/Of 12 outputs no\. \d+ is the largest/)).toBeVisible();
  await openPanel(page, 'export');
  await expect(panel(page, 'export').getByText('kws_ref_model.tflite, opened from a file')).toBeVisible();
  await expect(panel(page, 'network').getByRole('button', { name: 'Copy result link' })).toHaveCount(0); // that tells the search's network
  await expect(panel(page, 'export').getByText('model.c', { exact: true })).toBeVisible();
  await panel(page, 'export').getByRole('button', { name: 'Back to the search’s network' }).click();
  await expect(opened(page)).toHaveCount(0);
  await expect(panel(page, 'network').locator('.result-hash')).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/of 60 right/)).toBeVisible();
});

test('an opened model that a small budget refuses can be judged by the whole board instead', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'export');
  const download = page.waitForEvent('download');
  await panel(page, 'export').getByRole('button', { name: 'Thimble model' }).click();
  await modelInput(page).setInputFiles(await (await download).path());
  await expect(opened(page)).toBeVisible();
  await panel(page, 'board').getByLabel('SRAM budget').fill('9');
  await panel(page, 'board').getByLabel('SRAM budget').press('Enter');
  const network = panel(page, 'network');
  await expect(network).toContainText('Judged by the budgets of step 1: 9.0 KiB of SRAM, 60.0 ms.');
  await network.getByRole('button', { name: 'Use all of the board’s 128 KiB, without a limit of time' }).press('Enter');
  await expect(network.locator('.lead .verdict')).toHaveText('✓ fits');
  await expect(network.getByRole('button', { name: /^6?Chosen network/ })).toBeFocused();
  await expect(panel(page, 'board').getByLabel('SRAM budget')).toHaveValue('');
});

test('a model that cannot be run is refused whole: every operator, the reason and the way out', async ({ page }) => {
  test.skip(!existsSync(HYBRID), ABSENT);
  await page.goto('./');
  await modelInput(page).setInputFiles(HYBRID);
  const refusal = panel(page, 'network').locator('.refusal');
  await expect(refusal).toContainText('works on FLOAT32');
  await expect(refusal).toContainText('Convert it anew with a representative data set');
  expect(await refusal.locator('li li').count()).toBeGreaterThan(10);
  await expect(panel(page, 'network').locator('.result-hash')).toBeVisible();
  await refusal.getByRole('button', { name: 'Dismiss' }).click();
  await expect(refusal).toHaveCount(0);
});

test('a file that is no model is named, and the next good one clears the complaint', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'export');
  await modelInput(page).setInputFiles(POINTER);
  await expect(panel(page, 'network').getByRole('alert')).toContainText(/pointer\.tflite.*Git LFS pointer/);
  const download = page.waitForEvent('download');
  await panel(page, 'export').getByRole('button', { name: 'Thimble model' }).click();
  await modelInput(page).setInputFiles(await (await download).path());
  await expect(opened(page)).toBeVisible();
  await expect(panel(page, 'network').getByRole('alert')).toHaveCount(0);
  await expect(panel(page, 'simulate').getByText(/of 60 right/)).toBeVisible();
});

test('switching a technique changes the arena at once and says by how much; the sum still adds up', async ({ page }) => {
  await page.goto('./');
  await expect(technique(page, /^In place/)).toBeChecked();
  const before = await arena(page).innerText();
  await technique(page, /^In place/).focus();
  await page.keyboard.press('Space');
  await expect(panel(page, 'network').getByRole('status').filter({ hasText: /The arena has grown from [\d.]+ KiB to [\d.]+ KiB \(\+[\d,]+ B\)/ })).toBeVisible();
  await expect(arena(page)).not.toHaveText(before);
  await expect(panel(page, 'network').getByText('✓ adds up')).toBeVisible();
  await expect(panel(page, 'network').locator('.life.moved').first()).toBeVisible();
  await expect(panel(page, 'network').locator('.before-line')).toHaveCount(1);
  await panel(page, 'network').getByRole('button', { name: 'All as they were' }).click();
  await expect(arena(page)).toHaveText(before);
});

test('a UF2 for the Pico downloads with its magic numbers; a board without that boot loader says why not', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'export');
  const uf2 = panel(page, 'export').getByLabel(/^UF2 image/);
  await expect(uf2).toBeDisabled();
  await expect(panel(page, 'export').locator('.formats')).toContainText('UF2 image no UF2 boot loader is known for the Nucleo-F446RE');
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('rp2040');
  await uf2.check();
  const save = panel(page, 'export').getByRole('button', { name: /Download the UF2 image, [\d.]+ KiB/ });
  await expect(save).toBeEnabled();
  const download = page.waitForEvent('download');
  await save.click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/rp2040\.uf2$/);
  const bytes = readFileSync(await file.path());
  expect(bytes.length % 512).toBe(0);
  expect([bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(508)]).toEqual([0x0a324655, 0x9e5d5157, 0x0ab16f30]); // UF2 specification
});

test('the simulated board counts instructions layer by layer; one that is not simulated says so', async ({ page }) => {
  await page.goto('./');
  const simulate = panel(page, 'simulate');
  await expect(simulate.getByText(/instructions are exact\. Cycles: .*Accuracy: /)).toBeVisible();
  await expect(simulate.locator('.stats')).toContainText(/instructions[\d.]+ M counted/);
  await expect(simulate.getByText(/takes the most: \d+ % of [\d.]+ M instructions/)).toBeVisible();
  await simulate.locator('figure').filter({ hasText: 'takes the most' }).getByRole('button', { name: 'Table' }).click();
  const table = simulate.getByRole('region', { name: /takes the most/ });
  const column = async (at: number): Promise<number> => (await table.locator(`tbody tr td:nth-child(${at})`).allInnerTexts()).reduce((sum, text) => sum + Number(text), 0);
  const whole = /([\d,]+) instructions executed by one inference/.exec((await simulate.locator('.tip').allTextContents()).join(' '));
  expect(await column(3)).toBe(Number(whole?.[1].replaceAll(',', '')));
  await panel(page, 'board').getByLabel('Board', { exact: true }).selectOption('esp32');
  await expect(simulate.getByText(/No instructions are counted here/)).toBeVisible();
});

test('firmware made here runs from reset on the simulated board; a damaged image is one clear line', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'export');
  await panel(page, 'export').getByLabel(/^ELF image/).check();
  const download = page.waitForEvent('download');
  await panel(page, 'export').getByRole('button', { name: /Download the ELF image, [\d.]+ KiB/ }).click();
  const file = await (await download).path();
  const input = panel(page, 'simulate').getByLabel('Run a firmware image');
  await input.setInputFiles(file);
  const ran = panel(page, 'simulate').locator('.firmware');
  await expect(ran.locator('.console')).toContainText('thimble: PASS');
  await expect(ran.locator('.stats')).toContainText(/instructions[\d.]+ M counted/);
  await input.setInputFiles({ name: 'cut.elf', mimeType: 'application/octet-stream', buffer: readFileSync(file).subarray(0, 60) });
  await expect(ran.getByRole('alert')).toContainText('cut.elf');
  await expect(ran.locator('.console')).toHaveCount(0);
});
