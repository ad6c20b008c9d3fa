/** What a microcontroller board is to Thimble: a few figures, each with where it was read. */
import type { Figure } from '../lib/index.ts';
import type { MemoryMap } from './memoryMap.ts';
import type { BoardTiming } from './timing.ts';

export type Core = 'm0plus' | 'm3' | 'm4' | 'm7' | 'm33' | 'm85' | 'lx6' | 'lx7' | 'rv32';

/** What the power figure was taken at: the microcontroller's own supply, or the whole board's. Never compare the two unmarked. */
export type PowerScope = 'mcu' | 'board';

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  readonly core: Core;
  readonly clockMhz: Figure;
  /** Unit B. */
  readonly sramBytes: Figure;
  /** Unit B; may lie outside the chip, then `source` says so. */
  readonly flashBytes: Figure;
  readonly fpu: 'none' | 'single' | 'double';
  /** Packed 16-bit multiply-accumulate (Arm DSP extension). */
  readonly dsp: boolean;
  /** Vector unit (Arm Helium, Espressif's 128-bit instructions). */
  readonly vector: boolean;
  /** Unit mW while computing, or null where no measurement and no quoted datasheet figure is known. */
  readonly activePowerMw: Figure | null;
  readonly powerScope: PowerScope | null;
  /** Where an image may lie, or null where Thimble writes none: no Arm core, or a boot header we do not know. */
  readonly memoryMap: MemoryMap | null;
  /** What its flash adds to the core's cycles, or null where nothing of it is simulated. */
  readonly timing: BoardTiming | null;
}
