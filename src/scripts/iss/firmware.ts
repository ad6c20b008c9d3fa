/** Images for the five cores, and QEMU as the oracle that runs them: output, exit code, executed instructions. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IssCore, QemuMachine } from '../../core/sim/index.ts';

export const CORES = ['m0plus', 'm3', 'm4', 'm7', 'm33'] as const satisfies readonly IssCore[];
export const machineOf: Readonly<Record<IssCore, QemuMachine>> = { m0plus: 'mps2-an385', m3: 'mps2-an385', m4: 'mps2-an386', m7: 'mps2-an500', m33: 'mps2-an505' };

const HARD = ['-mfloat-abi=hard'];
const FLAGS: Readonly<Record<IssCore, readonly string[]>> = {
  m0plus: ['-mcpu=cortex-m0plus'],
  m3: ['-mcpu=cortex-m3'],
  m4: ['-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', ...HARD],
  m7: ['-mcpu=cortex-m7', '-mfpu=fpv5-sp-d16', ...HARD],
  m33: ['-mcpu=cortex-m33', '-mfpu=fpv5-sp-d16', ...HARD],
};
const SUPPORT = resolve('src/kernels/qemu');

export function run(cwd: string, tool: string, ...args: readonly string[]): { readonly stdout: string; readonly stderr: string; readonly status: number } {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd, encoding: 'utf8', input: '', maxBuffer: 1 << 28 });
  if (error !== undefined) throw new Error(`${tool} cannot be run (${error.message}); npm test installs it on Debian and Ubuntu`);
  return { stdout, stderr, status: status ?? -1 };
}

function mustRun(cwd: string, tool: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = run(cwd, tool, ...args);
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

/** The linker script of a core's QEMU machine. */
function linkerScript(folder: string, core: IssCore): string {
  const script = readFileSync(join(SUPPORT, 'link.ld'), 'utf8');
  const path = join(folder, `${core}.ld`);
  writeFileSync(path, core === 'm33' ? script.replace('ORIGIN = 0,', 'ORIGIN = 0x10000000,').replaceAll('0x20000000', '0x38000000') : script);
  return path;
}

/** Start-up code that turns the FPU on first, where there is one. */
function startWithFpu(folder: string): string {
  const path = join(folder, 'start-fpu.c');
  const start = readFileSync(join(SUPPORT, 'start.c'), 'utf8');
  const enable = '#if defined(__ARM_FP)\n  *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20;\n  __asm__ volatile("dsb\\n isb");\n#endif\n';
  writeFileSync(path, start.replace(/(void reset_handler\(void\)\n\{\n)/, `$1${enable}`));
  return path;
}

/** Compiles C sources with the project's start-up code. @returns the path of the image */
export function buildFirmware(folder: string, core: IssCore, level: string, sources: readonly string[], name: string, more: readonly string[] = []): string {
  const image = join(folder, `${name}-${core}-${level}.elf`);
  mustRun(folder, 'arm-none-eabi-gcc', ...FLAGS[core], '-mthumb', `-${level}`, '-ffp-contract=off', '-I.', `-I${SUPPORT}`, '-nostartfiles', '--specs=nano.specs', '-Wl,--build-id=none', '-Wl,--gc-sections',
    '-T', linkerScript(folder, core), '-o', image, startWithFpu(folder), ...sources, ...more);
  return image;
}

/** Compiles the counting plug-in. @returns its path */
export function buildPlugin(folder: string): string {
  const path = join(folder, 'icount.so');
  mustRun(folder, 'gcc', '-shared', '-fPIC', '-O2', resolve('src/scripts/iss/icount.c'), '-o', path);
  return path;
}

export interface QemuResult {
  readonly output: string;
  readonly exit: number;
  /** NaN without the plug-in. */
  readonly instructions: number;
}

export function runQemu(image: string, machine: QemuMachine, plugin: string | null): QemuResult {
  const counting = plugin === null ? [] : ['-plugin', plugin, '-d', 'plugin'];
  const { stderr, status } = run('.', 'timeout', '120', 'qemu-system-arm', '-M', machine, '-nographic', '-semihosting-config', 'enable=on,target=native', ...counting, '-kernel', image);
  const executed = /^executed (\d+)\n/m.exec(stderr);
  return { output: stderr.replace(/^executed \d+\n/m, ''), exit: status, instructions: Number(executed?.[1] ?? NaN) };
}
