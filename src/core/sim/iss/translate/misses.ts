/**
 * The functions by which translated code notes that flash keeps it waiting: seldom needed, so they stand once in each
 * module and not at every access. They keep the lines of the data buffer, what was fetched, and each block's waits.
 */
import { LINES_PLACE, STATE } from '../memory.ts';
import type { FlashTiming } from '../timing/flash.ts';
import { WASM } from './opcodes.ts';
import { Writer } from './writer.ts';

/** Where waits are added that belong to no block. */
export const NO_BLOCK = 4 * 98;

/** Adds what is on the stack, i64, to a 64-bit word whose place is in a local. */
function addTo(body: Writer, place: number, value: () => void): void {
  body.u8(WASM.localGet, place, WASM.localGet, place, WASM.i64Load, 3, 0);
  value();
  body.u8(WASM.i64Add, WASM.i64Store, 3, 0);
}

/** The word that tells how much was fetched, plus what `value` pushes; leaves the sum in a local, too. */
function fetch(body: Writer, sum: number, value: () => void): void {
  body.u8(WASM.i32Const, 0, WASM.i32Const, 0, WASM.i32Load, 2);
  body.unsigned(4 * STATE.fetched);
  value();
  body.u8(WASM.i32Add, WASM.localTee, sum, WASM.i32Store, 2);
  body.unsigned(4 * STATE.fetched);
}

/** Data of a line that was not there. Takes its slot in bytes, the line, and where its block's waits stand. */
export function lineMissed(timing: FlashTiming | null): Writer {
  const body = new Writer(64);
  const [SLOT, LINE, PLACE, , SUM] = [0, 1, 2, 3, 4];
  body.u8(1, 1, WASM.i32);
  if (timing !== null) {
    body.u8(WASM.localGet, SLOT, WASM.localGet, LINE, WASM.i32Store, 2);
    body.unsigned(LINES_PLACE);
    addTo(body, PLACE, () => {
      body.u8(WASM.i64Const);
      body.signedLong(0, timing.waitStates);
    });
    if (timing.code?.shared === true) fetch(body, SUM, () => {
      body.u8(WASM.i32Const);
      body.signed(timing.lineBytes);
    });
  }
  body.u8(WASM.i32Const, 0, WASM.end);
  return body;
}

/** Code that was not there. Takes its bytes, what it waits, and where its block's waits stand; gives what was fetched in all. */
export function blockMissed(): Writer {
  const body = new Writer(64);
  const [BYTES, CYCLES, PLACE, , SUM] = [0, 1, 2, 3, 4];
  body.u8(1, 1, WASM.i32);
  addTo(body, PLACE, () => body.u8(WASM.localGet, CYCLES, WASM.i64ExtendU));
  fetch(body, SUM, () => body.u8(WASM.localGet, BYTES));
  body.u8(WASM.localGet, SUM, WASM.end);
  return body;
}
