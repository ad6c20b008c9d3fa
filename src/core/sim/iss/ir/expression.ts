/**
 * What an instruction does, as data: expressions over guest registers, flags and memory, and the statements that
 * change them. Interpreter and translator both read nothing else, so an instruction's meaning is written once.
 * Expressions have no effects except that loads may fault; operators are those of ops.ts.
 */
import { OPERATORS, type OperatorName, type Type } from './ops.ts';

/** N counts by its sign bit, Z is set where the value is 0, V by its sign bit; C and Q are 0 or 1; GE has four bits. */
export type Flag = 'n' | 'z' | 'c' | 'v' | 'q' | 'ge';
export const FLAGS: readonly Flag[] = ['n', 'z', 'c', 'v', 'q', 'ge'];

export type Bytes = 1 | 2 | 4;

export type Expression =
  | { readonly kind: 'constant'; readonly type: 'i32'; readonly value: number }
  | { readonly kind: 'constant64'; readonly type: 'i64'; readonly value: bigint }
  /** r0 to r14; the program counter is a constant of each instruction. */
  | { readonly kind: 'register'; readonly type: 'i32'; readonly index: number }
  /** The bits of s0 to s31. */
  | { readonly kind: 'single'; readonly type: 'i32'; readonly index: number }
  | { readonly kind: 'flag'; readonly type: 'i32'; readonly flag: Flag }
  /** A special register kept in memory, by its number in SPECIALS. */
  | { readonly kind: 'special'; readonly type: 'i32'; readonly name: Special }
  | { readonly kind: 'temporary'; readonly type: Type; readonly index: number }
  | { readonly kind: 'operator'; readonly type: Type; readonly name: OperatorName; readonly operands: readonly Expression[] }
  /** Only the branch that is taken is computed. */
  | { readonly kind: 'choice'; readonly type: Type; readonly condition: Expression; readonly chosen: Expression; readonly otherwise: Expression }
  /** Zero-extended unless signed. `aligned`: the address must be a multiple of the size. */
  | { readonly kind: 'load'; readonly type: 'i32'; readonly bytes: Bytes; readonly signed: boolean; readonly aligned: boolean; readonly address: Expression }
  /** Checks a word-aligned range of guest memory once, for transfers of many words; gives a place for `word` and `storeWord`. */
  | { readonly kind: 'range'; readonly type: 'i32'; readonly words: number; readonly writes: boolean; readonly address: Expression }
  | { readonly kind: 'word'; readonly type: 'i32'; readonly range: Expression; readonly offset: number };

export type Special = 'primask' | 'faultmask' | 'basepri' | 'control' | 'psp' | 'fpscr' | 'monitor';
export const SPECIALS: readonly Special[] = ['primask', 'faultmask', 'basepri', 'control', 'psp', 'fpscr', 'monitor'];

export type Statement =
  | { readonly kind: 'let'; readonly index: number; readonly value: Expression }
  | { readonly kind: 'setRegister'; readonly index: number; readonly value: Expression }
  | { readonly kind: 'setSingle'; readonly index: number; readonly value: Expression }
  | { readonly kind: 'setFlag'; readonly flag: Flag; readonly value: Expression }
  | { readonly kind: 'setSpecial'; readonly name: Special; readonly value: Expression }
  /** The flags now stand as after a - b: conditions may compare these two instead. */
  | { readonly kind: 'compared'; readonly a: Expression; readonly b: Expression }
  | { readonly kind: 'store'; readonly bytes: Bytes; readonly aligned: boolean; readonly address: Expression; readonly value: Expression }
  | { readonly kind: 'storeWord'; readonly range: Expression; readonly offset: number; readonly value: Expression }
  /** The stack pointer went down: note the deepest. */
  | { readonly kind: 'stackMoved' }
  /** To a fixed address; where a condition stands, only if it is not 0. */
  | { readonly kind: 'goto'; readonly target: number; readonly condition: Expression | null }
  /** The same under a condition code. */
  | { readonly kind: 'gotoIf'; readonly target: number; readonly code: number }
  | { readonly kind: 'call'; readonly target: number }
  /** To an address with the Thumb bit in bit 0. */
  | { readonly kind: 'jump'; readonly target: Expression }
  /** Conditions the hardware leaves to the program: stop unless the value is 0. */
  | { readonly kind: 'trapUnlessZero'; readonly value: Expression; readonly reason: string }
  /** To the host: breakpoint or supervisor call, continuing after it. */
  | { readonly kind: 'host'; readonly service: 'bkpt' | 'svc'; readonly number: number };

