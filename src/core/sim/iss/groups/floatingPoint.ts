/** The single-precision floating-point extensions FPv4-SP and FPv5-SP (Armv7-M ARM, A6 and A7.7; Armv8-M ARM, C2.4). Exception flags are not kept. */
import { row, type Fields, type Row } from '../decode/pattern.ts';
import { add, and, constant, op, or, select, shl, single, special, sub, type Expression } from '../ir/expression.ts';
import { conditionExpression } from '../ir/condition.ts';
import { PC, type InstructionClass, type Lifter } from '../ir/lifter.ts';
import type { OperatorName } from '../ir/ops.ts';
import { r, unpredictable } from './arithmetic.ts';
import { setConditionFlags } from './branches.ts';
import { absolute, binary, extreme, fused, negated, settled, toBits, toDouble, toFloat, whole, type Rounding } from './floatArithmetic.ts';

/** Register numbers: four bits and the lowest one, which stands apart. */
const sd = (f: Fields): number => (f.d << 1) | f.e;
const sn = (f: Fields): Expression => single((f.n << 1) | f.k);
const sm = (f: Fields): Expression => single((f.m << 1) | f.l);

const NAN_HALF = 'half precision is not simulated';
const NO_DOUBLE = 'double precision is not simulated';

const three = (name: string, a: string, bb: string, c: string, kind: InstructionClass, value: (x: Lifter, f: Fields) => Expression): Row =>
  row(`${name} d, n, m`, `11101110 ${a} e ${bb} nnnn dddd 1010 k ${c} l 0 mmmm`, 'fp4', kind, (x, f) => x.writeSingle(sd(f), value(x, f)));

const product = (x: Lifter, f: Fields): Expression => x.keep(binary(x, 'f32.mul', sn(f), sm(f)));
const own = (f: Fields): Expression => single(sd(f));

const two = (name: string, opcode: string, bits: string, kind: InstructionClass, value: (x: Lifter, f: Fields) => Expression | string): Row =>
  row(`${name} d, m`, `11101110 1 e 11 ${opcode} dddd 1010 ${bits} l 0 mmmm`, 'fp4', kind, (x, f) => {
    const result = value(x, f);
    return typeof result === 'string' ? result : x.writeSingle(sd(f), result);
  });

/** Comparison: the four flags of FPSCR. */
function compare(x: Lifter, a: Expression, b: Expression): void {
  const [fa, fb] = [toFloat(a), toFloat(b)];
  const flags = select(op('f32.lt', fa, fb), constant(8), select(op('f32.eq', fa, fb), constant(6), select(op('f32.lt', fb, fa), constant(2), constant(3))));
  x.setSpecial('fpscr', or(and(special('fpscr'), constant(0x0fffffff)), shl(flags, 28)));
}

const comparison = (name: string, opcode: string, bits: string, operand: string, second: (f: Fields) => Expression): Row =>
  row(`${name} d, ${operand.includes('m') ? 'm' : '#0'}`, `11101110 1 e 11 ${opcode} dddd 1010 ${bits} ${operand}`, 'fp4', 'fpArithmetic', (x, f) => compare(x, own(f), second(f)));

/** Rounded to a whole number that stays a float. */
function rounded(x: Lifter, f: Fields, rounding: Rounding): Expression {
  const bits = sm(f);
  return settled(x, op('f32.demote_f64', whole(x, toDouble(bits), bits, rounding)), bits);
}

const toInteger = (x: Lifter, f: Fields, signed: boolean, rounding: Rounding): Expression =>
  op(signed ? 'i32.trunc_sat_f64_s' : 'i32.trunc_sat_f64_u', whole(x, toDouble(sm(f)), sm(f), rounding));

const fromInteger = (bits: Expression, signed: boolean): Expression => op(signed ? 'f64.convert_i32_s' : 'f64.convert_i32_u', bits);

/** 2 to a small whole power, as a double. */
const power = (exponent: number): Expression => op('f64.promote_f32', toFloat(constant((127 + exponent) << 23)));

