/** What data-processing instructions have in common: immediates, shifts, additions with carry, flags (Armv7-M ARM, A2.2 and A5.3). */
import { add, and, bit, constant, flag, high, low, not, op, or, register, rotr, select, shl, shrS, shrU, sub, xor, zeroExtend64, signExtend64, constant64, type Expression } from '../ir/expression.ts';
import type { Lifter } from '../ir/lifter.ts';

/** A second operand and the carry its shifter leaves; null: unchanged. */
export interface Shifted {
  readonly value: Expression;
  readonly carry: Expression | null;
}

const rotated = (value: number, by: number): number => (by === 0 ? value | 0 : (value >>> by) | (value << (32 - by)));

/** ThumbExpandImm_C. */
export function expandedImmediate(imm12: number): Shifted {
  const byte = imm12 & 0xff;
  if (imm12 >> 10 === 0) {
    const value = [byte, byte | (byte << 16), (byte << 8) | (byte << 24), byte * 0x01010101][imm12 >> 8];
    return { value: constant(value), carry: null };
  }
  const value = rotated(0x80 | (imm12 & 0x7f), imm12 >> 7);
  return { value: constant(value), carry: constant(value >>> 31) };
}

/** DecodeImmShift and Shift_C: type 0 to 3 is LSL, LSR, ASR, ROR; an amount of 0 means 32, or RRX for ROR. */
export function immediateShift(value: Expression, type: number, amount: number): Shifted {
  const by = type === 1 || type === 2 ? amount || 32 : amount;
  switch (type) {
    case 0:
      return by === 0 ? { value, carry: null } : { value: shl(value, by), carry: bit(value, 32 - by) };
    case 1:
      return { value: by === 32 ? constant(0) : shrU(value, by), carry: bit(value, by - 1) };
    case 2:
      return { value: shrS(value, Math.min(by, 31)), carry: bit(value, by - 1) };
    default:
      return by === 0 ? { value: or(shl(flag('c'), 31), shrU(value, 1)), carry: and(value, constant(1)) } : { value: rotr(value, by), carry: bit(value, by - 1) };
  }
}

/** Shift by the low byte of a register; amounts of 32 and more shift everything out. */
export function registerShift(x: Lifter, value: Expression, type: number, amount: Expression, wantsCarry: boolean): Shifted {
  const by = x.keep(and(amount, constant(255)));
  if (type === 3) {
    const result = x.keep(rotr(value, by));
    return { value: result, carry: wantsCarry ? select(by, shrU(result, 31), flag('c')) : null };
  }
  const small = op('i32.lt_u', by, constant(32));
  if (!wantsCarry) {
    if (type === 2) return { value: shrS(value, select(small, by, constant(31))), carry: null };
    return { value: select(small, type === 0 ? shl(value, by) : shrU(value, by), constant(0)), carry: null };
  }
  // in 64 bits the bit shifted out last stands just beside the result
  const by64 = zeroExtend64(select(op('i32.lt_u', by, constant(63)), by, constant(63)));
  if (type === 0) {
    const wide = x.keep(op('i64.shl', zeroExtend64(value), by64));
    return { value: low(wide), carry: select(by, and(high(wide), constant(1)), flag('c')) };
  }
  const upper = op('i64.shl', type === 1 ? zeroExtend64(value) : signExtend64(value), constant64(32n));
  const wide = x.keep(op(type === 1 ? 'i64.shr_u' : 'i64.shr_s', upper, by64));
  return { value: high(wide), carry: select(by, shrU(low(wide), 31), flag('c')) };
}

/** Registers and constants may be read twice; anything else is computed once. */
const once = (x: Lifter, value: Expression): Expression => (value.kind === 'register' || value.kind === 'constant' ? value : x.keep(value));

/** Result and flags of a move or logical operation; no destination for tests. */
export function logical(x: Lifter, destination: number | null, result: Expression, carry: Expression | null, setsFlags: boolean): void {
  if (!setsFlags) {
    if (destination !== null) x.write(destination, result);
    return;
  }
  const value = x.keep(result);
  if (carry !== null) x.setFlag('c', carry);
  x.setFlag('n', value);
  x.setFlag('z', value);
  if (destination !== null) x.write(destination, value);
}

