/**
 * Builds public/kernels/int8.wasm from the C files beside this script. Same clang, same bytes: no debug information,
 * no names, no paths, files in alphabetical order. `node src/kernels/int8/build.mjs [OUT]`, from anywhere.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, '../../../public/kernels/int8.wasm'));
const sources = readdirSync(here).filter((file) => file.endsWith('.c')).sort();

mkdirSync(dirname(out), { recursive: true });
execFileSync(
  process.env.CLANG ?? 'clang',
  [
    '--target=wasm32', '-std=c99', '-O3', '-msimd128', '-mbulk-memory', '-ffreestanding', '-isystem', 'wasm', '-nostdlib',
    '-Wall', '-Wextra', '-Werror', '-Wl,--no-entry', '-Wl,--strip-all', '-Wl,--export=int8_run', '-Wl,--export=__heap_base',
    '-Wl,-z,stack-size=16384', '-o', out, ...sources,
  ],
  { cwd: here, stdio: 'inherit' },
);
