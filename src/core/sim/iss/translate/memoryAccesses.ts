/**
 * Prints accesses to guest memory: each is checked against the busiest regions of the map where it stands, and one that
 * is in none of them goes on to the module's own look at the others. Data from flash that are not in the buffer of lines
 * are waited for on the way, without a call: that would cost more than all else.
 */
import type { Expression, Statement } from '../ir/expression.ts';
import { SP } from '../ir/lifter.ts';
import { LINES_PLACE, STATE, type GuestMemory, type PlacedRegion } from '../memory.ts';
import type { FlashTiming } from '../timing/flash.ts';
import { ALIGNMENT_SHIFT } from './elsewhere.ts';
import { FunctionBody, LOCALS } from './functionBody.ts';
import { INLINE_REGIONS } from './imports.ts';
import { WASM } from './opcodes.ts';
import { accessKey, type Patterns } from './patterns.ts';
import type { Writer } from './writer.ts';

const log2 = (bytes: number): number => Math.log2(bytes);

/** Reckoned from the stack pointer. */
const isOnStack = (address: Expression): boolean =>
  address.kind === 'register' ? address.index === SP : address.kind === 'operator' && isOnStack(address.operands[0]);

/** Bytes of an access and its alignment, as the functions for other regions take them. */
const sized = (bytes: number, aligned: boolean): number => bytes | (aligned ? (Math.min(bytes & -bytes, 4) - 1) << ALIGNMENT_SHIFT : 0);

export interface AccessOptions {
  readonly memory: GuestMemory;
  /** Which accesses the host wants to hear of. */
  readonly watches: Readonly<Record<'watchLoad' | 'watchStore', boolean>>;
  /** Bytes of read-only memory at a constant address, which never change; null where they may. */
  readonly constantWord: (address: number) => number | null;
  /** Flash that keeps the core waiting, or null. */
  readonly flash: { readonly region: PlacedRegion; readonly timing: FlashTiming } | null;
  /** What was printed so far, and where the next function is. */
  readonly patterns: Patterns;
  readonly scratch: Writer;
}

const { address, distance, stored, line, slot, counter } = LOCALS;

export abstract class MemoryAccesses extends FunctionBody {
  constructor(private readonly options: AccessOptions) {
    super(options.patterns, options.scratch);
  }

  /** Leaves a value on the stack. */
  abstract expression(expression: Expression): void;

  protected load({ bytes, signed, aligned, address: at }: Extract<Expression, { kind: 'load' }>): void {
    if (at.kind === 'constant' && bytes === 4) {
      const word = this.options.constantWord(at.value);
      if (word !== null) return this.constant(word);
    }
    this.expression(at);
    this.with(WASM.localSet, address);
    const onStack = isOnStack(at);
    const key = accessKey(signed ? 'loadSigned' : 'load', bytes, aligned, onStack);
    if (this.pattern(key)) return;
    this.watch('watchLoad', bytes);
    const code = bytes === 4 ? WASM.i32Load : bytes === 2 ? (signed ? WASM.i32Load16S : WASM.i32Load16U) : signed ? WASM.i32Load8S : WASM.i32Load8U;
    const regions = this.inline(onStack);
    for (const region of regions) {
      this.inRegion(region, bytes, aligned);
      this.code.u8(WASM.if, WASM.i32);
      this.fetchData(region, bytes, aligned);
      this.with(WASM.localGet, distance);
      this.memory(code, 0, region.offset);
      this.op(WASM.else);
    }
    this.settle();
    this.with(WASM.localGet, address);
    this.constant(sized(bytes, aligned));
    this.here();
    this.call('loadElsewhere');
    this.memory(code, 0, 0);
    for (let i = 0; i < regions.length; i++) this.op(WASM.end);
    this.patternEnds(key);
  }

  /** Leaves the place in WebAssembly memory of a checked range. */
  protected range(at: Expression, bytes: number, writes: boolean): void {
    this.expression(at);
    this.with(WASM.localSet, address);
    const onStack = isOnStack(at);
    const key = accessKey(writes ? 'writeRange' : 'readRange', bytes, true, onStack);
    if (this.pattern(key)) return;
    this.watch(writes ? 'watchStore' : 'watchLoad', bytes);
    const regions = this.inline(onStack).filter(({ writable }) => writable || !writes);
    for (const region of regions) {
      this.inRegion(region, bytes, true);
      this.code.u8(WASM.if, WASM.i32);
      this.fetchData(region, bytes, true);
      this.with(WASM.localGet, distance);
      this.constant(region.offset);
      this.code.u8(WASM.i32Add, WASM.else);
    }
    this.settle();
    this.with(WASM.localGet, address);
    this.constant(sized(bytes, true));
    this.constant(writes ? 1 : 0);
    this.here();
    this.call('rangeElsewhere');
    for (let i = 0; i < regions.length; i++) this.op(WASM.end);
    this.patternEnds(key);
  }

