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
import { FunctionBody } from './functionBody.ts';
import { INLINE_REGIONS } from './imports.ts';
import { WASM } from './opcodes.ts';

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
}

export abstract class MemoryAccesses extends FunctionBody {
  /** Address of the instruction at hand, for faults. */
  pc = 0;
  /** What its block has counted for it and for those after it. */
  ahead = { instructions: 0, cycles: 0 };
  /** Where the block at hand counts what it waited, or null. */
  waitsPlace: number | null = null;

  constructor(private readonly options: AccessOptions) {
    super();
  }

  /** Leaves a value on the stack. */
  abstract expression(expression: Expression): void;

  protected load({ bytes, signed, aligned, address: at }: Extract<Expression, { kind: 'load' }>): void {
    if (at.kind === 'constant' && bytes === 4) {
      const word = this.options.constantWord(at.value);
      if (word !== null) return this.constant(word);
    }
    const address = this.local('address');
    this.expression(at);
    this.with(WASM.localSet, address);
    this.watch('watchLoad', address, bytes);
    const code = bytes === 4 ? WASM.i32Load : bytes === 2 ? (signed ? WASM.i32Load16S : WASM.i32Load16U) : signed ? WASM.i32Load8S : WASM.i32Load8U;
    const distance = this.local('distance');
    const regions = this.inline(at);
    for (const region of regions) {
      this.inRegion(address, distance, region, bytes, aligned);
      this.code.byte(WASM.if);
      this.code.byte(WASM.i32);
      this.fetchData(region, distance, bytes, aligned);
      this.with(WASM.localGet, distance);
      this.memory(code, 0, region.offset);
      this.op(WASM.else);
    }
    this.settle();
    this.with(WASM.localGet, address);
    this.constant(sized(bytes, aligned));
    this.constant(this.pc);
    this.call('loadElsewhere');
    this.memory(code, 0, 0);
    for (let i = 0; i < regions.length; i++) this.op(WASM.end);
  }

  /** Leaves the place in WebAssembly memory of a checked range. */
  protected range(at: Expression, bytes: number, writes: boolean): void {
    const address = this.local('address');
    this.expression(at);
    this.with(WASM.localSet, address);
    this.watch(writes ? 'watchStore' : 'watchLoad', address, bytes);
    const distance = this.local('distance');
    const regions = this.inline(at).filter(({ writable }) => writable || !writes);
    for (const region of regions) {
      this.inRegion(address, distance, region, bytes, true);
      this.code.byte(WASM.if);
      this.code.byte(WASM.i32);
      this.fetchData(region, distance, bytes, true);
      this.with(WASM.localGet, distance);
      this.constant(region.offset);
      this.code.byte(WASM.i32Add);
      this.op(WASM.else);
    }
    this.settle();
    this.with(WASM.localGet, address);
    this.constant(sized(bytes, true));
    this.constant(writes ? 1 : 0);
    this.constant(this.pc);
    this.call('rangeElsewhere');
    for (let i = 0; i < regions.length; i++) this.op(WASM.end);
  }

  protected store({ bytes, aligned, address: at, value }: Extract<Statement, { kind: 'store' }>): void {
    const [address, distance] = [this.local('address'), this.local('distance')];
    const stored = value.kind === 'register' ? this.register(value.index) : this.local('stored');
    if (value.kind !== 'register') {
      this.expression(value);
      this.with(WASM.localSet, stored);
    }
    this.expression(at);
    this.with(WASM.localSet, address);
    this.watch('watchStore', address, bytes);
    const regions = this.inline(at).filter(({ writable }) => writable);
    for (const region of regions) {
      this.inRegion(address, distance, region, bytes, aligned);
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
    this.constant(this.pc);
    this.call('storeElsewhere');
    for (let i = 0; i < regions.length; i++) this.op(WASM.end);
  }

  /** Counts as they are before this instruction, for a host that reads or ends them. */
  private settle(): void {
    this.constant(0);
    this.with(WASM.localGet, this.counter());
    this.op(WASM.i64Const);
    const { instructions, cycles } = this.ahead;
    // instructions above, less the cycles below them
    this.code.signedLong(cycles === 0 ? instructions : instructions - 1, -cycles);
    this.op(WASM.i64Add);
    this.memory(WASM.i64Store, 3, 4 * STATE.cycles);
  }

  /** Data from flash at a distance from its beginning: what lines they are in, and whether those were there. */
  private fetchData(region: PlacedRegion, distance: number, bytes: number, aligned: boolean): void {
    const { flash } = this.options;
    if (flash === null || flash.region !== region || flash.timing.waitStates === 0) return;
    const { timing } = flash;
    const { lineBytes } = timing;
    this.fetchLine(distance, 0, timing);
    const last = aligned ? Math.max(0, bytes - 4) : bytes - 1;
    if (last === 0) return;
    for (let offset = lineBytes; offset < bytes - 4; offset += lineBytes) this.fetchLine(distance, offset, timing);
    // the last word, or the last byte of an unaligned one, may be in a line of its own
    const ends = bytes <= lineBytes;
    if (ends) {
      this.with(WASM.localGet, distance);
      this.constant(lineBytes - 1);
      this.op(WASM.i32And);
      this.constant(lineBytes - bytes);
      this.code.u8(WASM.i32GtU, WASM.if, WASM.void);
    }
    this.fetchLine(distance, last, timing);
    if (ends) this.op(WASM.end);
  }

  private fetchLine(distance: number, offset: number, { lineBytes, lines, waitStates, code }: FlashTiming): void {
    const [line, slot] = [this.local('line'), this.local('slot')];
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
    this.count(0, waitStates);
    if (this.waitsPlace !== null) this.addTo(this.waitsPlace, waitStates);
    if (code?.shared === true) this.takeIn(lineBytes);
    this.op(WASM.end);
  }

  /** The cache before flash takes in so many bytes. Their sum stays in memory: a local would be one more to keep everywhere. */
  takeIn(bytes: number): void {
    this.constant(0);
    this.fetched();
    this.constant(bytes);
    this.op(WASM.i32Add);
    this.memory(WASM.i32Store, 2, 4 * STATE.fetched);
  }

  /** Leaves what the cache before flash has taken in. */
  fetched(): void {
    this.constant(0);
    this.memory(WASM.i32Load, 2, 4 * STATE.fetched);
  }

  /** Leaves on the stack whether the address in a local lies in a region; the distance from its base goes to another. */
  private inRegion(address: number, distance: number, { base, bytes: size }: PlacedRegion, bytes: number, aligned: boolean): void {
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
  private inline(address: Expression): readonly PlacedRegion[] {
    return this.options.memory.regions.slice(0, isOnStack(address) ? 1 : INLINE_REGIONS);
  }

  private watch(name: 'watchLoad' | 'watchStore', address: number, bytes: number): void {
    if (!this.options.watches[name]) return;
    this.with(WASM.localGet, address);
    this.constant(bytes);
    this.constant(this.pc);
    this.call(name);
  }
}
