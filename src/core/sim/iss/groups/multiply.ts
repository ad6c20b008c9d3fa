/** 32-bit multiplication, multiply-accumulate and division, with the DSP extension's halfword forms (Armv7-M ARM, A5.3.16 and A5.3.17). */
import { row, type Row } from '../decode/pattern.ts';
import { add, and, choice, constant, constant64, half, high, low, mul, op, register, rotr, select, shrU, signExtend64, sub, zeroExtend64, type Expression } from '../ir/expression.ts';
import type { Feature, InstructionClass, Lifter } from '../ir/lifter.ts';
import { r, saturates, unpredictable } from './arithmetic.ts';

type Product = (x: Lifter, a: Expression, b: Expression, fields: Readonly<Record<string, number>>) => Expression;

const wide = (a: Expression, b: Expression): Expression => op('i64.mul', signExtend64(a), signExtend64(b));

/** Sum of 32-bit numbers; Q where it does not fit. */
function accumulated(x: Lifter, ...terms: readonly Expression[]): Expression {
  const kept = terms.map((term) => x.keep(term));
  const sum = x.keep(kept.reduce((a, b) => op('i32.add', a, b)));
  saturates(x, op('i64.ne', kept.map(signExtend64).reduce((a, b) => op('i64.add', a, b)), signExtend64(sum)));
  return sum;
}

/** One row that accumulates into Ra and, where `plain` names it, one without. */
function pair(accumulating: string, plain: string | null, head: string, tail: string, needs: Feature, kind: InstructionClass, lift: (x: Lifter, f: Readonly<Record<string, number>>, ra: Expression | null) => Expression): Row[] {
  const make = (name: string, a: string, operands: string): Row =>
    row(`${name} ${operands}`, `111110110 ${head} nnnn ${a} dddd ${tail} mmmm`, needs, kind, (x, f) =>
      unpredictable([f.d, f.n, f.m, f.a ?? 0]) ?? x.write(f.d, lift(x, f, f.a === undefined ? null : register(f.a))));
  return [make(accumulating, 'aaaa', 'd, n, m, a'), ...(plain === null ? [] : [make(plain, '1111', 'd, n, m')])];
}

const dual = (x: Lifter, f: Readonly<Record<string, number>>): readonly [Expression, Expression] => {
  const b = f.x ? x.keep(rotr(r(f.m), 16)) : r(f.m);
  return [mul(half(r(f.n), 0), half(b, 0)), mul(half(r(f.n), 1), half(b, 1))];
};

const mostSignificant = (subtract: boolean) => (_x: Lifter, f: Readonly<Record<string, number>>, ra: Expression | null): Expression => {
  const base = op('i64.shl', zeroExtend64(ra ?? constant(0)), constant64(32n));
  const value = op(subtract ? 'i64.sub' : 'i64.add', base, wide(r(f.n), r(f.m)));
  return high(f.r ? op('i64.add', value, constant64(0x80000000n)) : value);
};

/** Sum of the absolute differences of four bytes. */
function byteDifferences(x: Lifter, f: Readonly<Record<string, number>>): Expression {
  const byte = (register_: number, at: number): Expression => and(shrU(r(register_), 8 * at), constant(255));
  const terms = [0, 1, 2, 3].map((at) => {
    const [a, b] = [x.keep(byte(f.n, at)), x.keep(byte(f.m, at))];
    return select(op('i32.gt_u', a, b), sub(a, b), sub(b, a));
  });
  return terms.reduce((a, b) => add(a, b));
}

/** 64-bit results to RdHi:RdLo. */
const long = (name: string, head: string, tail: string, needs: Feature, kind: InstructionClass, accumulates: boolean, product: Product): Row =>
  row(`${name} l, h, n, m`, `111110111 ${head} nnnn llll hhhh ${tail} mmmm`, needs, kind, (x, f) => {
    const bad = unpredictable([f.l, f.h, f.n, f.m]);
    if (bad !== null || f.l === f.h) return bad ?? 'unpredictable: both halves in one register';
    const value = product(x, r(f.n), r(f.m), f);
    const base = or64(r(f.l), r(f.h));
    const result = x.keep(accumulates ? op('i64.add', base, value) : value);
    x.write(f.l, low(result));
    x.write(f.h, high(result));
  });

