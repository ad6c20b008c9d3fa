/**
 * A WebAssembly function while it is printed: its locals, among them the guest's registers and flags, and its code.
 */
import { FLAGS, type Flag } from '../ir/expression.ts';
import type { Type } from '../ir/ops.ts';
import { STATE } from '../memory.ts';
import { ELSEWHERE, IMPORT_PARAMETERS, IMPORTS, USED_PARAMETERS, type ElsewhereName, type ImportName } from './imports.ts';
import { WASM } from './opcodes.ts';
import { Writer } from './writer.ts';

export const TYPE_CODES: Readonly<Record<Type, number>> = { i32: WASM.i32, i64: WASM.i64, f32: WASM.f32, f64: WASM.f64 };
const FUNCTIONS: readonly string[] = [...IMPORTS, ...ELSEWHERE];

/** Local 0 is the parameter of the function. */
export class FunctionBody {
  readonly code = new Writer(16384);
  private readonly locals = new Map<string, number>();
  private readonly temporaries: Readonly<Record<Type, number[]>> = { i32: [], i64: [], f32: [], f64: [] };
  private readonly localTypes: number[] = [];
  /** Registers and the like that live in the state block: local and word index; whether written. */
  readonly guests: ({ readonly local: number; readonly word: number; written: boolean } | undefined)[] = new Array(96).fill(undefined);

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

  temporary(index: number, type: Type): number {
    return (this.temporaries[type][index] ??= this.fresh(type));
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
  call(name: Exclude<ImportName, 'loadOutside' | 'storeOutside' | 'rangeOutside'> | ElsewhereName): void {
    for (let i = USED_PARAMETERS[name]; i < IMPORT_PARAMETERS; i++) this.constant(0);
    this.with(WASM.call, FUNCTIONS.indexOf(name));
    if (name !== 'loadElsewhere' && name !== 'rangeElsewhere') this.op(WASM.drop);
  }

  /** Fuel above, cycles below: one number. */
  counter(): number {
    return this.local('counter', 'i64');
  }

  /** Adds to a 64-bit word of memory; below 2 to the 31st. */
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
}
