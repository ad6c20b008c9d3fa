/** Images for the five cores, and QEMU as the oracle that runs them: output, exit code, executed instructions. */
import { join } from 'node:path';
import type { IssCore } from '../../core/sim/index.ts';
import { cores, targetFlags } from '../../kernels/qemu/cores.ts';
import { emulateCounting } from '../../kernels/qemu/counter.ts';
import { link, runImage, SUPPORT, type Emulated } from '../../kernels/qemu/run.ts';

/** Compiles C sources with the project's start-up code. @returns the path of the image */
export function buildFirmware(folder: string, core: IssCore, level: string, sources: readonly string[], name: string, more: readonly string[] = []): string {
  const image = join(folder, `${name}-${core}-${level}.elf`);
  link(folder, cores[core], image, ...targetFlags(cores[core], 'hard'), `-${level}`, '-ffp-contract=off', '-I.', `-I${SUPPORT}`, '-Wl,--gc-sections', ...sources, ...more);
  return image;
}

export interface QemuResult extends Emulated {
  /** NaN without the plug-in. */
  readonly instructions: number;
}

export function runQemu(image: string, core: IssCore, plugin: string | null): QemuResult {
  if (plugin === null) return { ...runImage('.', cores[core], image), instructions: Number.NaN };
  const { output, exit, counts } = emulateCounting('.', cores[core].machine, plugin, image);
  return { output, exit, instructions: counts.at(-1)?.instructions ?? Number.NaN };
}
