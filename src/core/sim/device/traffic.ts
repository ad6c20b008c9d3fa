/**
 * What passes between core and memory: bytes read and written, how long reads of flash keep the core waiting, and reads
 * of arena bytes that nobody wrote. Flash is read line by line through a buffer of a few lines; a read of a line that is
 * not in it waits. Literals beside the code are not seen: the translator has made them constants.
 */
import type { BoardTiming } from '../../boards/index.ts';

export interface Traffic {
  readonly flashReadBytes: number;
  readonly ramReadBytes: number;
  readonly ramWriteBytes: number;
  /** Cycles the core waited for data from flash. */
  readonly waitCycles: number;
}

/**
 * A read of arena bytes none of which had been written in this inference. Where some had, kernels read whole words and
 * give what lies past the end of a tensor no weight.
 */
export interface StaleRead {
  /** Where in the arena, bytes. */
  readonly offset: number;
  readonly bytes: number;
  /** Address of the instruction that first read them. */
  readonly pc: number;
}

/** Some memory. */
export interface Span {
  readonly base: number;
  readonly bytes: number;
}

const MOST_STALE = 16;

export class TrafficWatch {
  /** Cycles waited for flash, by address of the instruction. */
  readonly waits = new Map<number, number>();
  private readonly written: Uint8Array;
  private readonly lines: Int32Array;
  private stale: StaleRead[] = [];
  private counts = { flashReadBytes: 0, ramReadBytes: 0, ramWriteBytes: 0, waitCycles: 0 };

  constructor(private readonly flash: Span, private readonly arena: Span, private readonly timing: BoardTiming) {
    this.written = new Uint8Array(arena.bytes);
    this.lines = new Int32Array(Math.max(1, timing.lines)).fill(-1);
  }

  /** What was counted since the last call, and forgets it. */
  take(): Traffic & { readonly stale: readonly StaleRead[] } {
    const taken = { ...this.counts, stale: this.stale };
    this.counts = { flashReadBytes: 0, ramReadBytes: 0, ramWriteBytes: 0, waitCycles: 0 };
    this.stale = [];
    return taken;
  }

  readonly load = (address: number, bytes: number, pc: number): void => {
    const inFlash = (address - this.flash.base) >>> 0;
    if (inFlash < this.flash.bytes) {
      this.counts.flashReadBytes += bytes;
      if (this.timing.waitStates > 0) this.fetchLines(inFlash, bytes, pc);
      return;
    }
    this.counts.ramReadBytes += bytes;
    const at = (address - this.arena.base) >>> 0;
    if (at >= this.written.length) return;
    for (let i = at; i < at + bytes; i++) if (this.written[i] !== 0) return;
    if (this.stale.length < MOST_STALE) this.stale.push({ offset: at, bytes, pc: pc >>> 0 });
    this.written.fill(1, at, at + bytes); // told once
  };

  readonly store = (address: number, bytes: number): void => {
    this.counts.ramWriteBytes += bytes;
    const at = (address - this.arena.base) >>> 0;
    if (at < this.written.length) this.written.fill(1, at, at + bytes);
  };

  private fetchLines(at: number, bytes: number, pc: number): void {
    const { lineBytes, waitStates } = this.timing;
    const last = Math.floor((at + bytes - 1) / lineBytes);
    for (let line = Math.floor(at / lineBytes); line <= last; line++) {
      const slot = line % this.lines.length;
      if (this.lines[slot] === line) continue;
      this.lines[slot] = line;
      this.counts.waitCycles += waitStates;
      this.waits.set(pc, (this.waits.get(pc) ?? 0) + waitStates);
    }
  }
}
