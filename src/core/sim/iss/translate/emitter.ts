/**
 * Prints expressions and statements as WebAssembly. Guest registers, flags and temporaries are locals; each access to
 * guest memory is checked against the regions of the map, and one that is in none of them is handed to the host.
 */
import { OPERATORS, type Type } from '../ir/ops.ts';
import { FLAGS, type Expression, type Flag, type Statement } from '../ir/expression.ts';
import { LINES_PLACE, STATE, specialIndex, type GuestMemory, type PlacedRegion } from '../memory.ts';
import type { FlashTiming } from '../timing/flash.ts';
import { ALIGNMENT_SHIFT } from './elsewhere.ts';
import { HELPERS, IMPORT_PARAMETERS, IMPORTS, INLINE_REGIONS, USED_PARAMETERS, type HelperName, type ImportName } from './imports.ts';
import { NO_BLOCK } from './misses.ts';
import { WASM } from './opcodes.ts';
import { Writer } from './writer.ts';

/** Indices of temporaries that hold the last comparison. */
export const COMPARED_A = 200;
export const COMPARED_B = 201;

const TYPE_CODES: Readonly<Record<Type, number>> = { i32: WASM.i32, i64: WASM.i64, f32: WASM.f32, f64: WASM.f64 };
const FUNCTIONS: readonly string[] = [...IMPORTS, ...HELPERS];
const log2 = (bytes: number): number => Math.log2(bytes);

/** Bytes of an access and its alignment, as the functions for other regions take them. */
const sized = (bytes: number, aligned: boolean): number => bytes | (aligned ? (Math.min(bytes & -bytes, 4) - 1) << ALIGNMENT_SHIFT : 0);

export interface EmitterOptions {
  readonly memory: GuestMemory;
  /** Which accesses the host wants to hear of. */
  readonly watches: Readonly<Record<'watchLoad' | 'watchStore', boolean>>;
  /** Bytes of read-only memory at a constant address, which never change; null where they may. */
  readonly constantWord: (address: number) => number | null;
  /** Flash that keeps the core waiting, or null. */
  readonly flash: { readonly region: PlacedRegion; readonly timing: FlashTiming } | null;
}

export class Emitter {
  readonly code = new Writer(16384);
  private readonly locals = new Map<string, number>();
  private readonly temporaries: Readonly<Record<Type, number[]>> = { i32: [], i64: [], f32: [], f64: [] };
  private readonly localTypes: number[] = [];
  /** Registers and the like that live in the state block: local and word index; whether written. */
  readonly guests: ({ readonly local: number; readonly word: number; written: boolean } | undefined)[] = new Array(96).fill(undefined);
  /** Address of the instruction at hand, for faults. */
  pc = 0;
  /** What its block has counted for it and for those after it. */
  ahead = { instructions: 0, cycles: 0 };
  /** Where the block at hand counts what it waited. */
  waitsPlace = NO_BLOCK;

  /** Local 0 is the parameter of the function. */
  constructor(private readonly options: EmitterOptions) {}

  local(name: string, type: Type = 'i32'): number {
    const known = this.locals.get(name);
    if (known !== undefined) return known;
    const index = this.fresh(type);
    this.locals.set(name, index);
    return index;
  }

  private fresh(type: Type): number {
    this.localTypes.push(TYPE_CODES[type]);
    return this.localTypes.length;
  }

