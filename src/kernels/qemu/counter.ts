/** Runs an image in QEMU under the plug-in that counts every executed instruction (counter.c). */
import { join } from 'node:path';
import { emulate, run, SUPPORT, type Emulated } from './run.ts';

export interface Count {
  readonly instructions: number;
  /** By mnemonic. */
  readonly mix: Readonly<Record<string, number>>;
}

export interface Counted extends Emulated {
  /** From the start to each mark, the end the last of them. */
  readonly counts: readonly Count[];
}

/** Compiles the plug-in. @returns its path */
export function buildCounter(folder: string): string {
  const path = join(folder, 'counter.so');
  run(folder, 'gcc', '-shared', '-fPIC', '-O2', '-o', path, join(SUPPORT, 'counter.c'));
  return path;
}

export function emulateCounting(folder: string, machine: string, plugin: string, image: string): Counted {
  const { output, exit } = emulate(folder, machine, ['-plugin', plugin, '-d', 'plugin', '-kernel', image]);
  const lines = /^count .*\n/gm;
  return { output: output.replace(lines, ''), exit, counts: (output.match(lines) ?? []).map(parseCount) };
}

function parseCount(line: string): Count {
  const [, total, ...parts] = line.trimEnd().split(' ');
  return { instructions: Number(total), mix: Object.fromEntries(parts.map((part) => [part.slice(0, part.lastIndexOf(':')), Number(part.slice(part.lastIndexOf(':') + 1))])) };
}
