/**
 * addend + a * b, rounded once (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms
 * using rounding to odd", 2008): a sum that is rounded to odd makes the second rounding harmless.
 */
import { choice, constant, constant64, high, op, select, shrU, type Expression } from '../ir/expression.ts';
import type { Lifter } from '../ir/lifter.ts';
import { DOUBLE, isNan, isSignalling, nanOf, SINGLE, widened, type Precision } from './floatArithmetic.ts';

const plus = (a: Expression, b: Expression): Expression => op('f64.add', a, b);
const minus = (a: Expression, b: Expression): Expression => op('f64.sub', a, b);
const times = (a: Expression, b: Expression): Expression => op('f64.mul', a, b);
const both = (...conditions: readonly Expression[]): Expression => conditions.reduce((a, b) => op('i32.and', a, b));
const either = (...conditions: readonly Expression[]): Expression => conditions.reduce((a, b) => op('i32.or', a, b));
const never = (condition: Expression): Expression => op('i32.eqz', condition);
const zero = op('f64.convert_i32_s', constant(0));

/** A sum of doubles, and what it lost (Knuth's two-sum). */
function sumAndError(x: Lifter, a: Expression, b: Expression): readonly [Expression, Expression] {
  const sum = x.keep(plus(a, b));
  const back = x.keep(minus(sum, a));
  return [sum, x.keep(plus(minus(a, minus(sum, back)), minus(b, back)))];
}

/** A sum of doubles, rounded to odd. */
function oddSum(x: Lifter, a: Expression, b: Expression): Expression {
  const [sum, error] = sumAndError(x, a, b);
  const bits = x.keep(DOUBLE.toBits(sum));
  const inexact = both(op('f64.lt', zero, op('f64.abs', error)), never(op('i32.wrap_i64', op('i64.and', bits, constant64(1n)))));
  const away = op('i32.eq', op('f64.lt', zero, error), op('f64.lt', zero, sum));
  const odd = op('i64.add', bits, op('select', constant64(1n), constant64(-1n), away));
  return DOUBLE.toFloat(op('select', odd, bits, inexact));
}

/** The result's bits or its NaN; infinity times zero is invalid even beside a quiet NaN. */
function settledSum(of: Precision, x: Lifter, value: Expression, product: Expression, addend: Expression, a: Expression, b: Expression): Expression {
  const result = x.keep(value);
  const invalidProduct = both(op('f64.ne', product, product), never(either(isNan(of, a), isNan(of, b))));
  const nan = select(both(invalidProduct, never(isSignalling(of, addend))), of.defaultNan, nanOf(of, addend, a, b));
  return choice(op(`${of.float}.ne`, result, result), nan, of.toBits(result));
}

/** Of singles: the product is exact in double precision. */
export function fusedSingle(x: Lifter, addendBits: Expression, aBits: Expression, bBits: Expression): Expression {
  const [addend, a, b] = [x.keep(addendBits), x.keep(aBits), x.keep(bBits)];
  const product = x.keep(times(widened(a), widened(b)));
  const sum = oddSum(x, product, x.keep(widened(addend)));
  return settledSum(SINGLE, x, op('f32.demote_f64', sum), product, addend, a, b);
}

/** Exponents, as they are stored, of factors and addends whose product and sum lose nothing at either end. */
const FACTORS = { from: 1023 - 400, to: 1023 + 400 };
const LARGEST_ADDEND = 1023 + 1000;
const NOT_FINITE = 2047;
/** 2^27 + 1 cuts a double into two halves whose products are exact (Dekker, 1971). */
const CUT = (1 << 27) + 1;

function halves(x: Lifter, value: Expression): readonly [Expression, Expression] {
  const scaled = x.keep(times(op('f64.convert_i32_s', constant(CUT)), value));
  const upper = x.keep(minus(scaled, minus(scaled, value)));
  return [upper, x.keep(minus(value, upper))];
}

/** Of doubles: the product is the sum of two. Factors beyond 2^±400 are refused. */
export function fusedDouble(x: Lifter, addendBits: Expression, aBits: Expression, bBits: Expression): Expression {
  const [addend, a, b] = [x.keep(addendBits), x.keep(aBits), x.keep(bBits)];
  const exponent = (bits: Expression): Expression => op('i32.and', shrU(high(bits), 20), constant(NOT_FINITE));
  const isZero = (bits: Expression): Expression => op('i64.eqz', op('i64.and', bits, DOUBLE.allButSign));
  const isNotFinite = (bits: Expression): Expression => op('i32.eq', exponent(bits), constant(NOT_FINITE));
  const isUsual = (bits: Expression): Expression => op('i32.le_u', op('i32.sub', exponent(bits), constant(FACTORS.from)), constant(FACTORS.to - FACTORS.from));
  // then a product and a sum, each rounded, are right
  const isPlain = x.keep(either(isZero(a), isZero(b), isNotFinite(a), isNotFinite(b), isNotFinite(addend)));
  const isExact = both(isUsual(a), isUsual(b), op('i32.le_u', exponent(addend), constant(LARGEST_ADDEND)));
  x.trapUnlessZero(never(either(isPlain, isExact)), 'a fused sum of doubles beyond 2^400 or below 2^-400 is not simulated');

  const [c, fa, fb] = [x.keep(DOUBLE.toFloat(addend)), x.keep(DOUBLE.toFloat(a)), x.keep(DOUBLE.toFloat(b))];
  const product = x.keep(times(fa, fb));
  const [[a1, a2], [b1, b2]] = [halves(x, fa), halves(x, fb)];
  const rest = x.keep(plus(plus(plus(minus(times(a1, b1), product), times(a1, b2)), times(a2, b1)), times(a2, b2)));
  const [upper, lost] = sumAndError(x, c, rest);
  const [sum, error] = sumAndError(x, product, upper);
  const exact = plus(sum, oddSum(x, lost, error));
  return settledSum(DOUBLE, x, op('select', exact, plus(product, c), never(isPlain)), product, addend, a, b);
}
