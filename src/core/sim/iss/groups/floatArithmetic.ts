/**
 * Single-precision values as bits: arithmetic with the architecture's NaN rules (Armv7-M ARM, A2.5; default NaN and
 * flush-to-zero off, round to nearest, as after reset), fused multiply-add, rounding. WebAssembly rounds alike but
 * leaves open which NaN comes out, so NaNs are chosen here.
 */
import { and, choice, constant, constant64, op, or, select, xor, type Expression } from '../ir/expression.ts';
import type { Lifter } from '../ir/lifter.ts';
import type { OperatorName } from '../ir/ops.ts';

const QUIET = constant(0x00400000);
const DEFAULT_NAN = constant(0x7fc00000);
const ABSOLUTE = constant(0x7fffffff);
const INFINITY = constant(0x7f800000);

export const toFloat = (bits: Expression): Expression => op('f32.reinterpret_i32', bits);
export const toBits = (value: Expression): Expression => op('i32.reinterpret_f32', value);
export const toDouble = (bits: Expression): Expression => op('f64.promote_f32', toFloat(bits));
export const negated = (bits: Expression): Expression => xor(bits, constant(-0x80000000));
export const absolute = (bits: Expression): Expression => and(bits, ABSOLUTE);
export const isNan = (bits: Expression): Expression => op('i32.gt_u', absolute(bits), INFINITY);
const isSignalling = (bits: Expression): Expression => and(isNan(bits), op('i32.eqz', and(bits, QUIET)));

/** The NaN that operands make: the first signalling one, made quiet; otherwise the first quiet one; otherwise the default. */
export function nanOf(...operands: readonly Expression[]): Expression {
  const quiet = operands.reduceRight((otherwise, bits) => select(isNan(bits), bits, otherwise), DEFAULT_NAN);
  return operands.reduceRight((otherwise, bits) => select(isSignalling(bits), or(bits, QUIET), otherwise), quiet);
}

/** The bits of a computed value, or the NaN its operands make. */
export function settled(x: Lifter, value: Expression, ...operands: readonly Expression[]): Expression {
  const result = x.keep(value);
  return choice(op('f32.ne', result, result), nanOf(...operands), toBits(result));
}

export function binary(x: Lifter, name: OperatorName, a: Expression, b: Expression): Expression {
  const [first, second] = [x.keep(a), x.keep(b)];
  return settled(x, op(name, toFloat(first), toFloat(second)), first, second);
}

/**
 * addend + a * b, rounded once. The product is exact in double precision; the sum is rounded to odd there, which makes
 * the second rounding harmless (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", 2008).
 */
export function fused(x: Lifter, addendBits: Expression, aBits: Expression, bBits: Expression): Expression {
  const [addend, a, b] = [x.keep(addendBits), x.keep(aBits), x.keep(bBits)];
  const c = x.keep(toDouble(addend));
  const product = x.keep(op('f64.mul', toDouble(a), toDouble(b)));
  const sum = x.keep(op('f64.add', product, c));
  const back = x.keep(op('f64.sub', sum, product));
  const error = x.keep(op('f64.add', op('f64.sub', product, op('f64.sub', sum, back)), op('f64.sub', c, back)));
  const bits = x.keep(op('i64.reinterpret_f64', sum));
  const zero = op('f64.convert_i32_s', constant(0));
  const inexact = and(op('f64.lt', zero, op('f64.abs', error)), op('i32.eqz', op('i32.wrap_i64', op('i64.and', bits, constant64(1n)))));
  const away = op('i32.eq', op('f64.lt', zero, error), op('f64.lt', zero, sum));
  const odd = op('i64.add', bits, op('select', constant64(1n), constant64(-1n), away));
  const rounded = op('f32.demote_f64', op('f64.reinterpret_i64', op('select', odd, bits, inexact)));
  const result = x.keep(rounded);
  // infinity times zero is invalid even beside a quiet NaN
  const invalidProduct = and(op('f64.ne', product, product), op('i32.eqz', or(isNan(a), isNan(b))));
  const nan = select(and(invalidProduct, op('i32.eqz', isSignalling(addend))), DEFAULT_NAN, nanOf(addend, a, b));
  return choice(op('f32.ne', result, result), nan, toBits(result));
}

/** How conversions and roundings round. */
export type Rounding = 'away' | 'even' | 'up' | 'down' | 'zero';

/** A double rounded to a whole one. */
export function whole(x: Lifter, value: Expression, bits: Expression, rounding: Rounding): Expression {
  switch (rounding) {
    case 'even': return op('f64.nearest', value);
    case 'up': return op('f64.ceil', value);
    case 'down': return op('f64.floor', value);
    case 'zero': return op('f64.trunc', value);
    case 'away': {
      const halfBits = or(and(bits, constant(-0x80000000)), constant(0x3f000000));
      return op('f64.trunc', op('f64.add', value, toDouble(x.keep(halfBits))));
    }
    default: return rounding satisfies never;
  }
}

/** maxNum and minNum of IEEE 754-2008: a number beats a quiet NaN. */
export function extreme(x: Lifter, aBits: Expression, bBits: Expression, largest: boolean): Expression {
  const [a, b] = [x.keep(aBits), x.keep(bBits)];
  const [fa, fb] = [toFloat(a), toFloat(b)];
  const equal = largest ? and(a, b) : or(a, b); // only zeros of unlike sign differ
  const [first, second] = largest ? [b, a] : [a, b];
  const ordered = select(op('f32.lt', fa, fb), first, select(op('f32.lt', fb, fa), second, equal));
  const signalling = or(isSignalling(a), isSignalling(b));
  const both = and(isNan(a), isNan(b));
  const withNan = select(or(signalling, both), nanOf(a, b), select(isNan(a), b, a));
  return select(or(isNan(a), isNan(b)), withNan, ordered);
}
