/**
 * One image, two machines: what the page exports, runs and counts under its own policy is what the command line exports,
 * runs and counts in Node, to the byte and to the cycle. Then what is no image, or never ends; then the run from inside.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, openPanel, panel, test } from './thimble.ts';

const CLI = process.env.THIMBLE_CLI ?? 'dist/cli/thimble.js';
const BOARD = 'stm32f446';
const root = mkdtempSync(join(tmpdir(), 'thimble-simulate-'));
test.afterAll(() => rmSync(root, { recursive: true, force: true }));

const thimble = (...args: string[]): string => execFileSync('node', [CLI, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });

async function downloaded(page: Page, name: RegExp | string, to: string): Promise<string> {
  const download = page.waitForEvent('download');
  await panel(page, 'export').getByRole('button', { name }).click();
  const path = join(root, to);
  writeFileSync(path, readFileSync(await (await download).path()));
  return path;
}

/** The rows of a chart's table, as the page shows them. */
async function rowsOf(page: Page, within: string, finding: RegExp): Promise<string[][]> {
  const figure = page.locator(`${within} figure`).filter({ hasText: finding }).first();
  await figure.getByRole('button', { name: 'Table' }).click();
  return Promise.all((await figure.locator('tbody tr').all()).map((row) => row.locator('td').allInnerTexts()));
}

const firmwareInput = (page: Page) => panel(page, 'simulate').getByLabel('Run a firmware image');
const ran = (page: Page) => panel(page, 'simulate').locator('.firmware');
const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });

test('the image that the page exports and runs is the command line\'s: same bytes, same counts', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('./');
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toContain('script-src \'self\' \'wasm-unsafe-eval\';');
  await openPanel(page, 'export');
  const model = await downloaded(page, 'Thimble model', 'kws.tim');
  await panel(page, 'export').getByLabel(/^ELF image/).check();
  const image = await downloaded(page, /Download the ELF image, [\d.]+ KiB/, 'page.elf');
  thimble('export', model, '--board', BOARD, '--format', 'elf', '--out', join(root, 'node.elf'));
  expect(readFileSync(image).equals(readFileSync(join(root, 'node.elf')))).toBe(true);

  const inNode = JSON.parse(thimble('simulate', image, '--board', BOARD, '--json')) as { text: string; instructions: number; cycles: number; functions: { name: string; instructions: number; cycles: number }[] };
  await firmwareInput(page).setInputFiles(image);
  await expect(ran(page).locator('.console')).toHaveText(inNode.text.trim(), { useInnerText: true });
  expect((await ran(page).locator('.tip').allTextContents()).join(' ')).toContain(`${inNode.instructions.toLocaleString('en')} instructions from reset`);
  const functions = await rowsOf(page, '.firmware', /of the time, of [\d,]+ functions/);
  expect(functions.map(([name, instructions, cycles]) => [name, Number(instructions), Number(cycles)])).toEqual(inNode.functions.map((one) => [one.name, one.instructions, one.cycles]));

  const input = join(root, 'input.bin');
  writeFileSync(input, Uint8Array.from({ length: 490 }, (_, i) => (i * 37) & 255));
  const network = JSON.parse(thimble('simulate', model, '--board', BOARD, '--input', input, '--json')) as { output: number[]; layers: { name: string; instructions: number; cycles: number }[] };
  await panel(page, 'simulate').getByLabel(/raw input file/).setInputFiles(input);
  await expect(panel(page, 'simulate').getByText('showing input.bin')).toBeVisible();
  await expect(panel(page, 'simulate').getByText(/the output checked.*equal, byte for byte, on the simulated board too/)).toBeVisible();
  const layers = await rowsOf(page, '#simulate', /takes the most/);
  expect(layers.map(([name, , instructions, cycles]) => [name, Number(instructions), Number(cycles)])).toEqual(network.layers.map((one) => [one.name, one.instructions, one.cycles]));
  const scores = await rowsOf(page, '#simulate', /The network answers/);
  expect(scores.map((row) => Number(row[1])).sort((a, b) => a - b)).toEqual([...network.output].sort((a, b) => a - b));
});

