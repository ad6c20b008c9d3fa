/** Branches, calls, table branches, IT, hints, barriers, special registers (Armv7-M ARM, A5.2.5, A5.2.6, A5.3.4). */
import { row, signed, type Row } from '../decode/pattern.ts';
import { add, and, constant, flag, op, or, shl, shrU, special, xor, type Expression, type Special } from '../ir/expression.ts';
import { LR, PC, SP, type Lifter } from '../ir/lifter.ts';
import { r, unpredictable } from './arithmetic.ts';

/** The flags as bits 31 to 27 and 19 to 16 of the program status register. */
function statusRegister(): Expression {
  const zero = shl(op('i32.eqz', flag('z')), 30);
  const [c, v, q, ge] = [shl(flag('c'), 29), shl(shrU(flag('v'), 31), 28), shl(flag('q'), 27), shl(flag('ge'), 16)];
  return [zero, c, v, q, ge].reduce((a, b) => or(a, b), and(flag('n'), constant(-0x80000000)));
}

/** N, Z, C, V from the top four bits. */
export function setConditionFlags(x: Lifter, value: Expression): void {
  x.setFlag('n', value);
  x.setFlag('z', and(xor(value, constant(-1)), constant(0x40000000)));
  x.setFlag('c', and(shrU(value, 29), constant(1)));
  x.setFlag('v', shl(value, 3));
}

/** Special registers that are plain memory here: nothing interrupts, so masks mask nothing. */
const MASKS: Readonly<Record<number, Special>> = { 9: 'psp', 16: 'primask', 17: 'basepri', 18: 'basepri', 19: 'faultmask' };

function readSpecial(x: Lifter, d: number, number: number): string | void {
  const bad = unpredictable([d]);
  if (bad !== null) return bad;
  if (number <= 3) return x.write(d, statusRegister());
  if (number >= 5 && number <= 7) return x.write(d, constant(0));
  if (number === 8) return x.write(d, r(SP));
  if (number === 20) return x.write(d, special('control'));
  if (number in MASKS) return x.write(d, special(MASKS[number]));
  return `special register ${number} is not simulated`;
}

function writeSpecial(x: Lifter, n: number, number: number, mask: number): string | void {
  const bad = unpredictable([n]);
  if (bad !== null) return bad;
  if (number <= 3) {
    const value = x.keep(r(n));
    if (mask & 2) {
      setConditionFlags(x, value);
      x.setFlag('q', and(shrU(value, 27), constant(1)));
    }
    if (mask & 1) x.setFlag('ge', and(shrU(value, 16), constant(15)));
    return;
  }
  if (number >= 5 && number <= 7) return;
  if (number === 8) return x.write(SP, r(n));
  if (number in MASKS) return x.setSpecial(MASKS[number], r(n));
  if (number === 20) return x.trapUnlessZero(and(r(n), constant(3)), 'unprivileged mode and the process stack are not simulated');
  return `special register ${number} is not simulated`;
}

const hint = (name: string, pattern: string, needs: 'v6m' | 'v7m'): Row =>
  row(name, pattern, needs, 'hint', () => (name.startsWith('WFI') ? 'waits for an interrupt, and none come' : undefined));

const HINTS = ['NOP', 'YIELD', 'WFE', 'WFI', 'SEV'];
const BARRIERS = [['DSB', '0100'], ['DMB', '0101'], ['ISB', '0110']] as const;
const i1 = (s: number, j: number): number => 1 ^ j ^ s;

/** A jump to a register; bit 0 says Thumb. */
const exchange = (x: Lifter, m: number): void => x.jump(m === PC ? constant(x.pc) : r(m));

