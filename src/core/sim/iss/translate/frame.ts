/** What stands round a function's body: the guest's state goes into locals in front of it and back into memory behind. */
import { STATE } from '../memory.ts';
import type { FunctionBody } from './functionBody.ts';
import { WASM } from './opcodes.ts';
import { Writer } from './writer.ts';

/** Loads the guest's registers before the body and stores those written after it. */
export function withFrame(emitter: FunctionBody, pc: number, counter: number): Writer {
  const head = new Writer(256);
  const tail = new Writer(256);
  const put = (writer: Writer, code: number, value: number): void => {
    writer.u8(code);
    writer.signed(value);
  };
  for (const guest of emitter.guests) {
    if (guest === undefined) continue;
    const { local, word, written } = guest;
    put(head, WASM.i32Const, 0);
    head.u8(WASM.i32Load, 2);
    head.unsigned(4 * word);
    head.u8(WASM.localSet);
    head.unsigned(local);
    if (!written) continue;
    put(tail, WASM.i32Const, 0);
    tail.u8(WASM.localGet);
    tail.unsigned(local);
    tail.u8(WASM.i32Store, 2);
    tail.unsigned(4 * word);
  }
  put(head, WASM.i32Const, 0);
  head.u8(WASM.i64Load, 3);
  head.unsigned(4 * STATE.cycles);
  head.u8(WASM.localSet);
  head.unsigned(counter);
  put(tail, WASM.i32Const, 0);
  tail.u8(WASM.localGet);
  tail.unsigned(counter);
  tail.u8(WASM.i64Store, 3);
  tail.unsigned(4 * STATE.cycles);
  put(tail, WASM.i32Const, 0);
  tail.u8(WASM.localGet);
  tail.unsigned(pc);
  tail.u8(WASM.i32Store, 2);
  tail.unsigned(4 * STATE.pc);
  tail.u8(WASM.localGet);
  tail.unsigned(pc);
  tail.u8(WASM.end);
  const body = emitter.declarations();
  body.append(head);
  body.append(emitter.code);
  body.append(tail);
  return body;
}