function fixedPoint(x: Lifter, { d, e, o, u, s, i }: Fields): string | void {
  const size = s ? 32 : 16;
  const fraction = size - i;
  if (fraction < 0) return 'unpredictable: more fraction bits than bits';
  const register = (d << 1) | e;
  const bits = single(register);
  const signed = u === 0;
  if (o) {
    const scaled = op('f64.mul', toDouble(bits), power(fraction));
    if (size === 32) return x.writeSingle(register, op(signed ? 'i32.trunc_sat_f64_s' : 'i32.trunc_sat_f64_u', scaled));
    const value = x.keep(op('i32.trunc_sat_f64_s', scaled));
    const [lowest, highest] = signed ? [-32768, 32767] : [0, 65535];
    return x.writeSingle(register, select(op('i32.gt_s', value, constant(highest)), constant(highest), select(op('i32.lt_s', value, constant(lowest)), constant(lowest), value)));
  }
  const source = size === 32 ? bits : signed ? op('i32.extend16_s', bits) : and(bits, constant(0xffff));
  x.writeSingle(register, toBits(op('f32.demote_f64', op('f64.mul', fromInteger(source, signed), power(-fraction)))));
}

/** The eight bits of VMOV: sign, exponent of three bits, mantissa of four. */
function immediate(imm8: number): Expression {
  const exponent = (imm8 & 0x40) !== 0 ? 0x7c | ((imm8 >> 4) & 3) : 0x80 | ((imm8 >> 4) & 3);
  return constant(((imm8 & 0x80) << 24) | (exponent << 23) | ((imm8 & 15) << 19));
}

const arithmetic: readonly Row[] = [
  three('VMLA', '0', '00', '0', 'fpMultiplyAdd', (x, f) => binary(x, 'f32.add', own(f), product(x, f))),
  three('VMLS', '0', '00', '1', 'fpMultiplyAdd', (x, f) => binary(x, 'f32.add', own(f), negated(product(x, f)))),
  three('VNMLS', '0', '01', '0', 'fpMultiplyAdd', (x, f) => binary(x, 'f32.add', negated(own(f)), product(x, f))),
  three('VNMLA', '0', '01', '1', 'fpMultiplyAdd', (x, f) => binary(x, 'f32.add', negated(own(f)), negated(product(x, f)))),
  three('VMUL', '0', '10', '0', 'fpArithmetic', (x, f) => product(x, f)),
  three('VNMUL', '0', '10', '1', 'fpArithmetic', (x, f) => negated(product(x, f))),
  ...([['VADD', '0', '11', '0', 'f32.add'], ['VSUB', '0', '11', '1', 'f32.sub'], ['VDIV', '1', '00', '0', 'f32.div']] as const satisfies readonly (readonly [string, string, string, string, OperatorName])[])
    .map(([name, a, bb, c, operator]) => three(name, a, bb, c, name === 'VDIV' ? 'fpDivide' : 'fpArithmetic', (x, f) => binary(x, operator, sn(f), sm(f)))),
  three('VFMA', '1', '10', '0', 'fpMultiplyAdd', (x, f) => fused(x, own(f), sn(f), sm(f))),
  three('VFMS', '1', '10', '1', 'fpMultiplyAdd', (x, f) => fused(x, own(f), negated(sn(f)), sm(f))),
  three('VFNMS', '1', '01', '0', 'fpMultiplyAdd', (x, f) => fused(x, negated(own(f)), sn(f), sm(f))),
  three('VFNMA', '1', '01', '1', 'fpMultiplyAdd', (x, f) => fused(x, negated(own(f)), negated(sn(f)), sm(f))),
  two('VMOV', '0000', '01', 'fpMove', (_x, f) => sm(f)),
  two('VABS', '0000', '11', 'fpArithmetic', (_x, f) => absolute(sm(f))),
  two('VNEG', '0001', '01', 'fpArithmetic', (_x, f) => negated(sm(f))),
  two('VSQRT', '0001', '11', 'fpDivide', (x, f) => settled(x, op('f32.sqrt', toFloat(sm(f))), sm(f))),
  two('VCVTB/T', '001 o', 't 1', 'fpArithmetic', () => NAN_HALF),
  comparison('VCMP', '0100', '01', 'l 0 mmmm', sm), comparison('VCMPE', '0100', '11', 'l 0 mmmm', sm),
  comparison('VCMP', '0101', '01', '000000', () => constant(0)), comparison('VCMPE', '0101', '11', '000000', () => constant(0)),
  row('VMOV d, #i', '11101110 1 e 11 iiii dddd 1010 0000 iiii', 'fp4', 'fpMove', (x, f) => x.writeSingle(sd(f), immediate(f.i))),
  two('VCVT.F32.S32', '1000', '11', 'fpArithmetic', (_x, f) => toBits(op('f32.demote_f64', fromInteger(sm(f), true)))),
  two('VCVT.F32.U32', '1000', '01', 'fpArithmetic', (_x, f) => toBits(op('f32.demote_f64', fromInteger(sm(f), false)))),
  two('VCVT.S32.F32', '1101', '11', 'fpArithmetic', (x, f) => toInteger(x, f, true, 'zero')),
  two('VCVT.U32.F32', '1100', '11', 'fpArithmetic', (x, f) => toInteger(x, f, false, 'zero')),
  two('VCVTR.S32.F32', '1101', '01', 'fpArithmetic', (x, f) => toInteger(x, f, true, 'even')),
  two('VCVTR.U32.F32', '1100', '01', 'fpArithmetic', (x, f) => toInteger(x, f, false, 'even')),
  row('VCVT d, #i', '11101110 1 e 11 1 o 1 u dddd 1010 s 1 j 0 iiii', 'fp4', 'fpArithmetic', (x, f) => fixedPoint(x, { ...f, i: (f.i << 1) | f.j })),
];