test('what is no image for this board is one clear line, and the next image runs', async ({ page }) => {
  await page.goto('./');
  await openPanel(page, 'export');
  const model = await downloaded(page, 'Thimble model', 'kws.tim');
  for (const board of [BOARD, 'rp2040']) thimble('export', model, '--board', board, '--format', 'elf', '--out', join(root, `${board}.elf`));
  const good = readFileSync(join(root, `${BOARD}.elf`));
  const foreign = Buffer.from(good);
  foreign.writeUInt16LE(62, 18); // e_machine of x86-64 (System V ABI)
  const scrambled = Buffer.from(good).fill(0xff, 0x200, 0x3000);
  const cases: readonly (readonly [Buffer, string, RegExp])[] = [
    [foreign, 'x86.elf', /x86\.elf.*machine 62; Arm is 40/],
    [good.subarray(0, 4000), 'cut.elf', /cut\.elf.*cut short/],
    [readFileSync(join(root, 'rp2040.elf')), 'pico.elf', /pico\.elf.*for another board/],
    [scrambled, 'scrambled.elf', /scrambled\.elf.*at 0x/],
    [Buffer.from('hello'), 'hello.bin', /hello\.bin.*that is no image/],
  ];
  for (const [buffer, name, said] of cases) {
    await firmwareInput(page).setInputFiles(file(name, buffer));
    await expect(ran(page).getByRole('alert')).toContainText(said);
    await expect(ran(page).locator('.console')).toHaveCount(0);
  }
  await firmwareInput(page).setInputFiles(file('good.elf', good));
  await expect(ran(page).locator('.console')).toContainText('thimble: PASS');
});

test('a program that never ends leaves the page free, and stops when told to', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'simulate').getByText(/takes the most: .* instructions/)).toBeVisible();
  // stack pointer, reset vector, then: nop; b to the nop
  const endless = new Uint8Array(64);
  new DataView(endless.buffer).setUint32(0, 0x2000_1000, true);
  new DataView(endless.buffer).setUint32(4, 0x0800_0009, true);
  endless.set([0x00, 0xbf, 0xfd, 0xe7], 8);
  await firmwareInput(page).setInputFiles(file('endless.bin', endless));
  await expect(ran(page).locator('.job')).toContainText(/instructions/);
  const slowest = await page.evaluate(async () => {
    let worst = 0;
    for (let i = 0; i < 30; i++) {
      const from = performance.now();
      await new Promise(requestAnimationFrame);
      worst = Math.max(worst, performance.now() - from);
    }
    return worst;
  });
  expect(slowest).toBeLessThan(1000);
  await ran(page).getByRole('button', { name: 'Stop' }).click();
  await expect(ran(page).getByText('Stopped.')).toBeVisible();
  await openPanel(page, 'export');
  await panel(page, 'export').getByLabel(/^ELF image/).check();
  await firmwareInput(page).setInputFiles(await downloaded(page, /Download the ELF image/, 'after.elf'));
  await expect(ran(page).locator('.console')).toContainText('thimble: PASS');
});

const inside = (page: Page) => panel(page, 'simulate').locator('.inside');
const place = (page: Page) => inside(page).locator('.place');

async function lookInside(page: Page): Promise<void> {
  await page.goto('./');
  await panel(page, 'simulate').getByRole('button', { name: 'Look inside the run' }).click();
  await expect(inside(page).locator('canvas')).toBeVisible();
}

