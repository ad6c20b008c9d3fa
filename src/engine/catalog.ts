/** Boards as rows for lists: what can be chosen without running a job. */
import { boards } from '../core/boards/index.ts';
import type { BoardRow } from './types.ts';

export function boardRows(): BoardRow[] {
  return boards.map(({ id, name, mcu, core, clockMhz, sramBytes, flashBytes, activePowerMw, memoryMap }) => ({
    id, name, mcu, core, clockMhz, sramBytes, flashBytes, activePowerMw,
    images: memoryMap === null ? [] : memoryMap.uf2 === null ? ['elf', 'bin'] : ['uf2', 'elf', 'bin'],
  }));
}