const ROUNDINGS = [['A', '00', 'away'], ['N', '01', 'even'], ['P', '10', 'up'], ['M', '11', 'down']] as const;

const version5: readonly Row[] = [
  row('VSEL d, n, m', '11111110 0 e cc nnnn dddd 1010 k 0 l 0 mmmm', 'fp5', 'fpMove', (x, f) => x.writeSingle(sd(f), select(conditionExpression([0, 6, 10, 12][f.c], null), sn(f), sm(f)))),
  row('VMAXNM d, n, m', '11111110 1 e 00 nnnn dddd 1010 k 0 l 0 mmmm', 'fp5', 'fpArithmetic', (x, f) => x.writeSingle(sd(f), extreme(x, sn(f), sm(f), true))),
  row('VMINNM d, n, m', '11111110 1 e 00 nnnn dddd 1010 k 1 l 0 mmmm', 'fp5', 'fpArithmetic', (x, f) => x.writeSingle(sd(f), extreme(x, sn(f), sm(f), false))),
  ...ROUNDINGS.flatMap(([name, bits, rounding]) => [
    row(`VRINT${name} d, m`, `11111110 1 e 1110 ${bits} dddd 1010 01 l 0 mmmm`, 'fp5', 'fpArithmetic', (x, f) => x.writeSingle(sd(f), rounded(x, f, rounding))),
    row(`VCVT${name} d, m`, `11111110 1 e 1111 ${bits} dddd 1010 s 1 l 0 mmmm`, 'fp5', 'fpArithmetic', (x, f) => x.writeSingle(sd(f), toInteger(x, f, f.s === 1, rounding))),
  ]),
  ...([['VRINTR', '0110', '01', 'even'], ['VRINTZ', '0110', '11', 'zero'], ['VRINTX', '0111', '01', 'even']] as const).map(([name, opcode, bits, rounding]) =>
    row(`${name} d, m`, `11101110 1 e 11 ${opcode} dddd 1010 ${bits} l 0 mmmm`, 'fp5', 'fpArithmetic', (x, f) => x.writeSingle(sd(f), rounded(x, f, rounding)))),
];

