/**
 * The floating-point extensions FPv4-SP and FPv5, of single and of double precision (Armv7-M ARM, A6 and A7.7; Armv8-M
 * ARM, C2.4). Exception flags are not kept.
 */
import { row, type Fields, type Row } from '../decode/pattern.ts';
import { add, and, choice, constant, constant64, double, high, low, op, or, select, shl, single, special, sub, zeroExtend64, type Expression } from '../ir/expression.ts';
import { conditionExpression } from '../ir/condition.ts';
import { PC, type Feature, type InstructionClass, type Lifter } from '../ir/lifter.ts';
import { r, unpredictable } from './arithmetic.ts';
import { setConditionFlags } from './branches.ts';
import { absolute, binary, compared, DOUBLE, extreme, isNan, negated, settled, SINGLE, whole, widened, type Precision, type Rounding } from './floatArithmetic.ts';
import { fusedDouble, fusedSingle } from './fusedMultiplyAdd.ts';

const NAN_HALF = 'half precision is not simulated';
const NO_DOUBLE = 'registers beyond d15, and half precision, are not simulated';

/** Numbers of single registers: four bits and the lowest one, which stands apart. */
const sd = (f: Fields): number => (f.d << 1) | f.e;
const sm = (f: Fields): Expression => single((f.m << 1) | f.l);

/** Both precisions have the same instructions; what differs is where their registers stand in the encoding. */
interface Registers {
  readonly of: Precision;
  readonly suffix: '' | '.F64';
  /** The coprocessor by which they are told apart. */
  readonly coprocessor: string;
  /** The bits of d, n and m that stand apart; of doubles they are 0, there being 16. */
  readonly apart: { readonly d: string; readonly n: string; readonly m: string };
  /** The precision's own feature, or that of the instruction. */
  readonly needs: (feature: Feature) => Feature;
  readonly d: (f: Fields) => Expression;
  readonly n: (f: Fields) => Expression;
  readonly m: (f: Fields) => Expression;
  readonly write: (x: Lifter, f: Fields, bits: Expression) => void;
  readonly fused: (x: Lifter, addend: Expression, a: Expression, b: Expression) => Expression;
  /** Any value of the precision as a double, and back. */
  readonly wide: (bits: Expression) => Expression;
  readonly narrow: (value: Expression) => Expression;
  readonly immediate: (imm8: number) => Expression;
}

/** The eight bits of VMOV: sign, exponent of three bits, mantissa of four. */
const immediateExponent = (imm8: number, bits: number): number => ((imm8 & 0x40) !== 0 ? (1 << (bits - 1)) - 4 : 1 << (bits - 1)) | ((imm8 >> 4) & 3);

const SINGLES: Registers = {
  of: SINGLE, suffix: '', coprocessor: '1010', apart: { d: 'e', n: 'k', m: 'l' }, needs: (feature) => feature,
  d: (f) => single(sd(f)), n: (f) => single((f.n << 1) | f.k), m: sm,
  write: (x, f, bits) => x.writeSingle(sd(f), bits),
  fused: fusedSingle, wide: widened, narrow: (value) => op('f32.demote_f64', value),
  immediate: (imm8) => constant(((imm8 & 0x80) << 24) | (immediateExponent(imm8, 8) << 23) | ((imm8 & 15) << 19)),
};

const DOUBLES: Registers = {
  of: DOUBLE, suffix: '.F64', coprocessor: '1011', apart: { d: '0', n: '0', m: '0' }, needs: () => 'fp64',
  d: (f) => double(f.d), n: (f) => double(f.n), m: (f) => double(f.m),
  write: (x, f, bits) => x.writeDouble(f.d, bits),
  fused: fusedDouble, wide: (bits) => DOUBLE.toFloat(bits), narrow: (value) => value,
  immediate: (imm8) => constant64(BigInt.asIntN(64, BigInt(((imm8 & 0x80) << 4) | immediateExponent(imm8, 11)) << 52n | BigInt(imm8 & 15) << 48n)),
};

const fromInteger = (bits: Expression, signed: boolean): Expression => op(signed ? 'f64.convert_i32_s' : 'f64.convert_i32_u', bits);
const toInteger = (x: Lifter, value: Expression, signed: boolean, rounding: Rounding): Expression => op(signed ? 'i32.trunc_sat_f64_s' : 'i32.trunc_sat_f64_u', whole(x, value, rounding));

