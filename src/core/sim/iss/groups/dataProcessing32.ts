/** 32-bit data processing: modified and plain immediates, shifted registers, bit fields, saturation, extension (Armv7-M ARM, A5.3.1, A5.3.3, A5.3.11, A5.3.12). */
import { row, type Row } from '../decode/pattern.ts';
import { add, and, constant, not, op, or, register, rotr, shl, shrS, shrU, type Expression } from '../ir/expression.ts';
import { PC, SP } from '../ir/lifter.ts';
import { clamped, dataOperation, expandedImmediate, immediateShift, logical, r, registerShift, unpredictable, type DataOperation } from './arithmetic.ts';

/** Operation, its four bits, and what it becomes without a destination or a first operand. */
const OPERATIONS: readonly (readonly [operation: DataOperation, bits: string, test: DataOperation | null, move: DataOperation | null])[] = [
  ['AND', '0000', 'TST', null], ['BIC', '0001', null, null], ['ORR', '0010', null, 'MOV'], ['ORN', '0011', null, 'MVN'], ['EOR', '0100', 'TEQ', null],
  ['ADD', '1000', 'CMN', null], ['ADC', '1010', null, null], ['SBC', '1011', null, null], ['SUB', '1101', 'CMP', null], ['RSB', '1110', null, null],
];

/** SP may be added to and moved, elsewhere it is unpredictable. */
const spAllowed = (operation: DataOperation, d: number, n: number): boolean =>
  operation === 'MOV' || operation === 'CMP' || operation === 'CMN' || ((operation === 'ADD' || operation === 'SUB') && (d !== SP || n === SP));

/** The rows of one operation: destination and both operands; comparison; move. */
function family(second: 'immediate' | 'register'): Row[] {
  const prefix = second === 'immediate' ? '11110 i 0' : '1110101';
  const tail = second === 'immediate' ? ['0 iii', 'iiiiiiii'] : ['0 iii', 'ii tt mmmm'];
  const operands = second === 'immediate' ? '#i' : 'm, #i';
  return OPERATIONS.flatMap(([operation, bits, test, move]) => {
    const make = (name: DataOperation, syntax: string, s: string, n: string, d: string): Row =>
      row(`${name}.W ${syntax}${operands}`, `${prefix} ${bits} ${s} ${n} ${tail[0]} ${d} ${tail[1]}`, 'v7m', 'alu', (x, f) => {
        const [destination, first] = [f.d ?? 0, f.n ?? 0];
        const bad = unpredictable([destination, first, ...(second === 'register' ? [f.m] : [])], spAllowed(name, f.d ?? 0, f.n ?? 0));
        if (bad !== null) return bad;
        const shifted = second === 'immediate' ? expandedImmediate(f.i) : immediateShift(r(f.m), f.t, f.i);
        dataOperation(x, name, destination, r(first), shifted, f.s === 1);
      });
    return [
      make(operation, 'd, n, ', 's', 'nnnn', 'dddd'),
      ...(test === null ? [] : [make(test, 'n, ', '1', 'nnnn', '1111')]),
      ...(move === null ? [] : [make(move, 'd, ', 's', '1111', 'dddd')]),
    ];
  });
}

const maskOf = (width: number): number => (width === 32 ? -1 : (1 << width) - 1);
const SHIFTS = ['LSL', 'LSR', 'ASR', 'ROR'];

const saturation = (name: string, bits: string, signed: boolean): Row =>
  row(`${name} d, #b, n`, `11110 0 11${bits} h 0 nnnn 0 iii dddd ii 0 bbbbb`, 'v7m', 'alu', (x, { d, n, b, i, h }) => {
    const bad = unpredictable([d, n]);
    if (bad !== null || (h && i === 0)) return bad ?? 'undefined'; // where the forms for two halves stand
    const { value } = immediateShift(r(n), h ? 2 : 0, i);
    x.write(d, signed ? clamped(x, value, -(2 ** b), 2 ** b - 1) : clamped(x, value, 0, 2 ** b - 1));
  });

