/** Puts functions together as WebAssembly modules, and the one module that passes control among them. */
import { STATE, type PlacedRegion } from '../memory.ts';
import { elsewhere } from './elsewhere.ts';
import { ELSEWHERE, IMPORT_PARAMETERS, IMPORTS } from './imports.ts';
import { WASM } from './opcodes.ts';
import { Writer } from './writer.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const FUNCTION = 0x60;
const SECTION = { type: 1, import: 2, function: 3, table: 4, export: 7, code: 10 } as const;
const FUNCREF = 0x70;

function section(out: Writer, id: number, fill: (part: Writer) => void): void {
  out.byte(id);
  out.sized(() => fill(out));
}

function signature(part: Writer, parameters: number, result: boolean): void {
  part.u8(FUNCTION);
  part.unsigned(parameters);
  for (let i = 0; i < parameters; i++) part.u8(WASM.i32);
  part.u8(...(result ? [1, WASM.i32] : [0]));
}

function importMemory(part: Writer, pages: number): void {
  part.text('e');
  part.text('memory');
  part.u8(2, 1);
  part.unsigned(pages);
  part.unsigned(pages);
}

/** The functions that every module has itself. @param regions all there are, the busiest first */
export const elsewhereBodies = (regions: readonly PlacedRegion[]): readonly Writer[] => ELSEWHERE.map((name) => elsewhere(name, regions));

/**
 * A module that exports so many functions as f0, f1, ...; each takes and gives one i32.
 * @param own bodies of the functions that every module has
 * @param emit writes the body of one
 * @returns bytes of `out`, which is written anew
 */
export function functionModule(out: Writer, count: number, pages: number, own: readonly Writer[], emit: (index: number) => void): Uint8Array<ArrayBuffer> {
  out.clear();
  out.u8(...HEADER);
  section(out, SECTION.type, (part) => {
    part.unsigned(2);
    signature(part, 1, true);
    signature(part, IMPORT_PARAMETERS, true);
  });
  section(out, SECTION.import, (part) => {
    part.unsigned(1 + IMPORTS.length);
    for (const name of IMPORTS) {
      part.text('e');
      part.text(name);
      part.u8(0, 1);
    }
    importMemory(part, pages);
  });
  section(out, SECTION.function, (part) => {
    part.unsigned(ELSEWHERE.length + count);
    for (let i = 0; i < ELSEWHERE.length; i++) part.u8(1);
    for (let i = 0; i < count; i++) part.u8(0);
  });
  section(out, SECTION.export, (part) => {
    part.unsigned(count);
    for (let i = 0; i < count; i++) {
      part.text(`f${i}`);
      part.u8(0);
      part.unsigned(IMPORTS.length + ELSEWHERE.length + i);
    }
  });
  section(out, SECTION.code, (part) => {
    part.unsigned(ELSEWHERE.length + count);
    for (const body of own) part.sized(() => part.append(body));
    for (let i = 0; i < count; i++) part.sized(() => emit(i));
  });
  return out.written();
}

/** How entries of the lookup are packed: table slot above, block index below. */
export const BLOCK_BITS = 13;

/**
 * The dispatcher: looks the program counter up and calls what stands there, until the fuel is spent, the host is
 * wanted, or nothing stands there yet. `lookup` has one word for each halfword of code from `codeBase`.
 */
export function dispatcherModule(lookup: number, codeBase: number, halfwords: number, pages: number): Uint8Array<ArrayBuffer> {
  const out = new Writer(512);
  out.u8(...HEADER);
  section(out, SECTION.type, (part) => {
    part.unsigned(2);
    signature(part, 1, true);
    signature(part, 0, false);
  });
  section(out, SECTION.import, (part) => {
    part.unsigned(1);
    importMemory(part, pages);
  });
  section(out, SECTION.function, (part) => part.u8(1, 1));
  section(out, SECTION.table, (part) => part.u8(1, FUNCREF, 0, 64));
  section(out, SECTION.export, (part) => {
    part.unsigned(2);
    part.text('run');
    part.u8(0, 0);
    part.text('table');
    part.u8(1, 0);
  });
  section(out, SECTION.code, (part) => {
    const body = new Writer(256);
    const constant = (value: number): void => {
      body.u8(WASM.i32Const);
      body.signed(value);
    };
    const [pc, at] = [0, 1];
    body.u8(1, 2, WASM.i32);
    constant(4 * STATE.pc);
    body.u8(WASM.i32Load, 2, 0, WASM.localSet, pc, WASM.loop, WASM.void);
    // out of fuel
    constant(4 * STATE.fuel);
    body.u8(WASM.i32Load, 2, 0);
    constant(0);
    body.u8(WASM.i32LeS, WASM.if, WASM.void, WASM.return, WASM.end);
    // halfword of code; bit 0 not set, or no code: a huge one
    body.u8(WASM.localGet, pc);
    constant(codeBase | 1);
    body.u8(WASM.i32Sub);
    constant(1);
    body.u8(WASM.i32Rotr, WASM.localTee, at);
    constant(halfwords);
    body.u8(WASM.i32LtU, WASM.i32Eqz, WASM.if, WASM.void, WASM.return, WASM.end);
    body.u8(WASM.localGet, at);
    constant(2);
    body.u8(WASM.i32Shl, WASM.i32Load, 2);
    body.unsigned(lookup);
    body.u8(WASM.localTee, at, WASM.i32Eqz, WASM.if, WASM.void, WASM.return, WASM.end);
    body.u8(WASM.localGet, at);
    constant((1 << BLOCK_BITS) - 1);
    body.u8(WASM.i32And, WASM.localGet, at);
    constant(BLOCK_BITS);
    body.u8(WASM.i32ShrU, WASM.callIndirect, 0, 0, WASM.localSet, pc);
    constant(4 * STATE.service);
    body.u8(WASM.i32Load, 2);
    body.unsigned(0);
    body.u8(WASM.i32Eqz, WASM.brIf, 0, WASM.end, WASM.end);
    part.unsigned(1);
    part.sized(() => part.append(body));
  });
  return out.written();
}
