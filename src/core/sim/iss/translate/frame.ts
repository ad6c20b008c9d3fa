/** What stands round a function's body: the guest's state goes into locals in front of it and back into memory behind. */
import { STATE } from '../memory.ts';
import { LOCALS, type FunctionBody } from './functionBody.ts';
import { WASM } from './opcodes.ts';
import type { Writer } from './writer.ts';

/** Writes the whole function: loads the guest's registers before the body and stores those written after it. */
export function withFrame(body: FunctionBody, out: Writer): void {
  body.declare(out);
  const loads = (code: number, alignment: number, word: number, local: number): void => {
    out.u8(WASM.i32Const, 0, code, alignment);
    out.unsigned(4 * word);
    out.byte(WASM.localSet);
    out.unsigned(local);
  };
  const stores = (code: number, alignment: number, word: number, local: number): void => {
    out.u8(WASM.i32Const, 0, WASM.localGet);
    out.unsigned(local);
    out.u8(code, alignment);
    out.unsigned(4 * word);
  };
  for (const guest of body.guests) if (guest !== undefined) loads(WASM.i32Load, 2, guest.word, guest.local);
  loads(WASM.i64Load, 3, STATE.cycles, LOCALS.counter);
  out.append(body.code);
  for (const guest of body.guests) if (guest?.written === true) stores(WASM.i32Store, 2, guest.word, guest.local);
  stores(WASM.i64Store, 3, STATE.cycles, LOCALS.counter);
  stores(WASM.i32Store, 2, STATE.pc, LOCALS.pc);
  out.u8(WASM.localGet, LOCALS.pc, WASM.end);
}