/** Both halves clamped on their own. */
const saturation16 = (name: string, bits: string, signed: boolean): Row =>
  row(`${name} d, #b, n`, `11110 0 11${bits} 1 0 nnnn 0 000 dddd 00 00 bbbb`, 'dsp', 'dsp', (x, { d, n, b }) => {
    const bad = unpredictable([d, n]);
    if (bad !== null) return bad;
    const [lowest, highest] = signed ? [-(2 ** b), 2 ** b - 1] : [0, 2 ** b - 1];
    const bottom = clamped(x, op('i32.extend16_s', r(n)), lowest, highest);
    const top = clamped(x, shrS(r(n), 16), lowest, highest);
    x.write(d, or(and(bottom, constant(0xffff)), shl(top, 16)));
  });

const EXTENSIONS: readonly (readonly [name: string, bits: string, extend: (a: Expression) => Expression])[] = [
  ['SXTH', '000', (a) => op('i32.extend16_s', a)],
  ['UXTH', '001', (a) => and(a, constant(0xffff))],
  ['SXTB', '100', (a) => op('i32.extend8_s', a)],
  ['UXTB', '101', (a) => and(a, constant(0xff))],
];

/** Two bytes, from bits 0 and 16, to two halves, each added to a half of a base. */
const packedExtension = (name: string, bits: string, extend: (a: Expression) => Expression): Row[] =>
  [true, false].map((accumulates) => row(accumulates ? `${name.replace('T', 'TA')} d, n, m, #r` : `${name} d, m, #r`, `111110100 ${bits} ${accumulates ? 'nnnn' : '1111'} 1111 dddd 10 rr mmmm`, 'dsp', 'dsp', (x, f) => {
    const bad = unpredictable([f.d, f.m, f.n ?? 0]);
    if (bad !== null) return bad;
    const source = x.keep(rotr(r(f.m), 8 * f.r));
    const [bottom, top] = [extend(source), extend(shrU(source, 16))];
    const low = accumulates ? add(r(f.n), bottom) : bottom;
    const high = accumulates ? add(shrU(r(f.n), 16), top) : top;
    x.write(f.d, or(and(low, constant(0xffff)), shl(high, 16)));
  }));

