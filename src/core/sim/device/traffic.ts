/**
 * What passes between core and memory: bytes read and written, and reads of arena bytes that nobody wrote. Literals
 * beside the code are not seen: the translator has made them constants.
 */
export interface TrafficBytes {
  readonly flashReadBytes: number;
  readonly ramReadBytes: number;
  readonly ramWriteBytes: number;
  /** Bytes of the arena that were written so far. */
  readonly arenaFilledBytes: number;
}

export interface Traffic extends TrafficBytes {
  /** Cycles the core waited for flash, for data and code. */
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
  private readonly written: Uint8Array;
  private stale: StaleRead[] = [];
  private counts = { flashReadBytes: 0, ramReadBytes: 0, ramWriteBytes: 0 };

  constructor(private readonly flash: Span, private readonly arena: Span) {
    this.written = new Uint8Array(arena.bytes);
  }

  /** What was counted since the last call, and forgets it. */
  take(): TrafficBytes & { readonly stale: readonly StaleRead[] } {
    const arenaFilledBytes = this.written.reduce((sum, mark) => sum + mark, 0);
    const taken = { ...this.counts, arenaFilledBytes, stale: this.stale };
    this.counts = { flashReadBytes: 0, ramReadBytes: 0, ramWriteBytes: 0 };
    this.stale = [];
    return taken;
  }

  readonly load = (address: number, bytes: number, pc: number): void => {
    const inFlash = (address - this.flash.base) >>> 0;
    if (inFlash < this.flash.bytes) {
      this.counts.flashReadBytes += bytes;
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
}
