/** The committed wasm is what the committed C says: rebuilt here and compared byte for byte. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OP_FIELDS } from '../../core/codegen/index.ts';

test('int8.wasm rebuilds from its sources to the same bytes', () => {
  expect(spawnSync(process.env.CLANG ?? 'clang', ['--version']).status, 'clang and wasm-ld are missing: install the packages clang and lld').toBe(0);
  const folder = mkdtempSync(join(tmpdir(), 'int8-wasm-'));
  execFileSync(process.execPath, ['src/kernels/int8/build.mjs', join(folder, 'int8.wasm')]);
  expect(readFileSync(join(folder, 'int8.wasm')).equals(readFileSync('public/kernels/int8.wasm'))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('int8.wasm asks its host for nothing and is small', () => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(readFileSync('public/kernels/int8.wasm')))).toEqual([]);
  expect(readFileSync('public/kernels/int8.wasm').length).toBeLessThan(40 * 1024);
});

test('the struct of int8.h and the table writer name the same fields in the same order', () => {
  const body = /typedef struct \{([\s\S]*?)\} int8_op;/.exec(readFileSync('src/kernels/int8/int8.h', 'utf8'))![1].replace(/\/\*[\s\S]*?\*\//g, '');
  const fields = [...body.matchAll(/int(?:32|16)_t ([^;]+);/g)].flatMap(([, names]) => names.split(',').map((name) => name.trim()));
  expect(fields).toEqual([...OP_FIELDS]);
});
