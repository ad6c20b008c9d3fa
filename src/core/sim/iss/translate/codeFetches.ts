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
import { KEYS } from './patterns.ts';

/** Bytes of a cache that data and code keep driving each other out of. */
const SMALL = 1024;

export class CodeFetches {
  /** Fetched where their loop is entered. */
  private readonly ahead = new Set<Block>();

  /** @param stamp where it stands how much had been taken in when the code at an address last ran */
  constructor(private readonly emitter: Emitter, private readonly labels: Labels, private readonly cache: CodeCache, private readonly stamp: (address: number) => number) {}

  /**
   * A block that is a loop by itself: if it fits the cache, fetched before the loop is entered and not each time round.
   * @param waits where the block counts what it waited, or 0
   */
  loop(block: Block, straight: number, waits: number): void {
    const { bytes, cycles } = codeFetch(block, straight, this.cache);
    if (cycles === 0 || bytes > this.cache.bytes) return;
    this.ahead.add(block);
    this.fetch(block, bytes, cycles, waits);
  }

  block(block: Block, straight: number, waits: number): void {
    const { bytes, cycles } = codeFetch(block, straight, this.cache);
    if (cycles > 0 && !this.ahead.has(block)) this.fetch(block, bytes, cycles, waits);
  }

  private fetch({ address }: Block, bytes: number, cycles: number, waits: number): void {
    const { emitter, labels, cache } = this;
    const fits = bytes <= cache.bytes;
    emitter.bytes = bytes;
    emitter.cycles = cycles;
    emitter.stamp = this.stamp(address);
    emitter.rest = cache.bytes - bytes;
    emitter.waits = waits;
    const key = fits ? KEYS.fits : KEYS.never;
    if (emitter.pattern(key)) return;
    const last = (): void => {
      emitter.constant(0);
      emitter.code.u8(WASM.i32Load, 2);
      emitter.blank('stamp');
    };
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
      emitter.op(WASM.i32Const);
      emitter.blank('rest');
      emitter.op(WASM.i32GtU);
      labels.enter('if', WASM.if);
    }
    emitter.takeIn('bytes');
    emitter.count(0, 'cycles');
    if (waits !== 0) emitter.addTo('waits', 'cycles');
    if (fits) labels.leave();
    emitter.constant(0);
    emitter.fetched();
    emitter.code.u8(WASM.i32Store, 2);
    emitter.blank('stamp');
    if (compares) labels.leave();
    emitter.patternEnds(key);
  }
}