  protected store({ bytes, aligned, address: at, value }: Extract<Statement, { kind: 'store' }>): void {
    this.expression(value);
    this.with(WASM.localSet, stored);
    this.expression(at);
    this.with(WASM.localSet, address);
    const onStack = isOnStack(at);
    const key = accessKey('store', bytes, aligned, onStack);
    if (this.pattern(key)) return;
    this.watch('watchStore', bytes);
    const regions = this.inline(onStack).filter(({ writable }) => writable);
    for (const region of regions) {
      this.inRegion(region, bytes, aligned);
      this.code.u8(WASM.if, WASM.void);
      this.with(WASM.localGet, distance);
      this.with(WASM.localGet, stored);
      this.memory(bytes === 4 ? WASM.i32Store : bytes === 2 ? WASM.i32Store16 : WASM.i32Store8, 0, region.offset);
      this.op(WASM.else);
    }
    this.settle();
    this.with(WASM.localGet, address);
    this.constant(sized(bytes, aligned));
    this.with(WASM.localGet, stored);
    this.here();
    this.call('storeElsewhere');
    for (let i = 0; i < regions.length; i++) this.op(WASM.end);
    this.patternEnds(key);
  }

  /** Leaves the address of the instruction. */
  private here(): void {
    this.op(WASM.i32Const);
    this.blank('pc');
  }

  /** Counts as they are before this instruction, for a host that reads or ends them. */
  private settle(): void {
    this.constant(0);
    this.with(WASM.localGet, counter);
    this.op(WASM.i64Const);
    this.blank('ahead');
    this.op(WASM.i64Add);
    this.memory(WASM.i64Store, 3, 4 * STATE.cycles);
  }

  /** Data from flash at a distance from its beginning: what lines they are in, and whether those were there. */
  private fetchData(region: PlacedRegion, bytes: number, aligned: boolean): void {
    const { flash } = this.options;
    if (flash === null || flash.region !== region || flash.timing.waitStates === 0) return;
    const { timing } = flash;
    const { lineBytes } = timing;
    this.fetchLine(0, timing);
    const last = aligned ? Math.max(0, bytes - 4) : bytes - 1;
    if (last === 0) return;
    for (let offset = lineBytes; offset < bytes - 4; offset += lineBytes) this.fetchLine(offset, timing);
    // the last word, or the last byte of an unaligned one, may be in a line of its own
    const ends = bytes <= lineBytes;
    if (ends) {
      this.with(WASM.localGet, distance);
      this.constant(lineBytes - 1);
      this.op(WASM.i32And);
      this.constant(lineBytes - bytes);
      this.code.u8(WASM.i32GtU, WASM.if, WASM.void);
    }
    this.fetchLine(last, timing);
    if (ends) this.op(WASM.end);
  }

  private fetchLine(offset: number, { lineBytes, lines, waitStates, code }: FlashTiming): void {
    this.with(WASM.localGet, distance);
    if (offset > 0) {
      this.constant(offset);
      this.op(WASM.i32Add);
    }
    this.with(WASM.localTee, line);
    if (lineBytes > 4) {
      this.constant(log2(lineBytes / 4));
      this.op(WASM.i32ShrU);
    }
    this.constant(4 * (lines - 1));
    this.op(WASM.i32And);
    this.with(WASM.localTee, slot);
    this.memory(WASM.i32Load, 2, LINES_PLACE);
    this.with(WASM.localGet, line);
    this.constant(-lineBytes);
    this.op(WASM.i32And);
    this.with(WASM.localTee, line);
    this.code.u8(WASM.i32Ne, WASM.if, WASM.void);
    this.with(WASM.localGet, slot);
    this.with(WASM.localGet, line);
    this.memory(WASM.i32Store, 2, LINES_PLACE);
    this.grow(STATE.waited, waitStates);
    if (this.waits !== 0) this.addTo('waits', waitStates);
    if (code?.shared === true) this.takeIn(lineBytes);
    this.op(WASM.end);
  }

  /** The cache before flash takes in so many bytes. */
  takeIn(bytes: number | 'bytes'): void {
    this.grow(STATE.fetched, bytes);
  }

  /**
   * Adds to a word of the state block, in a pattern. The sum stays in memory: a local that one of two ways changes must
   * be brought together where they meet again, which costs more, and on both.
   */
  private grow(word: number, by: number | 'bytes'): void {
    this.constant(0);
    this.constant(0);
    this.memory(WASM.i32Load, 2, 4 * word);
    this.op(WASM.i32Const);
    if (by === 'bytes') this.blank(by);
    else this.code.signed(by);
    this.op(WASM.i32Add);
    this.memory(WASM.i32Store, 2, 4 * word);
  }

  /** Leaves what the cache before flash has taken in. */
  fetched(): void {
    this.constant(0);
    this.memory(WASM.i32Load, 2, 4 * STATE.fetched);
  }

  /** Leaves on the stack whether the address lies in a region, and in its local the distance from the base. */
  private inRegion({ base, bytes: size }: PlacedRegion, bytes: number, aligned: boolean): void {
    this.with(WASM.localGet, address);
    if (base !== 0) {
      this.constant(base);
      this.op(WASM.i32Sub);
    }
    this.with(WASM.localTee, distance);
    const shift = aligned ? log2(Math.min(bytes & -bytes, 4)) : 0;
    if (shift > 0) {
      // an unaligned distance turned right becomes a huge one
      this.constant(shift);
      this.op(WASM.i32Rotr);
    }
    this.constant((size - bytes) >>> shift);
    this.op(WASM.i32LeU);
  }

  /** The regions that are tried where the access stands: the busiest, of which the stack is in the first. */
  private inline(onStack: boolean): readonly PlacedRegion[] {
    return this.options.memory.regions.slice(0, onStack ? 1 : INLINE_REGIONS);
  }

  private watch(name: 'watchLoad' | 'watchStore', bytes: number): void {
    if (!this.options.watches[name]) return;
    this.with(WASM.localGet, address);
    this.constant(bytes);
    this.here();
    this.call(name);
  }
}