const moves: readonly Row[] = [
  row('VMOV n, t', '11101110 0000 nnnn tttt 1010 k 001 0000', 'fp4', 'fpMove', (x, f) => unpredictable([f.t]) ?? x.writeSingle((f.n << 1) | f.k, r(f.t))),
  row('VMOV t, n', '11101110 0001 nnnn tttt 1010 k 001 0000', 'fp4', 'fpMove', (x, f) => unpredictable([f.t]) ?? x.write(f.t, sn(f))),
  row('VMOV n[x], t', '11101110 00 x 0 nnnn tttt 1011 k 001 0000', 'fp4', 'fpMove', (x, f) => unpredictable([f.t]) ?? (f.k ? NO_DOUBLE : x.writeSingle(2 * f.n + f.x, r(f.t)))),
  row('VMOV t, n[x]', '11101110 00 x 1 nnnn tttt 1011 k 001 0000', 'fp4', 'fpMove', (x, f) => unpredictable([f.t]) ?? (f.k ? NO_DOUBLE : x.write(f.t, single(2 * f.n + f.x)))),
  ...['1010', '1011'].map((bits) => row('VMOV m, t, u', `11101100 010 o uuuu tttt ${bits} 00 l 1 mmmm`, 'fp4', 'fpMove', (x, { o, u, t, l, m }) => {
    const first = bits === '1010' ? (m << 1) | l : (l << 5) | (m << 1);
    const bad = unpredictable([t, u]) ?? (o && t === u ? 'unpredictable: one register twice' : first > 30 ? 'unpredictable: beyond s31' : null);
    if (bad !== null) return bad;
    if (o) {
      x.write(t, single(first));
      x.write(u, single(first + 1));
    } else {
      x.writeSingle(first, r(t));
      x.writeSingle(first + 1, r(u));
    }
  })),
  row('VMRS t', '11101110 1111 0001 tttt 1010 0001 0000', 'fp4', 'fpMove', (x, { t }) => (t === PC ? setConditionFlags(x, special('fpscr')) : x.write(t, special('fpscr')))),
  row('VMSR t', '11101110 1110 0001 tttt 1010 0001 0000', 'fp4', 'fpMove', (x, { t }) => {
    const bad = unpredictable([t]);
    if (bad !== null) return bad;
    x.trapUnlessZero(and(r(t), constant(0x07c00000)), 'only the rounding and NaN modes of reset are simulated');
    x.setSpecial('fpscr', r(t));
  }),
];

/** Transfers between memory and `count` single registers from `first`. */
function transfer(x: Lifter, isLoad: number, first: number, count: number, address: Expression): string | void {
  if (count === 0 || first + count > 32) return 'unpredictable: register list';
  const range = x.range(address, count, isLoad === 0);
  for (let i = 0; i < count; i++) {
    if (isLoad) x.writeSingle(first + i, x.word(range, 4 * i));
    else x.storeWord(range, 4 * i, single(first + i));
  }
}

/** Number of the first single register of a single or double one. */
const firstOf = (doubles: boolean, { d, e }: Fields): number => (doubles ? (e << 5) | (d << 1) : (d << 1) | e);

const memory: readonly Row[] = [false, true].flatMap((doubles) => {
  const bits = doubles ? '1011' : '1010';
  return [0, 1].flatMap((isLoad) => [
    row(`${isLoad ? 'VLDR' : 'VSTR'} d, [n, #i]`, `11101101 u e 0 ${isLoad} nnnn dddd ${bits} iiiiiiii`, 'fp4', isLoad ? 'fpLoad' : 'fpStore', (x, f) => {
      const base = f.n === PC ? constant(x.alignedPc) : r(f.n);
      return f.n === PC && !isLoad ? 'unpredictable: PC as base' : transfer(x, isLoad, firstOf(doubles, f), doubles ? 2 : 1, x.offset(base, f.u, 4 * f.i));
    }),
    row(`${isLoad ? 'VLDM' : 'VSTM'} n, {d, i}`, `1110110 p u e w ${isLoad} nnnn dddd ${bits} iiiiiiii`, 'fp4', isLoad ? 'fpLoad' : 'fpStore', (x, f) => {
      const { p, u, w, n, i } = f;
      if (p === u || (p && !w)) return 'undefined';
      if (n === PC || (doubles && i % 2 === 1)) return 'unpredictable: base or register list';
      const base = x.keep(r(n));
      const lowest = p ? x.keep(sub(base, constant(4 * i))) : base;
      const bad = transfer(x, isLoad, firstOf(doubles, f), i, lowest);
      if (bad === undefined && w) x.write(n, p ? lowest : add(base, constant(4 * i)));
      return bad;
    }),
  ]);
});

/** Named, so that a trap can say what is missing. */
const doubles: readonly Row[] = [
  row('VFP.F64', '11101110 oooooooo oooo 1011 oooooooo', 'fp4', 'fpArithmetic', () => NO_DOUBLE),
  row('VFP.F64', '11111110 oooooooo oooo 1011 oooooooo', 'fp5', 'fpArithmetic', () => NO_DOUBLE),
];

export const floatingPoint: readonly Row[] = [...arithmetic, ...version5, ...moves, ...memory, ...doubles];