/** 2 to a small whole power, as a double. */
const power = (exponent: number): Expression => op('f64.promote_f32', SINGLE.toFloat(constant((127 + exponent) << 23)));

/** Between a number and one with a fixed point, in one register. */
function fixedPoint(x: Lifter, registers: Registers, f: Fields): string | void {
  const { o, u, s, i } = f;
  const size = s ? 32 : 16;
  const fraction = size - i;
  if (fraction < 0) return 'unpredictable: more fraction bits than bits';
  const { of, d, write, wide, narrow } = registers;
  const signed = u === 0;
  const widest = (word: Expression): Expression => (of.integer === 'i32' ? word : op(signed ? 'i64.extend_i32_s' : 'i64.extend_i32_u', word));
  if (o) {
    const scaled = op('f64.mul', wide(d(f)), power(fraction));
    if (size === 32) return write(x, f, widest(op(signed ? 'i32.trunc_sat_f64_s' : 'i32.trunc_sat_f64_u', scaled)));
    const value = x.keep(op('i32.trunc_sat_f64_s', scaled));
    const [lowest, highest] = signed ? [-32768, 32767] : [0, 65535];
    return write(x, f, widest(select(op('i32.gt_s', value, constant(highest)), constant(highest), select(op('i32.lt_s', value, constant(lowest)), constant(lowest), value))));
  }
  const word = of.integer === 'i32' ? d(f) : low(d(f));
  const source = size === 32 ? word : signed ? op('i32.extend16_s', word) : and(word, constant(0xffff));
  write(x, f, of.toBits(narrow(op('f64.mul', fromInteger(source, signed), power(-fraction)))));
}

