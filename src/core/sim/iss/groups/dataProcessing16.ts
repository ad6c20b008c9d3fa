/** 16-bit data processing: shifts, additions, comparisons, logic, extension, byte order (Armv7-M ARM, A5.2.1 to A5.2.3, A5.2.5). */
import { row, type Row } from '../decode/pattern.ts';
import { add, and, constant, mul, op } from '../ir/expression.ts';
import { PC, SP } from '../ir/lifter.ts';
import { addition, dataOperation, immediateShift, logical, r, registerShift, subtraction, type DataOperation } from './arithmetic.ts';
import { byteReversals } from './miscellaneous32.ts';

const LOGIC: readonly (readonly [operation: DataOperation, bits: string])[] = [
  ['AND', '0000'], ['EOR', '0001'], ['ADC', '0101'], ['SBC', '0110'], ['TST', '1000'], ['CMP', '1010'], ['CMN', '1011'], ['ORR', '1100'], ['BIC', '1110'], ['MVN', '1111'],
];
const SHIFTS = ['LSL', 'LSR', 'ASR', 'ROR'];

export const dataProcessing16: readonly Row[] = [
  ...[0, 1, 2].map((type) => row(`${SHIFTS[type]}S d, m, #i`, `000 ${['00', '01', '10'][type]} iiiii mmm ddd`, 'v6m', 'alu', (x, { d, m, i }) => {
    const { value, carry } = immediateShift(r(m), type, i);
    logical(x, d, value, carry, !x.inIt);
  })),
  row('ADDS d, n, m', '0001100 mmm nnn ddd', 'v6m', 'alu', (x, { d, n, m }) => addition(x, d, r(n), r(m), !x.inIt)),
  row('SUBS d, n, m', '0001101 mmm nnn ddd', 'v6m', 'alu', (x, { d, n, m }) => subtraction(x, d, r(n), r(m), !x.inIt)),
  row('ADDS d, n, #i', '0001110 iii nnn ddd', 'v6m', 'alu', (x, { d, n, i }) => addition(x, d, r(n), constant(i), !x.inIt)),
  row('SUBS d, n, #i', '0001111 iii nnn ddd', 'v6m', 'alu', (x, { d, n, i }) => subtraction(x, d, r(n), constant(i), !x.inIt)),
  row('MOVS d, #i', '00100 ddd iiiiiiii', 'v6m', 'alu', (x, { d, i }) => logical(x, d, constant(i), null, !x.inIt)),
  row('CMP n, #i', '00101 nnn iiiiiiii', 'v6m', 'alu', (x, { n, i }) => subtraction(x, null, r(n), constant(i), true)),
  row('ADDS d, #i', '00110 ddd iiiiiiii', 'v6m', 'alu', (x, { d, i }) => addition(x, d, r(d), constant(i), !x.inIt)),
  row('SUBS d, #i', '00111 ddd iiiiiiii', 'v6m', 'alu', (x, { d, i }) => subtraction(x, d, r(d), constant(i), !x.inIt)),
  ...LOGIC.map(([operation, bits]) => row(`${operation}${/TST|CM/.test(operation) ? '' : 'S'} d, m`, `010000 ${bits} mmm ddd`, 'v6m', 'alu', (x, { d, m }) =>
    dataOperation(x, operation, d, r(d), { value: r(m), carry: null }, !x.inIt))),
  ...[0, 1, 2, 3].map((type) => row(`${SHIFTS[type]}S d, m`, `010000 ${['0010', '0011', '0100', '0111'][type]} mmm ddd`, 'v6m', 'alu', (x, { d, m }) => {
    const { value, carry } = registerShift(x, r(d), type, r(m), !x.inIt);
    logical(x, d, value, carry, !x.inIt);
  })),
  row('RSBS d, n, #0', '010000 1001 nnn ddd', 'v6m', 'alu', (x, { d, n }) => subtraction(x, d, constant(0), r(n), !x.inIt)),
  row('MULS d, n', '010000 1101 nnn ddd', 'v6m', 'multiply', (x, { d, n }) => logical(x, d, mul(r(n), r(d)), null, !x.inIt)),
  row('ADD d, m', '01000100 d mmmm ddd', 'v6m', 'alu', (x, { d, m }) => (d === PC && m === PC ? 'unpredictable: ADD PC, PC' : x.write(d, add(x.read(d), x.read(m))))),
  row('CMP n, m', '01000101 n mmmm nnn', 'v6m', 'alu', (x, { n, m }) => (n === PC || m === PC ? 'unpredictable: comparison with PC' : subtraction(x, null, r(n), r(m), true))),
  row('MOV d, m', '01000110 d mmmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, x.read(m))),
  row('ADR d, #i', '10100 ddd iiiiiiii', 'v6m', 'alu', (x, { d, i }) => x.write(d, constant(x.alignedPc + 4 * i))),
  row('ADD d, SP, #i', '10101 ddd iiiiiiii', 'v6m', 'alu', (x, { d, i }) => x.write(d, add(r(SP), constant(4 * i)))),
  row('ADD SP, #i', '101100000 iiiiiii', 'v6m', 'alu', (x, { i }) => x.write(SP, add(r(SP), constant(4 * i)))),
  row('SUB SP, #i', '101100001 iiiiiii', 'v6m', 'alu', (x, { i }) => x.write(SP, add(r(SP), constant(-4 * i)))),
  row('SXTH d, m', '1011001000 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, op('i32.extend16_s', r(m)))),
  row('SXTB d, m', '1011001001 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, op('i32.extend8_s', r(m)))),
  row('UXTH d, m', '1011001010 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, and(r(m), constant(0xffff)))),
  row('UXTB d, m', '1011001011 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, and(r(m), constant(0xff)))),
  row('REV d, m', '1011101000 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, byteReversals.REV(r(m)))),
  row('REV16 d, m', '1011101001 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, byteReversals.REV16(r(m)))),
  row('REVSH d, m', '1011101011 mmm ddd', 'v6m', 'alu', (x, { d, m }) => x.write(d, byteReversals.REVSH(r(m)))),
];
