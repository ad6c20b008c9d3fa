/**
 * The machine's memory: every region of the map lies in one WebAssembly.Memory, behind the block of registers that both
 * engines work on. Whatever is outside the regions belongs to peripherals or is a fault.
 */
import { InputError } from '../../lib/index.ts';
import { FLAGS, SPECIALS, type Flag, type Special } from './ir/expression.ts';
import { hex } from './fault.ts';

export interface Region {
  readonly name: string;
  readonly base: number;
  readonly bytes: number;
  readonly writable: boolean;
  /** These are bytes of another region, at another address. */
  readonly same?: { readonly as: string; readonly from: number };
}

export interface MemoryMap {
  readonly name: string;
  /** Searched in this order; the busiest first. */
  readonly regions: readonly Region[];
  /** Where the first stack pointer and the reset handler stand. */
  readonly vectors: number;
}

export interface PlacedRegion extends Region {
  /** Offset in the WebAssembly memory. */
  readonly offset: number;
}

const PAGE = 65536;
const paged = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE;

/** Word indices of the state block at the memory's beginning. */
export const STATE = {
  /** r0 to r14, then the program counter with bit 0 set. */
  registers: 0,
  pc: 15,
  flags: 16,
  specials: 24,
  singles: 32,
  /** Cycles counted since the engine was given fuel; with the fuel above it one 64-bit number to translated code. */
  cycles: 64,
  /** Instructions that may still run before the engine returns; counts down, may end below 0. */
  fuel: 65,
  stackLowest: 66,
  /** 0, or which service the host is asked for, and its number. */
  service: 67,
  serviceNumber: 68,
  /** Bytes of code and data that a cache before flash has taken in; wraps. */
  fetched: 69,
  /** Cycles that translated code waited for its data since the engine was given fuel. */
  waited: 70,
} as const;

/** Where the state block keeps the lines that a buffer of data from flash holds: of each the distance of its first byte in flash. */
export const LINES_PLACE = 4096;
export const MOST_LINES = 8192;
/** Counted from here, so that blocks that never ran are far in the past. */
const FETCHED_AT_RESET = 0x4000_0000;
export const SERVICES = ['none', 'bkpt', 'svc'] as const;

export const flagIndex = (flag: Flag): number => STATE.flags + FLAGS.indexOf(flag);
export const specialIndex = (special: Special): number => STATE.specials + SPECIALS.indexOf(special);

const STATE_BYTES = PAGE;

export class GuestMemory {
  readonly memory: WebAssembly.Memory;
  readonly regions: readonly PlacedRegion[];
  readonly state: Int32Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** First byte after the state block, for the engines' own tables. */
  readonly tables = STATE_BYTES;

  /** @param tableBytes room for the engines' tables */
  constructor(readonly map: MemoryMap, tableBytes: number) {
    let end = STATE_BYTES + paged(tableBytes);
    const own = new Map<string, PlacedRegion>();
    for (const region of map.regions.filter(({ same }) => same === undefined)) {
      own.set(region.name, { ...region, offset: end });
      end += paged(region.bytes);
    }
    this.regions = map.regions.map((region) => {
      const { same } = region;
      const place = own.get(same?.as ?? region.name);
      if (place === undefined) throw new Error(`${region.name} is a part of ${same?.as}, which is no region`);
      return same === undefined ? place : { ...region, offset: place.offset + same.from, bytes: Math.max(0, Math.min(region.bytes, place.bytes - same.from)) };
    });
    this.memory = new WebAssembly.Memory({ initial: end / PAGE, maximum: end / PAGE });
    this.bytes = new Uint8Array(this.memory.buffer);
    this.view = new DataView(this.memory.buffer);
    this.state = new Int32Array(this.memory.buffer, 0, STATE_BYTES / 4);
  }

  /** Registers as after power-on; caches empty. */
  clearState(): void {
    this.state.fill(0);
    this.state.fill(-1, LINES_PLACE / 4, LINES_PLACE / 4 + MOST_LINES);
    this.state[STATE.fetched] = FETCHED_AT_RESET;
  }

  /** The region that holds all of a range, or null. */
  regionOf(address: number, bytes: number): PlacedRegion | null {
    for (const region of this.regions) {
      const at = (address - region.base) >>> 0;
      if (at <= region.bytes - bytes) return region;
    }
    return null;
  }

  /** Offset in the WebAssembly memory, or -1. */
  offsetOf(address: number, bytes: number): number {
    const region = this.regionOf(address, bytes);
    return region === null ? -1 : region.offset + ((address - region.base) >>> 0);
  }

  halfword(address: number): number | null {
    const offset = this.offsetOf(address, 2);
    return offset < 0 ? null : this.view.getUint16(offset, true);
  }

  /**
   * A copy of guest memory.
   * @throws InputError outside the map
   */
  read(address: number, bytes: number): Uint8Array {
    const offset = this.offsetOf(address, bytes);
    if (offset < 0) throw new InputError(`${bytes} bytes at ${hex(address)} are not memory of ${this.map.name}`);
    return this.bytes.slice(offset, offset + bytes);
  }

  /**
   * Writes guest memory as a programmer would: flash too.
   * @throws InputError outside the map
   */
  write(address: number, data: Uint8Array): void {
    const offset = this.offsetOf(address, data.length);
    if (offset < 0) throw new InputError(`${data.length} bytes at ${hex(address)} are not memory of ${this.map.name}: the image is for another board`);
    this.bytes.set(data, offset);
  }
}
