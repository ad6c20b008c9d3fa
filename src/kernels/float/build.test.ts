/** The committed wasm is what the committed C says: rebuilt here and compared byte for byte. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('train.wasm rebuilds from its sources to the same bytes', () => {
  const clang = spawnSync(process.env.CLANG ?? 'clang', ['--version']);
  expect(clang.status, 'clang and wasm-ld are missing: install the packages clang and lld').toBe(0);
  const folder = mkdtempSync(join(tmpdir(), 'train-wasm-'));
  execFileSync(process.execPath, ['src/kernels/float/build.mjs', join(folder, 'train.wasm')]);
  expect(readFileSync(join(folder, 'train.wasm')).equals(readFileSync('public/kernels/train.wasm'))).toBe(true);
  rmSync(folder, { recursive: true });
});

/** Every size of window, stride and segment is code of its own: 155 KiB, 30 KiB in gzip, which a page fetches when it first trains. */
const MOST_BYTES = 156 * 1024;

test('train.wasm asks its host for nothing', () => {
  const module = new WebAssembly.Module(readFileSync('public/kernels/train.wasm'));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  expect(readFileSync('public/kernels/train.wasm').length).toBeLessThan(MOST_BYTES);
});