export const dataProcessing32: readonly Row[] = [
  ...family('immediate'),
  ...family('register'),
  row('ADDW d, n, #i', '11110 i 1 0000 0 nnnn 0 iii dddd iiiiiiii', 'v7m', 'alu', (x, { d, n, i }) =>
    unpredictable([d], n === SP) ?? x.write(d, n === PC ? constant(x.alignedPc + i) : add(r(n), constant(i)))),
  row('SUBW d, n, #i', '11110 i 1 0101 0 nnnn 0 iii dddd iiiiiiii', 'v7m', 'alu', (x, { d, n, i }) =>
    unpredictable([d], n === SP) ?? x.write(d, n === PC ? constant(x.alignedPc - i) : add(r(n), constant(-i)))),
  row('MOVW d, #i', '11110 i 1 0010 0 iiii 0 iii dddd iiiiiiii', 'v7m', 'alu', (x, f) => {
    // the second halfword's eleven bits follow i and imm4 in the pattern, but imm4 comes first in the value
    const value = wideImmediate(f.i);
    return unpredictable([f.d]) ?? logical(x, f.d, constant(value), null, false);
  }),
  row('MOVT d, #i', '11110 i 1 0110 0 iiii 0 iii dddd iiiiiiii', 'v7m', 'alu', (x, f) => unpredictable([f.d]) ?? x.write(f.d, or(and(r(f.d), constant(0xffff)), constant(wideImmediate(f.i) << 16)))),
  saturation('SSAT', '00', true),
  saturation('USAT', '10', false),
  saturation16('SSAT16', '00', true),
  saturation16('USAT16', '10', false),
  row('SBFX d, n, #l, #w', '11110 0 11 010 0 nnnn 0 lll dddd ll 0 wwwww', 'v7m', 'alu', (x, { d, n, l, w }) =>
    unpredictable([d, n]) ?? (l + w > 31 ? 'unpredictable: field beyond bit 31' : x.write(d, shrS(shl(r(n), 31 - l - w), 31 - w)))),
  row('UBFX d, n, #l, #w', '11110 0 11 110 0 nnnn 0 lll dddd ll 0 wwwww', 'v7m', 'alu', (x, { d, n, l, w }) =>
    unpredictable([d, n]) ?? (l + w > 31 ? 'unpredictable: field beyond bit 31' : x.write(d, and(shrU(r(n), l), constant(maskOf(w + 1)))))),
  row('BFI d, n, #l, #b', '11110 0 11 011 0 nnnn 0 lll dddd ll 0 bbbbb', 'v7m', 'alu', (x, { d, n, l, b }) => {
    const bad = unpredictable([d, n]);
    if (bad !== null || b < l) return bad ?? 'unpredictable: field ends before it begins';
    const mask = maskOf(b - l + 1) << l;
    x.write(d, or(and(r(d), constant(~mask)), and(shl(r(n), l), constant(mask))));
  }),
  row('BFC d, #l, #b', '11110 0 11 011 0 1111 0 lll dddd ll 0 bbbbb', 'v7m', 'alu', (x, { d, l, b }) =>
    unpredictable([d]) ?? (b < l ? 'unpredictable: field ends before it begins' : x.write(d, and(r(d), not(constant(maskOf(b - l + 1) << l)))))),
  row('PKHBT d, n, m, #i', '1110101 0110 0 nnnn 0 iii dddd ii 00 mmmm', 'dsp', 'dsp', (x, { d, n, m, i }) =>
    unpredictable([d, n, m]) ?? x.write(d, or(and(r(n), constant(0xffff)), and(shl(r(m), i), constant(-0x10000))))),
  row('PKHTB d, n, m, #i', '1110101 0110 0 nnnn 0 iii dddd ii 10 mmmm', 'dsp', 'dsp', (x, { d, n, m, i }) =>
    unpredictable([d, n, m]) ?? x.write(d, or(and(r(n), constant(-0x10000)), and(shrS(r(m), i === 0 ? 31 : i), constant(0xffff))))),
  ...SHIFTS.map((name, type) => row(`${name}.W d, n, m`, `111110100 ${['00', '01', '10', '11'][type]} s nnnn 1111 dddd 0000 mmmm`, 'v7m', 'alu', (x, { d, n, m, s }) => {
    const bad = unpredictable([d, n, m]);
    if (bad !== null) return bad;
    const { value, carry } = registerShift(x, r(n), type, r(m), s === 1);
    logical(x, d, value, carry, s === 1);
  })),
  ...EXTENSIONS.flatMap(([name, bits, extend]) => [
    row(`${name}.W d, m, #r`, `111110100 ${bits} 1111 1111 dddd 10 rr mmmm`, 'v7m', 'alu', (x, f) => unpredictable([f.d, f.m]) ?? x.write(f.d, extend(rotr(r(f.m), 8 * f.r)))),
    row(`${name.replace('XT', 'XTA')} d, n, m, #r`, `111110100 ${bits} nnnn 1111 dddd 10 rr mmmm`, 'dsp', 'dsp', (x, f) =>
      unpredictable([f.d, f.n, f.m]) ?? x.write(f.d, add(register(f.n), extend(rotr(r(f.m), 8 * f.r))))),
  ]),
  ...packedExtension('SXTB16', '010', (a) => op('i32.extend8_s', a)),
  ...packedExtension('UXTB16', '011', (a) => and(a, constant(0xff))),
];

/** i:imm4:imm3:imm8 as the pattern collects it, to imm4:i:imm3:imm8. */
export function wideImmediate(collected: number): number {
  const [i, imm4, rest] = [collected >> 15, (collected >> 11) & 15, collected & 0x7ff];
  return (imm4 << 12) | (i << 11) | rest;
}