const or64 = (lowHalf: Expression, highHalf: Expression): Expression => op('i64.or', zeroExtend64(lowHalf), op('i64.shl', zeroExtend64(highHalf), constant64(32n)));
const unsignedProduct: Product = (_x, a, b) => op('i64.mul', zeroExtend64(a), zeroExtend64(b));
const signedProduct: Product = (_x, a, b) => wide(a, b);
const dualProduct = (subtract: boolean): Product => (x, _a, _b, f) => {
  const [first, second] = dual(x, f);
  return op(subtract ? 'i64.sub' : 'i64.add', signExtend64(first), signExtend64(second));
};

export const multiply: readonly Row[] = [
  ...pair('MLA', 'MUL', '000', '0000', 'v7m', 'multiply', (_x, f, ra) => (ra === null ? mul(r(f.n), r(f.m)) : add(ra, mul(r(f.n), r(f.m))))),
  ...pair('MLS', null, '000', '0001', 'v7m', 'multiply', (_x, f, ra) => sub(ra ?? constant(0), mul(r(f.n), r(f.m)))),
  ...pair('SMLAxy', 'SMULxy', '001', '00 yz', 'dsp', 'dsp', (x, f, ra) => {
    const product = mul(half(r(f.n), f.y), half(r(f.m), f.z));
    return ra === null ? product : accumulated(x, product, ra);
  }),
  ...pair('SMLAD', 'SMUAD', '010', '000 x', 'dsp', 'dsp', (x, f, ra) => {
    const [first, second] = dual(x, f);
    return ra === null ? accumulated(x, first, second) : accumulated(x, first, second, ra);
  }),
  ...pair('SMLAWy', 'SMULWy', '011', '000 y', 'dsp', 'dsp', (x, f, ra) => {
    const product = low(op('i64.shr_s', wide(r(f.n), half(r(f.m), f.y)), constant64(16n)));
    return ra === null ? product : accumulated(x, product, ra);
  }),
  ...pair('SMLSD', 'SMUSD', '100', '000 x', 'dsp', 'dsp', (x, f, ra) => {
    const [first, second] = dual(x, f);
    return ra === null ? sub(first, second) : accumulated(x, sub(first, second), ra);
  }),
  ...pair('SMMLA', 'SMMUL', '101', '000 r', 'dsp', 'dsp', mostSignificant(false)),
  ...pair('SMMLS', null, '110', '000 r', 'dsp', 'dsp', mostSignificant(true)),
  ...pair('USADA8', 'USAD8', '111', '0000', 'dsp', 'dsp', (x, f, ra) => (ra === null ? byteDifferences(x, f) : add(ra, byteDifferences(x, f)))),
  long('SMULL', '000', '0000', 'v7m', 'longMultiply', false, signedProduct),
  long('UMULL', '010', '0000', 'v7m', 'longMultiply', false, unsignedProduct),
  long('SMLAL', '100', '0000', 'v7m', 'longMultiply', true, signedProduct),
  long('UMLAL', '110', '0000', 'v7m', 'longMultiply', true, unsignedProduct),
  long('SMLALxy', '100', '10 yz', 'dsp', 'dsp', true, (_x, a, b, f) => signExtend64(mul(half(a, f.y), half(b, f.z)))),
  long('SMLALD', '100', '110 x', 'dsp', 'dsp', true, dualProduct(false)),
  long('SMLSLD', '101', '110 x', 'dsp', 'dsp', true, dualProduct(true)),
  long('UMAAL', '110', '0110', 'dsp', 'dsp', false, (_x, a, b, f) =>
    op('i64.add', op('i64.mul', zeroExtend64(a), zeroExtend64(b)), op('i64.add', zeroExtend64(r(f.l)), zeroExtend64(r(f.h))))),
  // division by zero gives zero; the one overflow gives its dividend
  row('SDIV d, n, m', '111110111 001 nnnn 1111 dddd 1111 mmmm', 'v7m', 'divide', (x, { d, n, m }) =>
    unpredictable([d, n, m]) ?? x.write(d, choice(op('i32.gt_u', add(r(m), constant(1)), constant(1)), op('i32.div_s', r(n), r(m)), mul(r(n), r(m))))),
  row('UDIV d, n, m', '111110111 011 nnnn 1111 dddd 1111 mmmm', 'v7m', 'divide', (x, { d, n, m }) =>
    unpredictable([d, n, m]) ?? x.write(d, choice(r(m), op('i32.div_u', r(n), r(m)), constant(0)))),
];
