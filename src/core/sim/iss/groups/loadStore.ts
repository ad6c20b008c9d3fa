/** Loads and stores of one register, 16 and 32 bits long (Armv7-M ARM, A5.2.4, A5.3.7 to A5.3.10). */
import { row, type Fields, type Lift, type Row } from '../decode/pattern.ts';
import { add, constant, op, shl, type Bytes, type Expression } from '../ir/expression.ts';
import { PC, SP, type Lifter } from '../ir/lifter.ts';
import { r, unpredictable } from './arithmetic.ts';

interface Transfer {
  readonly name: string;
  readonly bytes: Bytes;
  readonly signed: boolean;
  readonly isLoad: boolean;
  /** Bits 8 to 4 of the 32-bit forms' first halfword, a letter for "add the offset" in the middle. */
  readonly head: (u: string) => string;
}

const transfer = (name: string, size: number, signed: boolean, isLoad: boolean): Transfer => ({
  name, bytes: (1 << size) as Bytes, signed, isLoad,
  head: (u) => `1111100 ${signed ? 1 : 0} ${u} ${size.toString(2).padStart(2, '0')} ${isLoad ? 1 : 0}`,
});

const TRANSFERS: readonly Transfer[] = [
  transfer('STRB', 0, false, false), transfer('STRH', 1, false, false), transfer('STR', 2, false, false),
  transfer('LDRB', 0, false, true), transfer('LDRH', 1, false, true), transfer('LDR', 2, false, true),
  transfer('LDRSB', 0, true, true), transfer('LDRSH', 1, true, true),
];

/** Moves the register; a word loaded into the program counter is a jump. */
function move(x: Lifter, { bytes, signed, isLoad }: Transfer, t: number, address: Expression): void {
  if (!isLoad) x.store(bytes, address, r(t));
  else if (t === PC) x.jump(x.load(bytes, signed, address));
  else x.write(t, x.load(bytes, signed, address));
}

/** Byte and halfword loads of the program counter are hints to the caches. */
const isPreload = ({ isLoad, bytes }: Transfer, t: number): boolean => isLoad && bytes < 4 && t === PC;

function refusal({ isLoad, bytes }: Transfer, t: number): string | null {
  if (isLoad && bytes === 4) return null;
  return unpredictable([t], bytes === 4);
}

const offsetForm = (kind: Transfer, address: (x: Lifter, f: Fields) => Expression): Lift => (x, f) => {
  if (isPreload(kind, f.t)) return;
  return refusal(kind, f.t) ?? move(x, kind, f.t, address(x, f));
};

/** Immediate offset of eight bits, either way, before or after, with or without writing the base back. */
const indexed = (kind: Transfer): Lift => (x, { n, t, p, u, w, i }) => {
  if (!p && !w) return 'undefined';
  if (p && !u && !w && isPreload(kind, t)) return;
  const bad = refusal(kind, t);
  if (bad !== null || (w && n === t)) return bad ?? 'unpredictable: base is written back and transferred';
  if (p && !w) return move(x, kind, t, x.offset(r(n), u, i)); // with u: the unprivileged forms, which here are like any
  const base = x.keep(r(n));
  const moved = x.keep(x.offset(base, u, i));
  const address = p ? moved : base;
  if (!kind.isLoad) {
    x.store(kind.bytes, address, r(t));
    return x.write(n, moved);
  }
  const value = x.keep(x.load(kind.bytes, kind.signed, address));
  x.write(n, moved);
  return t === PC ? x.jump(value) : x.write(t, value);
};

const kindOf = ({ isLoad }: Transfer): 'load' | 'store' => (isLoad ? 'load' : 'store');
const rows32 = (kind: Transfer): Row[] => [
  row(`${kind.name}.W t, [n, #i]`, `${kind.head('1')} nnnn tttt iiiiiiiiiiii`, 'v7m', kindOf(kind), offsetForm(kind, (_x, { n, i }) => add(r(n), constant(i)))),
  row(`${kind.name}.W t, [n, #i] puw`, `${kind.head('0')} nnnn tttt 1 p u w iiiiiiii`, 'v7m', kindOf(kind), indexed(kind)),
  row(`${kind.name}.W t, [n, m, LSL #s]`, `${kind.head('0')} nnnn tttt 000000 ss mmmm`, 'v7m', kindOf(kind), (x, f) =>
    unpredictable([f.m]) ?? offsetForm(kind, () => add(r(f.n), shl(r(f.m), f.s)))(x, f)),
  row(`${kind.name}.W t, [PC, #i]`, `${kind.head('u')} 1111 tttt iiiiiiiiiiii`, 'v7m', kindOf(kind), (x, f) =>
    (kind.isLoad ? offsetForm(kind, () => constant(x.alignedPc + (f.u ? f.i : -f.i)))(x, f) : 'undefined')),
];

/** The 16-bit register forms in the order of their three bits. */
const REGISTER_FORMS = ['STR', 'STRH', 'STRB', 'LDRSB', 'LDR', 'LDRH', 'LDRB', 'LDRSH'];
const byName = (name: string): Transfer => TRANSFERS.find((kind) => kind.name === name) ?? TRANSFERS[0];

const immediate16 = (name: string, bits: string): Row => {
  const kind = byName(name);
  return row(`${name} t, [n, #i]`, `${bits} iiiii nnn ttt`, 'v6m', kindOf(kind), offsetForm(kind, (_x, { n, i }) => add(r(n), constant(i * kind.bytes))));
};

export const loadStore: readonly Row[] = [
  ...REGISTER_FORMS.map((name, bits) => {
    const kind = byName(name);
    return row(`${name} t, [n, m]`, `0101 ${bits.toString(2).padStart(3, '0')} mmm nnn ttt`, 'v6m', kindOf(kind), offsetForm(kind, (_x, { n, m }) => op('i32.add', r(n), r(m))));
  }),
  immediate16('STR', '01100'), immediate16('LDR', '01101'), immediate16('STRB', '01110'), immediate16('LDRB', '01111'), immediate16('STRH', '10000'), immediate16('LDRH', '10001'),
  row('STR t, [SP, #i]', '10010 ttt iiiiiiii', 'v6m', 'store', offsetForm(byName('STR'), (_x, { i }) => add(r(SP), constant(4 * i)))),
  row('LDR t, [SP, #i]', '10011 ttt iiiiiiii', 'v6m', 'load', offsetForm(byName('LDR'), (_x, { i }) => add(r(SP), constant(4 * i)))),
  row('LDR t, [PC, #i]', '01001 ttt iiiiiiii', 'v6m', 'load', offsetForm(byName('LDR'), (x, { i }) => constant(x.alignedPc + 4 * i))),
  ...TRANSFERS.flatMap(rows32),
];