export const constant = (value: number): Expression => ({ kind: 'constant', type: 'i32', value: value | 0 });
export const constant64 = (value: bigint): Expression => ({ kind: 'constant64', type: 'i64', value });
export const register = (index: number): Expression => ({ kind: 'register', type: 'i32', index });
export const single = (index: number): Expression => ({ kind: 'single', type: 'i32', index });
/** The 64 bits of d0 to d15. */
export const double = (index: number): Expression => op('i64.or', zeroExtend64(single(2 * index)), op('i64.shl', zeroExtend64(single(2 * index + 1)), constant64(32n)));
export const flag = (name: Flag): Expression => ({ kind: 'flag', type: 'i32', flag: name });
export const special = (name: Special): Expression => ({ kind: 'special', type: 'i32', name });

/** An operator applied; folded where all operands are known 32-bit constants. */
export function op(name: OperatorName, ...operands: readonly Expression[]): Expression {
  const { gives, apply } = OPERATORS[name];
  const a = operands[0];
  if (gives === 'i32' && a.kind === 'constant') {
    // by index: taking apart a list is slow before the engine has made this fast, and all decoding comes by
    const b = operands.length > 1 ? operands[1] : a;
    const c = operands.length > 2 ? operands[2] : a;
    if (b.kind === 'constant' && c.kind === 'constant') return constant((apply as (a: number, b: number, c: number) => number)(a.value, b.value, c.value));
  }
  return { kind: 'operator', type: name === 'select' ? a.type : gives, name, operands };
}

const isConstant = (expression: Expression, value: number): boolean => expression.kind === 'constant' && expression.value === value;

export const add = (a: Expression, b: Expression): Expression => (isConstant(b, 0) ? a : isConstant(a, 0) ? b : op('i32.add', a, b));
export const sub = (a: Expression, b: Expression): Expression => (isConstant(b, 0) ? a : op('i32.sub', a, b));
export const mul = (a: Expression, b: Expression): Expression => op('i32.mul', a, b);
export const and = (a: Expression, b: Expression): Expression => (isConstant(b, -1) ? a : op('i32.and', a, b));
export const or = (a: Expression, b: Expression): Expression => (isConstant(b, 0) ? a : op('i32.or', a, b));
export const xor = (a: Expression, b: Expression): Expression => (isConstant(b, 0) ? a : op('i32.xor', a, b));
export const not = (a: Expression): Expression => op('i32.xor', a, constant(-1));
/** Shift amounts as constants are taken as they are, below 32. */
export const shl = (a: Expression, by: number | Expression): Expression => (by === 0 ? a : op('i32.shl', a, typeof by === 'number' ? constant(by) : by));
export const shrS = (a: Expression, by: number | Expression): Expression => (by === 0 ? a : op('i32.shr_s', a, typeof by === 'number' ? constant(by) : by));
export const shrU = (a: Expression, by: number | Expression): Expression => (by === 0 ? a : op('i32.shr_u', a, typeof by === 'number' ? constant(by) : by));
export const rotr = (a: Expression, by: number | Expression): Expression => (by === 0 ? a : op('i32.rotr', a, typeof by === 'number' ? constant(by) : by));
export const select = (condition: Expression, then: Expression, otherwise: Expression): Expression => op('select', then, otherwise, condition);
export const choice = (condition: Expression, chosen: Expression, otherwise: Expression): Expression => ({ kind: 'choice', type: chosen.type, condition, chosen, otherwise });
export const signExtend64 = (a: Expression): Expression => op('i64.extend_i32_s', a);
export const zeroExtend64 = (a: Expression): Expression => op('i64.extend_i32_u', a);
export const low = (a: Expression): Expression => op('i32.wrap_i64', a);
export const high = (a: Expression): Expression => op('i32.wrap_i64', op('i64.shr_u', a, constant64(32n)));
export const half = (a: Expression, top: boolean | number): Expression => (top ? shrS(a, 16) : op('i32.extend16_s', a));
export const bit = (a: Expression, index: number): Expression => and(shrU(a, index), constant(1));