export const branches: readonly Row[] = [
  row('Bc i', '1101 cccc iiiiiiii', 'v6m', 'branch', (x, { c, i }) => (x.inIt ? 'unpredictable: conditional branch in an IT block' : x.gotoIf(c, x.pc + 2 * signed(i, 8)))),
  row('UDF #i', '1101 1110 iiiiiiii', 'v6m', 'system', () => 'permanently undefined'),
  row('SVC #i', '1101 1111 iiiiiiii', 'v6m', 'system', (x, { i }) => x.host('svc', i)),
  row('B i', '11100 iiiiiiiiiii', 'v6m', 'branch', (x, { i }) => x.goto(x.pc + 2 * signed(i, 11))),
  row('Bc.W', '11110 s cccc iiiiii 10 j 0 k lllllllllll', 'v7m', 'branch', (x, { s, c, i, j, k, l }) =>
    (c >= 14 ? 'undefined' : x.inIt ? 'unpredictable: conditional branch in an IT block' : x.gotoIf(c, x.pc + signed((s << 20) | (k << 19) | (j << 18) | (i << 12) | (l << 1), 21)))),
  row('B.W', '11110 s iiiiiiiiii 10 j 1 k lllllllllll', 'v7m', 'branch', (x, { s, i, j, k, l }) =>
    x.goto(x.pc + signed((s << 24) | (i1(s, j) << 23) | (i1(s, k) << 22) | (i << 12) | (l << 1), 25))),
  row('BL', '11110 s iiiiiiiiii 11 j 1 k lllllllllll', 'v6m', 'call', (x, { s, i, j, k, l }) =>
    x.call(x.pc + signed((s << 24) | (i1(s, j) << 23) | (i1(s, k) << 22) | (i << 12) | (l << 1), 25))),
  row('BX m', '010001110 mmmm 000', 'v6m', 'branch', (x, { m }) => exchange(x, m)),
  row('BLX m', '010001111 mmmm 000', 'v6m', 'call', (x, { m }) => {
    if (m === PC) return 'unpredictable: BLX PC';
    const target = x.keep(r(m));
    x.write(LR, constant((x.address + 2) | 1));
    x.jump(target);
  }),
  row('CBZ n', '1011 0 0 i 1 iiiii nnn', 'v7m', 'branch', (x, { i, n }) => x.goto(x.pc + 2 * i, op('i32.eqz', r(n)))),
  row('CBNZ n', '1011 1 0 i 1 iiiii nnn', 'v7m', 'branch', (x, { i, n }) => x.goto(x.pc + 2 * i, r(n))),
  row('TBB [n, m]', '111010001101 nnnn 1111 0000 000 0 mmmm', 'v7m', 'branch', (x, { n, m }) =>
    unpredictable([m]) ?? x.jump(add(constant(x.pc + 1), shl(x.load(1, false, op('i32.add', x.read(n), r(m))), 1)))),
  row('TBH [n, m]', '111010001101 nnnn 1111 0000 000 1 mmmm', 'v7m', 'branch', (x, { n, m }) =>
    unpredictable([m]) ?? x.jump(add(constant(x.pc + 1), shl(x.load(2, false, op('i32.add', x.read(n), shl(r(m), 1))), 1)))),
  row('IT', '10111111 cccc mmmm', 'v7m', 'it', (x, { c, m }) =>
    (m === 0 ? 'unallocated hint' : x.inIt || c === 15 || (c === 14 && (m & (m - 1)) !== 0) ? 'unpredictable: IT block' : undefined)),
  ...HINTS.map((name, i) => hint(name, `10111111 ${i.toString(2).padStart(4, '0')} 0000`, 'v6m')),
  ...HINTS.map((name, i) => hint(`${name}.W`, `1111001110101111 10000000 ${i.toString(2).padStart(8, '0')}`, 'v7m')),
  ...BARRIERS.map(([name, bits]) => row(name, `1111001110111111 10001111 ${bits} oooo`, 'v6m', 'system', () => undefined)),
  row('BKPT #i', '10111110 iiiiiiii', 'v6m', 'system', (x, { i }) => x.host('bkpt', i)),
  row('CPS', '10110110011 e 00 pf', 'v6m', 'system', (x, { e, p, f }) => {
    if (p) x.setSpecial('primask', constant(e));
    if (f) x.setSpecial('faultmask', constant(e));
  }),
  row('MRS d', '111100111110 1111 1000 dddd ssssssss', 'v6m', 'system', (x, { d, s }) => readSpecial(x, d, s)),
  row('MSR n', '111100111000 nnnn 1000 mm 00 ssssssss', 'v6m', 'system', (x, { n, s, m }) => writeSpecial(x, n, s, m)),
  row('UDF.W', '111101111111 iiii 1010 iiiiiiiiiiii', 'v6m', 'system', () => 'permanently undefined'),
];
