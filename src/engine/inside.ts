/** What the page shows of a simulated inference from inside: layers in time, the arena, code with its heat, any moment. Plain data, as in results.ts. */
import type { FirmwareOverview, HeatFunction, Moment } from '../core/sim/index.ts';

export type { HeatFunction, HeatLine, Moment, Move } from '../core/sim/index.ts';

/** Something that lies in the arena while a layer runs. */
export interface LivePart {
  readonly name: string;
  /** held: neither read nor written here, but by a later layer. */
  readonly role: 'input' | 'output' | 'held' | 'scratch';
  readonly offset: number;
  readonly bytes: number;
}

export interface InsideLayer {
  readonly name: string;
  readonly op: string;
  /** Instructions of the inference before it, and its own with its share of the walk through the plan. */
  readonly at: number;
  readonly instructions: number;
  readonly writtenBytes: number;
  /** Bytes of the arena that the inference has written up to its end. */
  readonly filledBytes: number;
  /** In order of their offset; those that share bytes both stand here. */
  readonly live: readonly LivePart[];
}

/** What bounds a board's multiply-accumulates, as a roofline has it (Williams, Waterman and Patterson 2009). */
export interface Ceilings {
  readonly clockMhz: number;
  /** By the core's best instruction for it, were it to execute nothing else. */
  readonly macsPerCycle: number;
  readonly macSource: string;
  /** Data that flash gives while the core waits for nothing else; null where it answers at once. */
  readonly flashBytesPerCycle: number | null;
  readonly flashSource: string;
}

export interface InsideResult {
  readonly board: string;
  /** The image that ran, an ELF file. */
  readonly image: Uint8Array;
  readonly instructions: number;
  readonly arenaBytes: number;
  readonly layers: readonly InsideLayer[];
  /** Dearest first. */
  readonly functions: readonly HeatFunction[];
  readonly ceilings: Ceilings;
}

export type MomentResult = Moment;

/** Anybody's firmware, from reset to its end; `board` is where it ran. */
export interface FirmwareInside extends FirmwareOverview {
  readonly board: string;
}

export type { FirmwareMoment } from '../core/sim/index.ts';
