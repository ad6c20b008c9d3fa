/**
 * Floating-point values as bits, in either precision: arithmetic with the architecture's NaN rules (Armv7-M ARM, A2.5;
 * default NaN and flush-to-zero off, round to nearest, as after reset), conversions, rounding. WebAssembly rounds alike
 * but leaves open which NaN comes out, so NaNs are chosen here.
 */
import { choice, constant, constant64, op, select, type Expression } from '../ir/expression.ts';
import type { Lifter } from '../ir/lifter.ts';

/** How values of a precision are held as bits. */
export interface Precision {
  readonly float: 'f32' | 'f64';
  readonly integer: 'i32' | 'i64';
  readonly sign: Expression;
  readonly allButSign: Expression;
  /** The bit that tells a quiet NaN from one that signals. */
  readonly quiet: Expression;
  readonly defaultNan: Expression;
  readonly toFloat: (bits: Expression) => Expression;
  readonly toBits: (value: Expression) => Expression;
}

export const SINGLE: Precision = {
  float: 'f32', integer: 'i32',
  sign: constant(-0x80000000), allButSign: constant(0x7fffffff), quiet: constant(0x00400000), defaultNan: constant(0x7fc00000),
  toFloat: (bits) => op('f32.reinterpret_i32', bits),
  toBits: (value) => op('i32.reinterpret_f32', value),
};

export const DOUBLE: Precision = {
  float: 'f64', integer: 'i64',
  sign: constant64(-(1n << 63n)), allButSign: constant64((1n << 63n) - 1n), quiet: constant64(1n << 51n), defaultNan: constant64(0x7ff8n << 48n),
  toFloat: (bits) => op('f64.reinterpret_i64', bits),
  toBits: (value) => op('i64.reinterpret_f64', value),
};

/** Bits of a single as a double. */
export const widened = (bits: Expression): Expression => op('f64.promote_f32', SINGLE.toFloat(bits));
export const negated = ({ integer, sign }: Precision, bits: Expression): Expression => op(`${integer}.xor`, bits, sign);
export const absolute = ({ integer, allButSign }: Precision, bits: Expression): Expression => op(`${integer}.and`, bits, allButSign);
/** A value that is not equal to itself. */
const isNanValue = ({ float }: Precision, value: Expression): Expression => op(`${float}.ne`, value, value);
export const isNan = (of: Precision, bits: Expression): Expression => isNanValue(of, of.toFloat(bits));
export const isSignalling = (of: Precision, bits: Expression): Expression => op('i32.and', isNan(of, bits), op(`${of.integer}.eqz`, op(`${of.integer}.and`, bits, of.quiet)));

/** The NaN that operands make: the first signalling one, made quiet; otherwise the first quiet one; otherwise the default. */
export function nanOf(of: Precision, ...operands: readonly Expression[]): Expression {
  const quiet = operands.reduceRight((otherwise, bits) => select(isNan(of, bits), bits, otherwise), of.defaultNan);
  return operands.reduceRight((otherwise, bits) => select(isSignalling(of, bits), op(`${of.integer}.or`, bits, of.quiet), otherwise), quiet);
}

/** The bits of a computed value, or the NaN its operands make. */
export function settled(of: Precision, x: Lifter, value: Expression, ...operands: readonly Expression[]): Expression {
  const result = x.keep(value);
  return choice(isNanValue(of, result), nanOf(of, ...operands), of.toBits(result));
}

export function binary(of: Precision, x: Lifter, name: 'add' | 'sub' | 'mul' | 'div', a: Expression, b: Expression): Expression {
  const [first, second] = [x.keep(a), x.keep(b)];
  return settled(of, x, op(`${of.float}.${name}`, of.toFloat(first), of.toFloat(second)), first, second);
}

/** N, Z, C and V of a comparison, in the four bits that FPSCR has for them. */
export function compared(of: Precision, a: Expression, b: Expression): Expression {
  const [fa, fb] = [of.toFloat(a), of.toFloat(b)];
  const [less, equal] = [`${of.float}.lt`, `${of.float}.eq`] as const;
  return select(op(less, fa, fb), constant(8), select(op(equal, fa, fb), constant(6), select(op(less, fb, fa), constant(2), constant(3))));
}

/** How conversions and roundings round. */
export type Rounding = 'away' | 'even' | 'up' | 'down' | 'zero';

/** A double rounded to a whole one. */
export function whole(x: Lifter, value: Expression, rounding: Rounding): Expression {
  switch (rounding) {
    case 'even': return op('f64.nearest', value);
    case 'up': return op('f64.ceil', value);
    case 'down': return op('f64.floor', value);
    case 'zero': return op('f64.trunc', value);
    case 'away': {
      const exact = x.keep(value);
      const cut = x.keep(op('f64.trunc', exact));
      // what was cut off is exact; adding a half before cutting would round
      const isHalf = op('f64.le', op('f64.convert_i32_s', constant(1)), op('f64.abs', op('f64.mul', op('f64.convert_i32_s', constant(2)), op('f64.sub', exact, cut))));
      return op('f64.copysign', op('f64.add', op('f64.abs', cut), op('f64.convert_i32_s', isHalf)), exact);
    }
    default: return rounding satisfies never;
  }
}

/** maxNum and minNum of IEEE 754-2008: a number beats a quiet NaN. */
export function extreme(of: Precision, x: Lifter, aBits: Expression, bBits: Expression, largest: boolean): Expression {
  const [a, b] = [x.keep(aBits), x.keep(bBits)];
  const [fa, fb] = [of.toFloat(a), of.toFloat(b)];
  const equal = op(`${of.integer}.${largest ? 'and' : 'or'}`, a, b); // only zeros of unlike sign differ
  const [first, second] = largest ? [b, a] : [a, b];
  const ordered = select(op(`${of.float}.lt`, fa, fb), first, select(op(`${of.float}.lt`, fb, fa), second, equal));
  const signalling = op('i32.or', isSignalling(of, a), isSignalling(of, b));
  const both = op('i32.and', isNan(of, a), isNan(of, b));
  const withNan = select(op('i32.or', signalling, both), nanOf(of, a, b), select(isNan(of, a), b, a));
  return select(op('i32.or', isNan(of, a), isNan(of, b)), withNan, ordered);
}
