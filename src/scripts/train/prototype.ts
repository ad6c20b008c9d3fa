/** Builds the prototype's kernels with clang, as its build.sh does, in a folder of their own; the sources stay as they are. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FILES = ['kern.cpp', 'net.mjs', 'par.mjs', 'spec.json'];
const FLAGS = [
  '--target=wasm32', '-O3', '-msimd128', '-mbulk-memory', '-nostdlib', '-fno-exceptions', '-fno-rtti', '-ffp-contract=off', '-fvisibility=hidden',
  '-Wl,--no-entry', '-Wl,--export-dynamic', '-Wl,--import-memory', '-DMR=4',
];
const SHARED = ['-matomics', '-mmutable-globals', '-Wl,--export=__stack_pointer', '-Wl,--shared-memory', '-Wl,--max-memory=2147483648'];

/** @returns the folder with k.wasm and k_shared.wasm beside copies of the scripts, or why there is none */
export function buildPrototype(source: string): { readonly folder: string } | { readonly absent: string } {
  const missing = FILES.find((file) => !existsSync(join(source, file)));
  if (missing !== undefined) return { absent: `${source} has no ${missing}` };
  const folder = mkdtempSync(join(tmpdir(), 'training-prototype-'));
  for (const file of FILES) copyFileSync(join(source, file), join(folder, file));
  const compiler = process.env.CLANGXX ?? 'clang++';
  try {
    execFileSync(compiler, [...FLAGS, '-o', 'k.wasm', 'kern.cpp'], { cwd: folder, stdio: 'pipe' });
    execFileSync(compiler, [...FLAGS, ...SHARED, '-o', 'k_shared.wasm', 'kern.cpp'], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    return { absent: `${compiler} could not build it: ${String(error).split('\n')[0]}` };
  }
  return { folder };
}