  /** Declarations of all locals, as a function body begins. */
  declarations(): Writer {
    const out = new Writer(64);
    const runs: [count: number, type: number][] = [];
    for (const type of this.localTypes) {
      const last = runs.at(-1);
      if (last !== undefined && last[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    out.unsigned(runs.length);
    for (const [count, type] of runs) {
      out.unsigned(count);
      out.u8(type);
    }
    return out;
  }

  /** A word of the state block kept in a local. */
  guest(word: number, writes: boolean): number {
    const entry = (this.guests[word] ??= { local: this.fresh('i32'), word, written: false });
    if (writes) entry.written = true;
    return entry.local;
  }

  register(index: number, writes = false): number {
    return this.guest(index, writes);
  }

  flag(name: Flag, writes = false): number {
    return this.guest(STATE.flags + FLAGS.indexOf(name), writes);
  }

  op(code: number): void {
    this.code.byte(code);
  }

  with(code: number, operand: number): void {
    this.code.byte(code);
    this.code.unsigned(operand);
  }

  constant(value: number): void {
    this.code.byte(WASM.i32Const);
    this.code.signed(value);
  }

  memory(code: number, alignment: number, offset: number): void {
    this.code.byte(code);
    this.code.byte(alignment);
    this.code.unsigned(offset);
  }

  /** Calls the host, or the module's own look at other regions; what it gives stays on the stack for loads and ranges alone. */
  call(name: Exclude<ImportName, 'loadOutside' | 'storeOutside' | 'rangeOutside'> | HelperName): void {
    for (let i = USED_PARAMETERS[name]; i < IMPORT_PARAMETERS; i++) this.constant(0);
    this.with(WASM.call, FUNCTIONS.indexOf(name));
    if (name !== 'loadElsewhere' && name !== 'rangeElsewhere' && name !== 'blockMissed') this.op(WASM.drop);
  }

  /** Fuel above, cycles below: one number. */
  counter(): number {
    return this.local('counter', 'i64');
  }

  /** Adds to a 64-bit word of memory. */
  addTo(place: number, value: number): void {
    this.constant(0);
    this.constant(0);
    this.memory(WASM.i64Load, 3, place);
    this.op(WASM.i64Const);
    this.code.signedLong(0, value);
    this.op(WASM.i64Add);
    this.memory(WASM.i64Store, 3, place);
  }

  /** Adds to both halves of the counter at once. */
  count(fuel: number, cycles: number): void {
    this.with(WASM.localGet, this.counter());
    this.op(WASM.i64Const);
    this.code.signedLong(fuel, cycles);
    this.op(WASM.i64Add);
    this.with(WASM.localSet, this.counter());
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

  /** Data from flash at a distance from its beginning: what line it is in, and whether that was there. */
  private fetchData(region: PlacedRegion, distance: number, bytes: number): void {
    const { flash } = this.options;
    if (flash === null || flash.region !== region || flash.timing.waitStates === 0) return;
    const { lineBytes, lines, waitStates } = flash.timing;
    const [line, slot] = [this.local('line'), this.local('slot')];
    const offsets = new Set(Array.from({ length: Math.ceil(bytes / lineBytes) }, (_, i) => i * lineBytes));
    if (bytes > 4) offsets.add(bytes - 4);
    for (const offset of offsets) {
      this.with(WASM.localGet, distance);
      if (offset > 0) {
        this.constant(offset);
        this.op(WASM.i32Add);
      }
      this.constant(log2(lineBytes));
      this.op(WASM.i32ShrU);
      this.with(WASM.localTee, line);
      this.constant(lines - 1);
      this.op(WASM.i32And);
      this.constant(2);
      this.op(WASM.i32Shl);
      this.with(WASM.localTee, slot);
      this.memory(WASM.i32Load, 2, LINES_PLACE);
      this.with(WASM.localGet, line);
      this.code.u8(WASM.i32Ne, WASM.if, WASM.void);
      this.with(WASM.localGet, slot);
      this.with(WASM.localGet, line);
      this.constant(this.waitsPlace);
      this.call('lineMissed');
      this.count(0, waitStates);
      this.op(WASM.end);
    }
  }

  expression(expression: Expression): void {
    switch (expression.kind) {
      case 'constant':
        return this.constant(expression.value);
      case 'constant64':
        this.op(WASM.i64Const);
        return this.code.signed64(expression.value);
      case 'register':
        return this.with(WASM.localGet, this.register(expression.index));
      case 'single':
        return this.with(WASM.localGet, this.guest(STATE.singles + expression.index, false));
      case 'flag':
        return this.with(WASM.localGet, this.flag(expression.flag));
      case 'special':
        this.constant(4 * specialIndex(expression.name));
        return this.memory(WASM.i32Load, 2, 0);
      case 'temporary':
        return this.with(WASM.localGet, this.temporary(expression.index, expression.type));
      case 'operator':
        for (const operand of expression.operands) this.expression(operand);
        for (const byte of OPERATORS[expression.name].code) this.code.byte(byte);
        return;
      case 'choice':
        this.expression(expression.condition);
        this.code.u8(WASM.if, TYPE_CODES[expression.type]);
        this.expression(expression.chosen);
        this.op(WASM.else);
        this.expression(expression.otherwise);
        return this.op(WASM.end);
      case 'load':
        return this.load(expression);
      case 'range':
        return this.range(expression.address, 4 * expression.words, expression.writes);
      case 'word':
        this.expression(expression.range);
        return this.memory(WASM.i32Load, 2, expression.offset);
      default:
        expression satisfies never;
    }
  }

  /** Statements that do not transfer control. */
  statement(statement: Exclude<Statement, { kind: 'goto' | 'gotoIf' | 'call' | 'jump' | 'host' }>): void {
    switch (statement.kind) {
      case 'let':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.temporary(statement.index, statement.value.type));
      case 'setRegister':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.register(statement.index, true));
      case 'setSingle':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.guest(STATE.singles + statement.index, true));
      case 'setFlag':
        this.expression(statement.value);
        return this.with(WASM.localSet, this.flag(statement.flag, true));
      case 'setSpecial':
        this.constant(4 * specialIndex(statement.name));
        this.expression(statement.value);
        return this.memory(WASM.i32Store, 2, 0);
      case 'compared':
        this.expression(statement.a);
        this.with(WASM.localSet, this.temporary(COMPARED_A, 'i32'));
        this.expression(statement.b);
        return this.with(WASM.localSet, this.temporary(COMPARED_B, 'i32'));
      case 'store':
        return this.store(statement);
      case 'storeWord':
        this.expression(statement.range);
        this.expression(statement.value);
        return this.memory(WASM.i32Store, 2, statement.offset);
      case 'stackMoved':
        this.with(WASM.localGet, this.register(13));
        this.constant(4 * STATE.stackLowest);
        this.memory(WASM.i32Load, 2, 0);
        this.code.u8(WASM.i32LtU, WASM.if, WASM.void);
        this.with(WASM.localGet, this.register(13));
        this.constant(this.pc);
        this.call('stackLowered');
        return this.op(WASM.end);
      case 'trapUnlessZero':
        this.expression(statement.value);
        this.code.u8(WASM.if, WASM.void);
        this.constant(this.pc);
        this.call('trap');
        return this.op(WASM.end);
      default:
        statement satisfies never;
    }
  }

  private temporary(index: number, type: Type): number {
    return (this.temporaries[type][index] ??= this.fresh(type));
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

  /** The busiest regions. */
  private inline(): readonly PlacedRegion[] {
    return this.options.memory.regions.slice(0, INLINE_REGIONS);
  }

  private watch(name: 'watchLoad' | 'watchStore', address: number, bytes: number): void {
    if (!this.options.watches[name]) return;
    this.with(WASM.localGet, address);
    this.constant(bytes);
    this.constant(this.pc);
    this.call(name);
  }

  private load({ bytes, signed, aligned, address: at }: Extract<Expression, { kind: 'load' }>): void {
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
    const regions = this.inline();
    for (const region of regions) {
      this.inRegion(address, distance, region, bytes, aligned);
      this.code.byte(WASM.if);
      this.code.byte(WASM.i32);
      this.fetchData(region, distance, bytes);
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
  private range(at: Expression, bytes: number, writes: boolean): void {
    const address = this.local('address');
    this.expression(at);
    this.with(WASM.localSet, address);
    this.watch(writes ? 'watchStore' : 'watchLoad', address, bytes);
    const distance = this.local('distance');
    const regions = this.inline().filter(({ writable }) => writable || !writes);
    for (const region of regions) {
      this.inRegion(address, distance, region, bytes, true);
      this.code.byte(WASM.if);
      this.code.byte(WASM.i32);
      this.fetchData(region, distance, bytes);
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

  private store({ bytes, aligned, address: at, value }: Extract<Statement, { kind: 'store' }>): void {
    const [address, distance] = [this.local('address'), this.local('distance')];
    const stored = value.kind === 'register' ? this.register(value.index) : this.local('stored');
    if (value.kind !== 'register') {
      this.expression(value);
      this.with(WASM.localSet, stored);
    }
    this.expression(at);
    this.with(WASM.localSet, address);
    this.watch('watchStore', address, bytes);
    const regions = this.inline().filter(({ writable }) => writable);
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
}
