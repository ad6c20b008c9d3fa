/**
 * A WebAssembly function while it is printed: its locals, among them the guest's registers and flags, and its code.
 */
import { FLAGS, type Flag } from '../ir/expression.ts';
import type { Type } from '../ir/ops.ts';
import { STATE } from '../memory.ts';
import { ELSEWHERE, IMPORT_PARAMETERS, IMPORTS, USED_PARAMETERS, type ElsewhereName, type ImportName } from './imports.ts';
import { WASM } from './opcodes.ts';
import type { Blank, Filling, Patterns } from './patterns.ts';
import type { Writer } from './writer.ts';

export const TYPE_CODES: Readonly<Record<Type, number>> = { i32: WASM.i32, i64: WASM.i64, f32: WASM.f32, f64: WASM.f64 };
const FUNCTIONS: readonly string[] = [...IMPORTS, ...ELSEWHERE];

/** Locals that every function has, at the same place in each; 0 is its parameter. */
export const LOCALS = { pc: 1, address: 2, distance: 3, stored: 4, line: 5, slot: 6, found: 7, counter: 8 } as const;

export class FunctionBody implements Filling {
  pc = 0;
  ahead = 0;
  waits = 0;
  counter = 0;
  stamp = 0;
  cycles = 0;
  bytes = 0;
  rest = 0;
  readonly code: Writer;
  private readonly temporaries: Readonly<Record<Type, number[]>> = { i32: [], i64: [], f32: [], f64: [] };
  private readonly localTypes: number[] = [WASM.i32, WASM.i32, WASM.i32, WASM.i32, WASM.i32, WASM.i32, WASM.i32, WASM.i64];
  /** Registers and the like that live in the state block: local and word index; whether written. */
  readonly guests: ({ readonly local: number; readonly word: number; written: boolean } | undefined)[] = new Array(96).fill(undefined);

  /** @param patterns what was printed before; scratch: where the code is printed, of one function at a time */
  constructor(private readonly patterns: Patterns, scratch: Writer) {
    this.code = scratch.clear();
  }

  /** Puts what was printed under this key before; false: it is to be printed now, up to `patternEnds`. */
  pattern(key: number): boolean {
    if (this.patterns.put(this.code, key, this)) return true;
    this.patterns.begin(this.code);
    return false;
  }

  patternEnds(key: number): void {
    this.patterns.end(this.code, key);
  }

  /** A number of the pattern that is another each time. */
  blank(blank: Blank): void {
    this.patterns.blank(this.code, blank, this);
  }

  private fresh(type: Type): number {
    this.localTypes.push(TYPE_CODES[type]);
    return this.localTypes.length;
  }

  temporary(index: number, type: Type): number {
    return (this.temporaries[type][index] ??= this.fresh(type));
  }

  /** Declarations of all locals, as a function body begins. */
  declare(out: Writer): void {
    const types = this.localTypes;
    const ends = types.flatMap((type, i) => (type === types[i + 1] ? [] : [i + 1]));
    out.unsigned(ends.length);
    ends.forEach((end, i) => {
      out.unsigned(end - (i === 0 ? 0 : ends[i - 1]));
      out.byte(types[end - 1]);
    });
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
  call(name: Exclude<ImportName, 'loadOutside' | 'storeOutside' | 'rangeOutside'> | ElsewhereName): void {
    for (let i = USED_PARAMETERS[name]; i < IMPORT_PARAMETERS; i++) this.constant(0);
    this.with(WASM.call, FUNCTIONS.indexOf(name));
    if (name !== 'loadElsewhere' && name !== 'rangeElsewhere') this.op(WASM.drop);
  }

  /** Adds to a 64-bit word of memory, in a pattern. @param value a positive number, or one that is another each time */
  addTo(place: Blank, value: number | Blank): void {
    this.constant(0);
    this.code.u8(WASM.i32Const, 0, WASM.i64Load, 3);
    this.blank(place);
    this.op(WASM.i64Const);
    if (typeof value === 'number') this.code.signedLong(0, value);
    else this.blank(value);
    this.code.u8(WASM.i64Add, WASM.i64Store, 3);
    this.blank(place);
  }

  /** Adds to both halves of the counter at once: fuel above, cycles below. */
  count(fuel: number, cycles: number | 'cycles'): void {
    this.with(WASM.localGet, LOCALS.counter);
    this.op(WASM.i64Const);
    if (cycles === 'cycles') this.blank(cycles);
    else this.code.signedLong(fuel, cycles);
    this.op(WASM.i64Add);
    this.with(WASM.localSet, LOCALS.counter);
  }
}
