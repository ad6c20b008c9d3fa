/** What every test under QEMU does: run a tool, link with the start-up code where the core's machine has its memory, run the image. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Core } from './cores.ts';

export const SUPPORT = resolve('src/kernels/qemu');
/** No window, no serial line: what an image says comes by semihosting. */
export const QUIET = ['-display', 'none', '-serial', 'none'] as const;
const SECONDS = 120;

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs a tool to its end, good or bad. @throws Error, the system's, when it is missing or takes too long */
export function attempt(folder: string, tool: string, args: readonly string[], seconds?: number): Ended {
  const timeout = seconds === undefined ? undefined : 1000 * seconds;
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8', input: '', maxBuffer: 1 << 28, timeout });
  if (error !== undefined) throw Object.assign(error, { message: `${tool} cannot be run (${error.message}); npm test installs it on Debian and Ubuntu` });
  return { stdout, stderr, status: status ?? -1 };
}

/** @throws Error when the tool is missing or fails */
export function run(folder: string, tool: string, ...args: readonly string[]): Ended {
  const ended = attempt(folder, tool, args);
  if (ended.status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${ended.status}:\n${ended.stdout}${ended.stderr.slice(-4000)}`);
  return ended;
}

/** Compiles and links, the start-up code first; flags of the target (targetFlags) are the caller's. */
export function link(folder: string, core: Core, image: string, ...args: readonly string[]): Ended {
  const script = join(folder, `${core.name}.ld`);
  const origin = (address: number): string => `ORIGIN = 0x${address.toString(16)},`;
  writeFileSync(script, readFileSync(join(SUPPORT, 'link.ld'), 'utf8').replace('ORIGIN = 0,', origin(core.flash)).replace('ORIGIN = 0x20000000,', origin(core.ram)));
  return run(folder, 'arm-none-eabi-gcc', '-nostartfiles', '--specs=nano.specs', '-Wl,--build-id=none', '-T', script, '-o', image, join(SUPPORT, 'start.c'), ...args);
}

export interface Emulated {
  /** What the image said by semihosting. */
  readonly output: string;
  readonly exit: number;
}

/** Runs what the arguments load (`-kernel image`, `-device loader`) until it leaves. */
export function emulate(folder: string, machine: string, args: readonly string[], seconds = SECONDS): Emulated {
  const { stderr, status } = attempt(folder, 'qemu-system-arm', ['-M', machine, ...QUIET, '-semihosting-config', 'enable=on,target=native', ...args], seconds);
  return { output: stderr, exit: status };
}

/** Runs an image that `link` made. */
export const runImage = (folder: string, { machine }: Core, image: string): Emulated => emulate(folder, machine, ['-kernel', image]);

/** The same; @throws Error with its words when it does not leave with 0. @returns its lines */
export function linesOf(folder: string, core: Core, image: string): string[] {
  const { output, exit } = runImage(folder, core, image);
  if (exit !== 0) throw new Error(`${image} on ${core.machine} left with ${exit}:\n${output.slice(-2000)}`);
  return output.trim().split('\n');
}
