/** Kernels against the plain loops of check/kernels.c, byte for byte: on the host with sanitizers, and on every core. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compileFlags, CORES } from '../../scripts/engine/cores.ts';

const KERNELS = ['depthwise_conv2d.c', 'add.c', 'average_pool2d.c', 'max_pool2d.c', 'requantise.c'].map((name) => resolve('src/kernels/int8', name));
const CHECK = resolve('src/kernels/int8/check/kernels.c');
const SUPPORT = resolve('src/kernels/qemu');

const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(tool: string, ...args: string[]): void {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8', input: '' });
  expect(error, `${tool} cannot be run; npm test installs it on Debian and Ubuntu`).toBeUndefined();
  expect(status, `${tool} ${args.join(' ')}\n${stdout}${stderr.slice(-2000)}`).toBe(0);
}

test('on the host, with sanitizers', () => {
  writeFileSync(join(folder, 'host.c'), '#include <stdio.h>\n#include "start.h"\nvoid write_text(const char *text) { fputs(text, stderr); }\n');
  run('gcc', '-std=c99', '-O1', '-g', '-Wall', '-Wextra', '-Werror', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', `-I${SUPPORT}`, '-o', 'host', 'host.c', CHECK, ...KERNELS);
  run('./host');
});

test.each(CORES.map((core) => [core.name, core] as const))('on %s', (name, core) => {
  const link = readFileSync(join(SUPPORT, 'link.ld'), 'utf8').replace('ORIGIN = 0,', `ORIGIN = ${core.flash},`).replace('ORIGIN = 0x20000000', `ORIGIN = ${core.ram}`);
  writeFileSync(join(folder, `${name}.ld`), link);
  run('arm-none-eabi-gcc', ...compileFlags(core), '-O2', '-Wall', '-Wextra', '-Werror', '-nostartfiles', '--specs=nano.specs', '-T', `${name}.ld`, '-o', `${name}.elf`, join(SUPPORT, 'start.c'), CHECK, ...KERNELS);
  run('qemu-system-arm', '-M', core.machine, '-nographic', '-semihosting-config', 'enable=on,target=native', '-kernel', `${name}.elf`);
});
