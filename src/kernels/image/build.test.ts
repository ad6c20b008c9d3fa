/** The committed archives are what the committed C says: rebuilt here and compared byte for byte; none needs anything beside itself. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SHIPPED = 'public/kernels/arm';
const archives = readdirSync(SHIPPED).sort();
const nm = (archive: string): string[][] => execFileSync('arm-none-eabi-nm', ['-P', join(SHIPPED, archive)], { encoding: 'utf8' }).split('\n').map((line) => line.split(' ')).filter((parts) => parts.length > 1);

test('the archives rebuild from their sources to the same bytes', () => {
  expect(spawnSync('arm-none-eabi-gcc', ['--version']).status, 'arm-none-eabi-gcc is missing: install the package gcc-arm-none-eabi').toBe(0);
  const folder = mkdtempSync(join(tmpdir(), 'arm-archives-'));
  execFileSync(process.execPath, ['src/kernels/image/build.mjs', folder]);
  expect(readdirSync(folder).sort()).toEqual(archives);
  for (const archive of archives) expect(readFileSync(join(folder, archive)).equals(readFileSync(join(SHIPPED, archive))), archive).toBe(true);
  rmSync(folder, { recursive: true });
});

test.each(archives)('%s lacks nothing but what the linker and the network give, and is small', (archive) => {
  const symbols = nm(archive);
  const defined = new Set(symbols.filter(([, type]) => !/[Uw]/.test(type)).map(([name]) => name));
  const missing = [...new Set(symbols.filter(([name, type]) => type === 'U' && !defined.has(name)).map(([name]) => name))].sort();
  expect(missing).toEqual([
    'thimble_bss_end', 'thimble_bss_start', 'thimble_data_end', 'thimble_data_load', 'thimble_data_start', 'thimble_flash_end',
    'thimble_flash_start', 'thimble_model', 'thimble_result', 'thimble_stack_bottom', 'thimble_stack_top',
  ]);
  expect(readFileSync(join(SHIPPED, archive)).length).toBeLessThan(128 * 1024);
});

test.each(archives)('%s has every kernel that the runner names', (archive) => {
  const symbols = nm(archive);
  const defined = new Set(symbols.filter(([, type]) => type === 'T').map(([name]) => name));
  const weak = symbols.filter(([, type]) => type === 'w').map(([name]) => name);
  expect(weak.length).toBeGreaterThan(6);
  for (const name of weak) expect(defined).toContain(name);
});
