/** Kernels against the plain loops of check/kernels.c, byte for byte: on the host with sanitizers, and on every core. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CORES, targetFlags } from '../qemu/cores.ts';
import { link, run, runImage, SUPPORT } from '../qemu/run.ts';

const KERNELS = ['depthwise_conv2d.c', 'add.c', 'average_pool2d.c', 'max_pool2d.c', 'requantise.c'].map((name) => resolve('src/kernels/int8', name));
const CHECK = resolve('src/kernels/int8/check/kernels.c');

const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('on the host, with sanitizers', () => {
  writeFileSync(join(folder, 'host.c'), '#include <stdio.h>\n#include "start.h"\nvoid write_text(const char *text) { fputs(text, stderr); }\n');
  run(folder, 'gcc', '-std=c99', '-O1', '-g', '-Wall', '-Wextra', '-Werror', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', `-I${SUPPORT}`, '-o', 'host', 'host.c', CHECK, ...KERNELS);
  run(folder, './host');
});

test.each(CORES)('on $name', (core) => {
  link(folder, core, `${core.name}.elf`, ...targetFlags(core), '-std=c99', '-fno-common', '-O2', '-Wall', '-Wextra', '-Werror', CHECK, ...KERNELS);
  expect(runImage(folder, core, `${core.name}.elf`)).toMatchObject({ exit: 0 });
});
