/** The committed wasm is what the committed C says: rebuilt here and compared byte for byte. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const clang = spawnSync(process.env.CLANG ?? 'clang', ['--version'], { encoding: 'utf8' });

test('continuous integration has the compiler this check needs', () => {
  if (process.env.CI) expect(clang.status, 'clang and wasm-ld are missing: install the packages clang and lld').toBe(0);
});

test.skipIf(clang.status !== 0)('train.wasm rebuilds from its sources to the same bytes', () => {
  const out = join(mkdtempSync(join(tmpdir(), 'train-wasm-')), 'train.wasm');
  execFileSync(process.execPath, ['src/kernels/float/build.mjs', out]);
  expect(readFileSync(out).equals(readFileSync('public/kernels/train.wasm'))).toBe(true);
});

test('train.wasm asks its host for nothing', () => {
  const module = new WebAssembly.Module(readFileSync('public/kernels/train.wasm'));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  expect(readFileSync('public/kernels/train.wasm').length).toBeLessThan(64 * 1024);
});