test('inside the run: forwards, backwards, over calls, to a layer, to a line; the registers follow', async ({ page }) => {
  await lookInside(page);
  await inside(page).getByRole('button', { name: 'Next layer' }).click();
  await expect(place(page)).toContainText('layer 1 of');
  await expect(inside(page).getByText(/has written all [\d,]+ bytes of its output/)).toBeVisible();
  const at = async (): Promise<number> => Number(/^[\d,]+/.exec(await place(page).innerText())?.[0].replaceAll(',', ''));
  const pc = (): Promise<string> => inside(page).locator('.registers tbody tr').last().locator('td').first().innerText();
  const [start, startPc] = [await at(), await pc()];
  await inside(page).getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(at).toBe(start + 1);
  expect(await pc()).not.toBe(startPc);
  await expect(inside(page).locator('.registers .changed')).not.toHaveCount(0);
  await page.keyboard.press(',');
  await expect.poll(at).toBe(start);
  expect(await pc()).toBe(startPc);
  await page.keyboard.press('o');
  await expect.poll(async () => (await at()) - start).toBeGreaterThan(10_000); // the kernel is called here
  await expect(place(page)).toContainText('in int8_run');
  await inside(page).getByLabel('Run to the end of layer').selectOption({ index: 4 });
  await expect(place(page)).toContainText('layer 5 of');
  const layerEnd = await at();
  await inside(page).getByLabel('Run on to the function').selectOption({ index: 1 }); // the dearest
  await expect.poll(at).toBeGreaterThan(layerEnd); // a line walked to is left when the run goes on
  await expect(inside(page).locator('.line.next')).toBeVisible();
  const listing = inside(page).getByRole('listbox');
  await listing.focus();
  await page.keyboard.press('ArrowDown');
  await expect(inside(page).locator('.code .readout')).toContainText(/executed [\d,]+ times, [\d,]+ cycles/);
  const reached = await at();
  await page.keyboard.press('Enter');
  await expect.poll(at).toBeGreaterThan(reached);
  await inside(page).getByRole('button', { name: 'Play' }).click();
  const from = await at();
  await expect.poll(at).toBeGreaterThan(from + 10_000);
  await inside(page).getByRole('button', { name: 'Pause' }).click();
});

test('firmware of one\'s own from inside: a step, over a call, back, to its end; free of axe findings, and no wider than a phone', async ({ page }) => {
  await page.goto('./');
  await expect(panel(page, 'simulate').getByText(/takes the most: .* instructions/)).toBeVisible();
  // stack pointer, reset vector, then: movs r0, #5; bl f; bkpt 0; f: adds r0, #1; bx lr
  const image = new Uint8Array(64);
  new DataView(image.buffer).setUint32(0, 0x2000_1000, true);
  new DataView(image.buffer).setUint32(4, 0x0800_0009, true);
  image.set([0x05, 0x20, 0x00, 0xf0, 0x01, 0xf8, 0x00, 0xbe, 0x01, 0x30, 0x70, 0x47], 8);
  await firmwareInput(page).setInputFiles(file('tiny.bin', image));
  await ran(page).getByRole('button', { name: 'Look inside this firmware' }).click();
  const here = ran(page).locator('.place');
  const r0 = ran(page).locator('.registers tbody tr').first().locator('td').last();
  await expect(here).toContainText('0 of 5 instructions since reset done');
  await ran(page).getByRole('button', { name: 'Step', exact: true }).click();
  await expect(here).toContainText('at 0x0800000a');
  await expect(r0).toHaveText('5');
  await page.keyboard.press('o');
  await expect(here).toContainText(/^4 of 5 .*at 0x0800000e/);
  await expect(r0).toHaveText('6');
  await ran(page).getByRole('button', { name: 'Step back' }).click();
  await expect(here).toContainText('at 0x08000012');
  await expect(ran(page).locator('.line.next')).toContainText('BX lr');
  await ran(page).getByRole('button', { name: 'To the end' }).click();
  await expect(here).toContainText('The end, after 5 instructions');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page, '.firmware')).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`inside the run: no violation, no scroll sideways, ${theme} at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 720 });
      await lookInside(page);
      await page.getByLabel('Theme').selectOption(theme);
      await inside(page).getByRole('button', { name: 'Next layer' }).click();
      await expect(place(page)).toContainText('layer 1 of');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.evaluate(readFileSync(axe, 'utf8'));
      const violations = await page.evaluate(async () => {
        const { axe: engine } = globalThis as unknown as { axe: { run(context: string, options: unknown): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }> } };
        return (await engine.run('.inside', { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } })).violations;
      });
      expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 4).map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary}`) }))).toEqual([]);
    });
  }
}
