/**
 * Prints what a block's own code waits for flash: where its lines are no longer in the cache it counts the cycles, and
 * what the cache took in for it (timing/flash.ts). While nothing is taken in, what was there stays there, so as long as
 * the count of that stands as when the block last ran, one comparison is all.
 */
import { codeFetch, type CodeCache } from '../timing/flash.ts';
import type { Emitter } from './emitter.ts';
import type { Block } from './flow.ts';
import type { Labels } from './labels.ts';
import { WASM } from './opcodes.ts';

export interface CodeFetchOptions {
  readonly cache: CodeCache;
  /** Where it stands how much had been taken in when the code at this address last ran. */
  readonly stamp: (address: number) => number;
  /** Where the block's 64-bit count of waiting stands, or null. */
  readonly waits: ((block: Block) => number) | null;
}

/** Bytes of a cache that data and code keep driving each other out of. */
const SMALL = 1024;

export class CodeFetches {
  /** Fetched where their loop is entered. */
  private readonly ahead = new Set<Block>();

  constructor(private readonly emitter: Emitter, private readonly labels: Labels, private readonly options: CodeFetchOptions) {}

  /** A block that is a loop by itself: if it fits the cache, fetched before the loop is entered and not each time round. */
  loop(block: Block, straight: number): void {
    const { cache } = this.options;
    const { bytes, cycles } = codeFetch(block, straight, cache);
    if (cycles === 0 || bytes > cache.bytes) return;
    this.ahead.add(block);
    this.fetch(block, bytes, cycles);
  }

  block(block: Block, straight: number): void {
    const { bytes, cycles } = codeFetch(block, straight, this.options.cache);
    if (cycles > 0 && !this.ahead.has(block)) this.fetch(block, bytes, cycles);
  }

  private fetch(block: Block, bytes: number, cycles: number): void {
    const { emitter, labels, options: { cache, stamp, waits } } = this;
    const place = stamp(block.address);
    const last = (): void => {
      emitter.constant(0);
      emitter.memory(WASM.i32Load, 2, place);
    };
    const fits = bytes <= cache.bytes;
    // where data are taken in all the time, the comparison would seldom hold
    const compares = fits && !(cache.shared && cache.bytes < SMALL);
    if (compares) {
      last();
      emitter.fetched();
      emitter.op(WASM.i32Ne);
      labels.enter('if', WASM.if);
    }
    if (fits) {
      emitter.fetched();
      last();
      emitter.op(WASM.i32Sub);
      emitter.constant(cache.bytes - bytes);
      emitter.op(WASM.i32GtU);
      labels.enter('if', WASM.if);
    }
    emitter.takeIn(bytes);
    emitter.count(0, cycles);
    if (waits !== null) emitter.addTo(waits(block), cycles);
    if (fits) labels.leave();
    emitter.constant(0);
    emitter.fetched();
    emitter.memory(WASM.i32Store, 2, place);
    if (compares) labels.leave();
  }
}
