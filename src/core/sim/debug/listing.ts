/** The code of one function as lines: what can be reached as instructions, what lies between them as data. */
import type { Instruction } from '../iss/decode/decoder.ts';
import { textOf } from '../iss/disassemble.ts';
import { GuestFault } from '../iss/fault.ts';
import type { Machine } from '../iss/machine.ts';
import { findBlocks } from '../iss/translate/flow.ts';

export interface ListedLine {
  readonly address: number;
  /** Encoding in hexadecimal digits, as in memory read halfword by halfword. */
  readonly encoding: string;
  readonly text: string;
}

export interface FunctionSpan {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
}

const digits = (value: number, bytes: number): string => (value >>> 0).toString(16).padStart(2 * bytes, '0');

/**
 * @param executed instructions known to be code, beside those that can be followed from the beginning
 * @returns in address order
 */
export function listing({ memory, interpreter }: Machine, { address: start, bytes }: FunctionSpan, executed: readonly Instruction[]): ListedLine[] {
  const inside = (at: number): boolean => (at - start) >>> 0 < bytes;
  const fetch = (at: number, condition: number | null): Instruction | null => {
    try {
      return inside(at) ? interpreter.fetch(at, condition) : null;
    } catch (error) {
      if (error instanceof GuestFault) return null; // ends outside memory
      throw error;
    }
  };
  const code = { instruction: fetch, halfword: (at: number) => memory.halfword(at), isSmallLeaf: () => false };
  const found = new Map<number, Instruction>();
  for (const { instructions } of findBlocks(code, start).blocks) for (const one of instructions) found.set(one.address, one);
  for (const one of executed) found.set(one.address, one);
  const lines: ListedLine[] = [];
  for (let at = start; at < start + bytes; ) {
    const instruction = found.get(at);
    if (instruction !== undefined) {
      lines.push({ address: at, encoding: digits(instruction.encoding, instruction.length), text: textOf(instruction) });
      at += instruction.length;
      continue;
    }
    const room = Math.min(start + bytes, ...[at + 2].filter((next) => found.has(next))) - at;
    const length = at % 4 === 0 && room >= 4 ? 4 : 2;
    const offset = memory.offsetOf(at, length);
    if (offset < 0) break;
    const value = length === 4 ? memory.view.getUint32(offset, true) : memory.view.getUint16(offset, true);
    lines.push({ address: at, encoding: digits(value, length), text: `${length === 4 ? '.word' : '.short'} 0x${digits(value, length)}` });
    at += length;
  }
  return lines;
}