function arithmetic(registers: Registers): readonly Row[] {
  const { of, suffix, coprocessor, apart, needs, d, n, m, write, fused, wide, narrow, immediate } = registers;
  const three = (name: string, a: string, bb: string, c: string, kind: InstructionClass, value: (x: Lifter, f: Fields) => Expression): Row =>
    row(`${name}${suffix} d, n, m`, `11101110 ${a} ${apart.d} ${bb} nnnn dddd ${coprocessor} ${apart.n} ${c} ${apart.m} 0 mmmm`, needs('fp4'), kind, (x, f) => write(x, f, value(x, f)));
  const two = (name: string, opcode: string, bits: string, kind: InstructionClass, value: (x: Lifter, f: Fields) => Expression): Row =>
    row(`${name}${suffix} d, m`, `11101110 1 ${apart.d} 11 ${opcode} dddd ${coprocessor} ${bits} ${apart.m} 0 mmmm`, needs('fp4'), kind, (x, f) => write(x, f, value(x, f)));
  const comparison = (name: string, opcode: string, bits: string, operand: string, second: (f: Fields) => Expression): Row =>
    row(`${name}${suffix} d, ${operand.includes('m') ? 'm' : '#0'}`, `11101110 1 ${apart.d} 11 ${opcode} dddd ${coprocessor} ${bits} ${operand}`, needs('fp4'), 'fpArithmetic',
      (x, f) => x.setSpecial('fpscr', or(and(special('fpscr'), constant(0x0fffffff)), shl(compared(of, d(f), second(f)), 28))));
  const fromWord = (name: string, bits: string, signed: boolean): Row =>
    row(`${name} d, m`, `11101110 1 ${apart.d} 11 1000 dddd ${coprocessor} ${bits} l 0 mmmm`, needs('fp4'), 'fpArithmetic', (x, f) => write(x, f, of.toBits(narrow(fromInteger(sm(f), signed)))));
  const toWord = (name: string, opcode: string, bits: string, signed: boolean, rounding: Rounding): Row =>
    row(`${name} d, m`, `11101110 1 e 11 ${opcode} dddd ${coprocessor} ${bits} ${apart.m} 0 mmmm`, needs('fp4'), 'fpArithmetic', (x, f) => x.writeSingle(sd(f), toInteger(x, wide(m(f)), signed, rounding)));
  const product = (x: Lifter, f: Fields): Expression => x.keep(binary(of, x, 'mul', n(f), m(f)));
  const minus = (bits: Expression): Expression => negated(of, bits);
  const type = suffix === '' ? '.F32' : suffix;
  const nothing = of.integer === 'i32' ? constant(0) : constant64(0n);
  const second = `${apart.m} 0 mmmm`;
  return [
    three('VMLA', '0', '00', '0', 'fpMultiplyAdd', (x, f) => binary(of, x, 'add', d(f), product(x, f))),
    three('VMLS', '0', '00', '1', 'fpMultiplyAdd', (x, f) => binary(of, x, 'add', d(f), minus(product(x, f)))),
    three('VNMLS', '0', '01', '0', 'fpMultiplyAdd', (x, f) => binary(of, x, 'add', minus(d(f)), product(x, f))),
    three('VNMLA', '0', '01', '1', 'fpMultiplyAdd', (x, f) => binary(of, x, 'add', minus(d(f)), minus(product(x, f)))),
    three('VMUL', '0', '10', '0', 'fpArithmetic', (x, f) => product(x, f)),
    three('VNMUL', '0', '10', '1', 'fpArithmetic', (x, f) => minus(product(x, f))),
    three('VADD', '0', '11', '0', 'fpArithmetic', (x, f) => binary(of, x, 'add', n(f), m(f))),
    three('VSUB', '0', '11', '1', 'fpArithmetic', (x, f) => binary(of, x, 'sub', n(f), m(f))),
    three('VDIV', '1', '00', '0', 'fpDivide', (x, f) => binary(of, x, 'div', n(f), m(f))),
    three('VFMA', '1', '10', '0', 'fpMultiplyAdd', (x, f) => fused(x, d(f), n(f), m(f))),
    three('VFMS', '1', '10', '1', 'fpMultiplyAdd', (x, f) => fused(x, d(f), minus(n(f)), m(f))),
    three('VFNMS', '1', '01', '0', 'fpMultiplyAdd', (x, f) => fused(x, minus(d(f)), n(f), m(f))),
    three('VFNMA', '1', '01', '1', 'fpMultiplyAdd', (x, f) => fused(x, minus(d(f)), minus(n(f)), m(f))),
    two('VMOV', '0000', '01', 'fpMove', (_x, f) => m(f)),
    two('VABS', '0000', '11', 'fpArithmetic', (_x, f) => absolute(of, m(f))),
    two('VNEG', '0001', '01', 'fpArithmetic', (_x, f) => minus(m(f))),
    two('VSQRT', '0001', '11', 'fpDivide', (x, f) => settled(of, x, op(`${of.float}.sqrt`, of.toFloat(m(f))), m(f))),
    row(`VCVTB/T${suffix} d, m`, `11101110 1 e 11 001 o dddd ${coprocessor} t 1 l 0 mmmm`, 'fp4', 'fpArithmetic', () => NAN_HALF),
    comparison('VCMP', '0100', '01', second, m), comparison('VCMPE', '0100', '11', second, m),
    comparison('VCMP', '0101', '01', '000000', () => nothing), comparison('VCMPE', '0101', '11', '000000', () => nothing),
    row(`VMOV${suffix} d, #i`, `11101110 1 ${apart.d} 11 iiii dddd ${coprocessor} 0000 iiii`, needs('fp4'), 'fpMove', (x, f) => write(x, f, immediate(f.i))),
    fromWord(`VCVT${type}.S32`, '11', true),
    fromWord(`VCVT${type}.U32`, '01', false),
    toWord(`VCVT.S32${type}`, '1101', '11', true, 'zero'),
    toWord(`VCVT.U32${type}`, '1100', '11', false, 'zero'),
    toWord(`VCVTR.S32${type}`, '1101', '01', true, 'even'),
    toWord(`VCVTR.U32${type}`, '1100', '01', false, 'even'),
    row(`VCVT${suffix} d, #i`, `11101110 1 ${apart.d} 11 1 o 1 u dddd ${coprocessor} s 1 j 0 iiii`, needs('fp4'), 'fpArithmetic', (x, f) => fixedPoint(x, registers, { ...f, i: (f.i << 1) | f.j })),
  ];
}

const ROUNDINGS = [['A', '00', 'away'], ['N', '01', 'even'], ['P', '10', 'up'], ['M', '11', 'down']] as const;