export function addition(x: Lifter, destination: number | null, first: Expression, second: Expression, setsFlags: boolean): void {
  if (!setsFlags) {
    if (destination !== null) x.write(destination, add(first, second));
    return;
  }
  const [a, b] = [once(x, first), once(x, second)];
  const sum = x.keep(op('i32.add', a, b));
  x.setFlag('n', sum);
  x.setFlag('z', sum);
  x.setFlag('c', op('i32.lt_u', sum, a));
  x.setFlag('v', and(xor(a, sum), xor(b, sum)));
  if (destination !== null) x.write(destination, sum);
}

export function subtraction(x: Lifter, destination: number | null, first: Expression, second: Expression, setsFlags: boolean): void {
  if (!setsFlags) {
    if (destination !== null) x.write(destination, sub(first, second));
    return;
  }
  const [a, b] = [once(x, first), once(x, second)];
  const difference = x.keep(op('i32.sub', a, b));
  x.compared(a, b);
  x.setFlag('n', difference);
  x.setFlag('z', difference);
  x.setFlag('c', op('i32.ge_u', a, b));
  x.setFlag('v', and(xor(a, b), xor(a, difference)));
  if (destination !== null) x.write(destination, difference);
}

/** first + second + C; subtraction with borrow hands over the complement of its second operand. */
export function additionWithCarry(x: Lifter, destination: number, first: Expression, second: Expression, setsFlags: boolean): void {
  if (!setsFlags) return x.write(destination, op('i32.add', add(first, second), flag('c')));
  const [a, b] = [once(x, first), once(x, second)];
  const partial = x.keep(add(a, b));
  const sum = x.keep(op('i32.add', partial, flag('c')));
  x.setFlag('n', sum);
  x.setFlag('z', sum);
  x.setFlag('c', or(op('i32.lt_u', partial, a), op('i32.lt_u', sum, partial)));
  x.setFlag('v', and(xor(a, sum), xor(b, sum)));
  x.write(destination, sum);
}

export type DataOperation = 'AND' | 'BIC' | 'ORR' | 'ORN' | 'EOR' | 'ADD' | 'ADC' | 'SBC' | 'SUB' | 'RSB' | 'MOV' | 'MVN' | 'TST' | 'TEQ' | 'CMP' | 'CMN';

/** One of the sixteen operations on a first operand and a shifted second one. */
export function dataOperation(x: Lifter, operation: DataOperation, destination: number, first: Expression, { value, carry }: Shifted, setsFlags: boolean): void {
  switch (operation) {
    case 'AND': return logical(x, destination, and(first, value), carry, setsFlags);
    case 'BIC': return logical(x, destination, and(first, not(value)), carry, setsFlags);
    case 'ORR': return logical(x, destination, or(first, value), carry, setsFlags);
    case 'ORN': return logical(x, destination, or(first, not(value)), carry, setsFlags);
    case 'EOR': return logical(x, destination, xor(first, value), carry, setsFlags);
    case 'MOV': return logical(x, destination, value, carry, setsFlags);
    case 'MVN': return logical(x, destination, not(value), carry, setsFlags);
    case 'TST': return logical(x, null, and(first, value), carry, true);
    case 'TEQ': return logical(x, null, xor(first, value), carry, true);
    case 'ADD': return addition(x, destination, first, value, setsFlags);
    case 'SUB': return subtraction(x, destination, first, value, setsFlags);
    case 'RSB': return subtraction(x, destination, value, first, setsFlags);
    case 'CMP': return subtraction(x, null, first, value, true);
    case 'CMN': return addition(x, null, first, value, true);
    case 'ADC': return additionWithCarry(x, destination, first, value, setsFlags);
    case 'SBC': return additionWithCarry(x, destination, first, not(value), setsFlags);
    default: operation satisfies never;
  }
}

/** The program counter, and the stack pointer where it makes no sense, are unpredictable as operands. */
export const unpredictable = (registers: readonly number[], allowSp = false): string | null =>
  registers.some((index) => index === 15 || (index === 13 && !allowSp)) ? 'unpredictable: SP or PC as operand' : null;

/** Sets Q where the condition is not 0. */
export function saturates(x: Lifter, condition: Expression): void {
  x.setFlag('q', or(flag('q'), condition));
}

/** Clamps to [lowest, highest] and sets Q where that changed anything. */
export function clamped(x: Lifter, value: Expression, lowest: number, highest: number): Expression {
  const v = x.keep(value);
  const result = x.keep(select(op('i32.gt_s', v, constant(highest)), constant(highest), select(op('i32.lt_s', v, constant(lowest)), constant(lowest), v)));
  saturates(x, op('i32.ne', result, v));
  return result;
}

export const r = register;
