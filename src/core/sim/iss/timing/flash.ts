/**
 * What flash adds to the core's cycles. Data: a read of a line that is not in the buffer or cache waits; lines are mapped
 * directly, each to one place. Code: a block of code that is not in the cache waits for its first line, and for the
 * others as far as prefetching them is slower than executing them; it stays for as long as no more bytes than the cache
 * holds were fetched since it last ran, which is what replacing the least recently used line comes to, whole blocks
 * at a time; a loop of one block that fits stays while it goes round, whatever data it reads meanwhile. Checked once per
 * block that runs, so counting stays cheap.
 */
import type { Block } from '../translate/flow.ts';
import type { FetchCost } from './blockCycles.ts';

export interface CodeCache {
  readonly bytes: number;
  readonly lineBytes: number;
  /** Cycles of waiting for a line that is not there. */
  readonly waitStates: number;
  /** The next line is read while this one executes. */
  readonly prefetch: boolean;
  /** Data from flash takes room in it, too. */
  readonly shared: boolean;
}

export interface FlashTiming extends FetchCost {
  /** Cycles that data of a line take which is not in the buffer. */
  readonly waitStates: number;
  readonly lineBytes: number;
  /** Lines the buffer holds. */
  readonly lines: number;
  /** Null where code comes as fast as it executes, or taken branches stand for all it waits. */
  readonly code: CodeCache | null;
  /** All cycles times this. */
  readonly factor: number;
}

export interface CodeFetch {
  /** Whole lines the block touches. */
  readonly bytes: number;
  /** Cycles it waits for them. */
  readonly cycles: number;
}

/** @param straight cycles of the block itself */
export function codeFetch({ address, end }: Pick<Block, 'address' | 'end'>, straight: number, { lineBytes, waitStates, prefetch }: CodeCache): CodeFetch {
  const lines = Math.ceil(end / lineBytes) - Math.floor(address / lineBytes);
  const rest = (lines - 1) * (waitStates + 1);
  return { bytes: lines * lineBytes, cycles: prefetch ? waitStates + Math.max(0, rest - straight) : lines * waitStates };
}
