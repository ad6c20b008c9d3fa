/** What can be taken away, one line each, in the order they are offered. */
import type { BoardRow, ExportFormat } from '../../engine/index.ts';

export interface FormatRow {
  readonly id: ExportFormat;
  readonly name: string;
  readonly means: string;
  /** Firmware, linked in this page; else C sources. */
  readonly image: boolean;
}

export const FORMATS: readonly FormatRow[] = [
  { id: 'cmake', name: 'C with CMake', means: 'sources, a static library and its self-test; builds on a computer and for a board', image: false },
  { id: 'c', name: 'Plain C', means: 'the sources alone, for a build of your own', image: false },
  { id: 'arduino', name: 'Arduino library', means: 'a folder for Arduino’s libraries, with an example sketch', image: false },
  { id: 'zephyr', name: 'Zephyr module', means: 'a module with its Kconfig, and a recorded input to test with', image: false },
  { id: 'uf2', name: 'UF2 image', means: 'for boards whose boot loader shows a USB drive: drop it there, no tool needed', image: true },
  { id: 'elf', name: 'ELF image', means: 'with symbols, for a debug probe or QEMU', image: true },
  { id: 'bin', name: 'Raw image', means: 'the flash’s bytes, for a programmer', image: true },
];

export const formatRow = (id: ExportFormat): FormatRow => FORMATS.find((row) => row.id === id) ?? FORMATS[0];

/** Why a board cannot have it, or null where it can. */
export function whyNot({ id, image }: FormatRow, { images, name }: Pick<BoardRow, 'images' | 'name'>): string | null {
  if (!image || images.some((one) => one === id)) return null;
  return images.length === 0 ? `no firmware is linked here for the ${name}: take the C sources` : `no UF2 boot loader is known for the ${name}: take the ELF or the raw image`;
}

/** Four kinds of sources are all zips: their names tell them apart, as the endings of images do. */
export const downloadName = (base: string, { id, image }: FormatRow): string => (image ? `${base}.${id}` : `${base}-${id}.zip`);
