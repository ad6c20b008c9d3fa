/** 32-bit operations on one or two registers: byte order, leading zeros, saturating sums, selection (Armv7-M ARM, A5.3.15). */
import { row, type Row } from '../decode/pattern.ts';
import { and, constant, flag, mul, not, op, or, rotr, select, shl, shrS, shrU, xor, type Expression } from '../ir/expression.ts';
import type { Lifter } from '../ir/lifter.ts';
import { r, saturates, unpredictable } from './arithmetic.ts';

const swappedBytes = (a: Expression): Expression => or(and(shrU(a, 8), constant(0x00ff00ff)), and(shl(a, 8), constant(0xff00ff00)));

export const byteReversals = {
  REV: (a: Expression): Expression => rotr(swappedBytes(a), 16),
  REV16: swappedBytes,
  REVSH: (a: Expression): Expression => op('i32.extend16_s', swappedBytes(a)),
} as const;

/** Swaps ever larger groups of bits. */
function reversedBits(x: Lifter, a: Expression): Expression {
  let value = a;
  for (const [shift, mask] of [[1, 0x55555555], [2, 0x33333333], [4, 0x0f0f0f0f]]) {
    const v = x.keep(value);
    value = or(and(shrU(v, shift), constant(mask)), shl(and(v, constant(mask)), shift));
  }
  return byteReversals.REV(x.keep(value));
}

function saturatingSum(x: Lifter, a: Expression, b: Expression, subtract: boolean): Expression {
  const sum = x.keep(op(subtract ? 'i32.sub' : 'i32.add', a, b));
  const overflow = x.keep(shrU(and(subtract ? xor(a, b) : not(xor(a, b)), xor(a, sum)), 31));
  saturates(x, overflow);
  return select(overflow, xor(shrS(a, 31), constant(0x7fffffff)), sum);
}

const saturating = (name: string, bits: string, doubles: boolean, subtract: boolean): Row =>
  row(`${name} d, m, n`, `111110101000 nnnn 1111 dddd 10${bits} mmmm`, 'dsp', 'dsp', (x, { d, n, m }) => {
    const bad = unpredictable([d, n, m]);
    if (bad !== null) return bad;
    const second = doubles ? x.keep(saturatingSum(x, r(n), r(n), false)) : r(n);
    x.write(d, saturatingSum(x, r(m), second, subtract));
  });

export const miscellaneous32: readonly Row[] = [
  saturating('QADD', '00', false, false),
  saturating('QDADD', '01', true, false),
  saturating('QSUB', '10', false, true),
  saturating('QDSUB', '11', true, true),
  ...(['REV', 'REV16', 'REVSH'] as const).map((name) => row(`${name}.W d, m`, `111110101001 nnnn 1111 dddd 10${{ REV: '00', REV16: '01', REVSH: '11' }[name]} mmmm`, 'v7m', 'alu', (x, { d, n, m }) =>
    unpredictable([d, m]) ?? (n === m ? x.write(d, byteReversals[name](r(m))) : 'unpredictable: the two copies of Rm differ'))),
  row('RBIT d, m', '111110101001 nnnn 1111 dddd 1010 mmmm', 'v7m', 'alu', (x, { d, n, m }) => unpredictable([d, m]) ?? (n === m ? x.write(d, reversedBits(x, r(m))) : 'unpredictable: the two copies of Rm differ')),
  row('SEL d, n, m', '111110101010 nnnn 1111 dddd 1000 mmmm', 'dsp', 'dsp', (x, { d, n, m }) => {
    const bad = unpredictable([d, n, m]);
    if (bad !== null) return bad;
    // bit i of GE spread to byte i
    const mask = x.keep(mul(and(mul(flag('ge'), constant(0x00204081)), constant(0x01010101)), constant(0xff)));
    x.write(d, or(and(r(n), mask), and(r(m), not(mask))));
  }),
  row('CLZ d, m', '111110101011 nnnn 1111 dddd 1000 mmmm', 'v7m', 'alu', (x, { d, n, m }) => unpredictable([d, m]) ?? (n === m ? x.write(d, op('i32.clz', r(m))) : 'unpredictable: the two copies of Rm differ')),
];