function version5({ of, suffix, coprocessor, apart, needs, n, m, write, wide, narrow }: Registers): readonly Row[] {
  const rounded = (x: Lifter, f: Fields, rounding: Rounding): void => write(x, f, settled(of, x, narrow(whole(x, wide(m(f)), rounding)), m(f)));
  const two = `${apart.n} 0 ${apart.m} 0 mmmm`;
  return [
    row(`VSEL${suffix} d, n, m`, `11111110 0 ${apart.d} cc nnnn dddd ${coprocessor} ${two}`, needs('fp5'), 'fpMove', (x, f) => write(x, f, select(conditionExpression([0, 6, 10, 12][f.c], null), n(f), m(f)))),
    row(`VMAXNM${suffix} d, n, m`, `11111110 1 ${apart.d} 00 nnnn dddd ${coprocessor} ${two}`, needs('fp5'), 'fpArithmetic', (x, f) => write(x, f, extreme(of, x, n(f), m(f), true))),
    row(`VMINNM${suffix} d, n, m`, `11111110 1 ${apart.d} 00 nnnn dddd ${coprocessor} ${apart.n} 1 ${apart.m} 0 mmmm`, needs('fp5'), 'fpArithmetic', (x, f) => write(x, f, extreme(of, x, n(f), m(f), false))),
    ...ROUNDINGS.flatMap(([name, bits, rounding]) => [
      row(`VRINT${name}${suffix} d, m`, `11111110 1 ${apart.d} 1110 ${bits} dddd ${coprocessor} 01 ${apart.m} 0 mmmm`, needs('fp5'), 'fpArithmetic', (x, f) => rounded(x, f, rounding)),
      row(`VCVT${name}${suffix} d, m`, `11111110 1 e 1111 ${bits} dddd ${coprocessor} s 1 ${apart.m} 0 mmmm`, needs('fp5'), 'fpArithmetic', (x, f) => x.writeSingle(sd(f), toInteger(x, wide(m(f)), f.s === 1, rounding))),
    ]),
    ...([['VRINTR', '0110', '01', 'even'], ['VRINTZ', '0110', '11', 'zero'], ['VRINTX', '0111', '01', 'even']] as const).map(([name, opcode, bits, rounding]) =>
      row(`${name}${suffix} d, m`, `11101110 1 ${apart.d} 11 ${opcode} dddd ${coprocessor} ${bits} ${apart.m} 0 mmmm`, needs('fp5'), 'fpArithmetic', (x, f) => rounded(x, f, rounding))),
  ];
}

/** From one precision to the other. NaNs keep the bits there is room for, and become quiet. */
const between: readonly Row[] = [
  row('VCVT.F64.F32 d, m', '11101110 1 0 11 0111 dddd 1010 11 l 0 mmmm', 'fp64', 'fpArithmetic', (x, f) => {
    const bits = x.keep(sm(f));
    const payload = op('i64.shl', zeroExtend64(and(bits, constant(0x003fffff))), constant64(29n));
    const sign = op('i64.shl', zeroExtend64(and(bits, SINGLE.sign)), constant64(32n));
    x.writeDouble(f.d, choice(isNan(SINGLE, bits), op('i64.or', op('i64.or', sign, DOUBLE.defaultNan), payload), DOUBLE.toBits(widened(bits))));
  }),
  row('VCVT.F32.F64 d, m', '11101110 1 e 11 0111 dddd 1011 11 0 0 mmmm', 'fp64', 'fpArithmetic', (x, f) => {
    const bits = x.keep(double(f.m));
    const payload = and(low(op('i64.shr_u', bits, constant64(29n))), constant(0x003fffff));
    const nan = or(or(and(high(bits), SINGLE.sign), SINGLE.defaultNan), payload);
    x.writeSingle(sd(f), choice(isNan(DOUBLE, bits), nan, SINGLE.toBits(op('f32.demote_f64', DOUBLE.toFloat(bits)))));
  }),
];

const moves: readonly Row[] = [
  row('VMOV n, t', '11101110 0000 nnnn tttt 1010 k 001 0000', 'fp4', 'fpMove', (x, f) => unpredictable([f.t]) ?? x.writeSingle((f.n << 1) | f.k, r(f.t))),
  row('VMOV t, n', '11101110 0001 nnnn tttt 1010 k 001 0000', 'fp4', 'fpMove', (x, f) => unpredictable([f.t]) ?? x.write(f.t, single((f.n << 1) | f.k))),
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
const beyond: readonly Row[] = [
  row('VFP.F64', '11101110 oooooooo oooo 1011 oooooooo', 'fp4', 'fpArithmetic', () => NO_DOUBLE),
  row('VFP.F64', '11111110 oooooooo oooo 1011 oooooooo', 'fp5', 'fpArithmetic', () => NO_DOUBLE),
];

export const floatingPoint: readonly Row[] = [
  ...arithmetic(SINGLES), ...version5(SINGLES), ...moves, ...memory, ...arithmetic(DOUBLES), ...version5(DOUBLES), ...between, ...beyond,
];
