/** Transfers of several words, of pairs, and exclusive and ordered ones (Armv7-M ARM, A5.2.4, A5.3.5, A5.3.6; Armv8-M ARM, C2.2). All demand aligned addresses. */
import { row, type Lift, type Row } from '../decode/pattern.ts';
import { add, constant, op, select, special, sub, type Bytes, type Expression } from '../ir/expression.ts';
import { LR, PC, SP, type Feature, type Lifter } from '../ir/lifter.ts';
import { r, unpredictable } from './arithmetic.ts';

const registersOf = (list: number): number[] => Array.from({ length: 16 }, (_, i) => i).filter((i) => (list >> i) & 1);

/** The long forms are for two registers and more. */
const fewest = ({ length }: Lifter): number => length / 2;

function loadMultiple(x: Lifter, n: number, list: number, writesBack: boolean, downwards: boolean): string | void {
  const registers = registersOf(list);
  if (registers.length < fewest(x) || n === PC || (list >> SP) & 1 || (writesBack && (list >> n) & 1)) return 'unpredictable: register list';
  const base = x.keep(r(n));
  const lowest = downwards ? x.keep(sub(base, constant(4 * registers.length))) : base;
  const range = x.range(lowest, registers.length, false);
  const values = registers.map((_, at) => x.word(range, 4 * at));
  if (writesBack) x.write(n, downwards ? lowest : add(base, constant(4 * registers.length)));
  registers.forEach((register, at) => (register === PC ? x.jump(values[at]) : x.write(register, values[at])));
}

function storeMultiple(x: Lifter, n: number, list: number, writesBack: boolean, downwards: boolean): string | void {
  const registers = registersOf(list);
  if (registers.length < fewest(x) || n === PC || (list >> SP) & 1 || (list >> PC) & 1 || (writesBack && x.length === 4 && (list >> n) & 1)) return 'unpredictable: register list';
  const base = x.keep(r(n));
  const lowest = downwards ? x.keep(sub(base, constant(4 * registers.length))) : base;
  const range = x.range(lowest, registers.length, true);
  registers.forEach((register, at) => x.storeWord(range, 4 * at, r(register)));
  if (writesBack) x.write(n, downwards ? lowest : add(base, constant(4 * registers.length)));
}

const doubleword = (isLoad: boolean): Lift => (x, { n, t, d, p, u, w, i }) => {
  if (!p && !w) return 'undefined';
  const bad = unpredictable([t, d], !isLoad) ?? (isLoad && t === d ? 'unpredictable: one register twice' : null) ?? (w && (n === PC || n === t || n === d) ? 'unpredictable: base is written back and transferred' : null);
  if (bad !== null) return bad;
  const base = n === PC ? constant(x.alignedPc) : x.keep(r(n));
  const moved = x.keep(x.offset(base, u, 4 * i));
  const range = x.range(p ? moved : base, 2, !isLoad);
  if (isLoad) {
    const values = [x.word(range, 0), x.word(range, 4)];
    if (w) x.write(n, moved);
    x.write(t, values[0]);
    x.write(d, values[1]);
  } else {
    x.storeWord(range, 0, r(t));
    x.storeWord(range, 4, r(d));
    if (w) x.write(n, moved);
  }
};

/** An aligned load or store of any size, whatever the core allows otherwise. */
const alignedLoad = (bytes: Bytes, address: Expression): Expression => ({ kind: 'load', type: 'i32', bytes, signed: false, aligned: bytes > 1, address });

const loadOrdered = (bytes: Bytes, exclusive: boolean, offset: (f: Readonly<Record<string, number>>) => number): Lift => (x, f) => {
  const bad = unpredictable([f.t]) ?? (f.n === PC ? 'unpredictable: PC as base' : null);
  if (bad !== null) return bad;
  const address = x.keep(add(r(f.n), constant(offset(f))));
  const value = x.keep(alignedLoad(bytes, address));
  if (exclusive) x.setSpecial('monitor', address);
  x.write(f.t, value);
};

/** Succeeds, with 0 in Rd, where the last exclusive load was from here; otherwise what was there is written again. */
const storeOrdered = (bytes: Bytes, exclusive: boolean, offset: (f: Readonly<Record<string, number>>) => number): Lift => (x, f) => {
  const bad = unpredictable([f.t, f.d ?? 0]) ?? (f.n === PC ? 'unpredictable: PC as base' : null) ?? (exclusive && (f.d === f.n || f.d === f.t) ? 'unpredictable: result in a source' : null);
  if (bad !== null) return bad;
  const address = x.keep(add(r(f.n), constant(offset(f))));
  if (!exclusive) return void x.statements.push({ kind: 'store', bytes, aligned: bytes > 1, address, value: r(f.t) });
  const granted = x.keep(op('i32.eq', special('monitor'), address));
  const old = x.keep(alignedLoad(bytes, address));
  x.statements.push({ kind: 'store', bytes, aligned: bytes > 1, address, value: select(granted, r(f.t), old) });
  x.setSpecial('monitor', constant(-1));
  x.write(f.d, op('i32.eqz', granted));
};

const none = (): number => 0;
const words = (f: Readonly<Record<string, number>>): number => 4 * f.i;
const SIZES = [['B', 1, '00'], ['H', 2, '01'], ['', 4, '10']] as const;

const exclusives: readonly Row[] = [
  row('LDREX t, [n, #i]', '111010000101 nnnn tttt 1111 iiiiiiii', 'v7m', 'load', loadOrdered(4, true, words)),
  row('STREX d, t, [n, #i]', '111010000100 nnnn tttt dddd iiiiiiii', 'v7m', 'store', storeOrdered(4, true, words)),
  ...SIZES.flatMap(([name, bytes, bits]) => {
    const rows = (mnemonic: string, head: string, needs: Feature, exclusive: boolean): Row[] => [
      row(`LD${mnemonic}${name} t, [n]`, `111010001101 nnnn tttt 1111 ${head}${bits} 1111`, needs, 'load', loadOrdered(bytes, exclusive, none)),
      row(`ST${mnemonic === 'A' ? 'L' : mnemonic === 'AEX' ? 'LEX' : 'REX'}${name} ${exclusive ? 'd, ' : ''}t, [n]`, `111010001100 nnnn tttt 1111 ${head}${bits} ${exclusive ? 'dddd' : '1111'}`, needs, 'store', storeOrdered(bytes, exclusive, none)),
    ];
    return [...(bytes === 4 ? [] : rows('REX', '01', 'v7m', true)), ...rows('A', '10', 'v8m', false), ...rows('AEX', '11', 'v8m', true)];
  }),
  row('CLREX', '1111001110111111 1000111100101111', 'v7m', 'system', (x) => x.setSpecial('monitor', constant(-1))),
];

export const loadStoreMultiple: readonly Row[] = [
  row('STM n!, {l}', '11000 nnn llllllll', 'v6m', 'storeMultiple', (x, { n, l }) => storeMultiple(x, n, l, true, false)),
  row('LDM n, {l}', '11001 nnn llllllll', 'v6m', 'loadMultiple', (x, { n, l }) => loadMultiple(x, n, l, !((l >> n) & 1), false)),
  row('PUSH {l}', '1011010 r llllllll', 'v6m', 'storeMultiple', (x, { r: lr, l }) => storeMultiple(x, SP, l | (lr << LR), true, true)),
  row('POP {l}', '1011110 p llllllll', 'v6m', 'loadMultiple', (x, { p, l }) => loadMultiple(x, SP, l | (p << PC), true, false)),
  row('STM.W n, {l}', '1110100 010 w 0 nnnn llllllllllllllll', 'v7m', 'storeMultiple', (x, { n, l, w }) => storeMultiple(x, n, l, w === 1, false)),
  row('LDM.W n, {l}', '1110100 010 w 1 nnnn llllllllllllllll', 'v7m', 'loadMultiple', (x, { n, l, w }) => loadMultiple(x, n, l, w === 1, false)),
  row('STMDB n, {l}', '1110100 100 w 0 nnnn llllllllllllllll', 'v7m', 'storeMultiple', (x, { n, l, w }) => storeMultiple(x, n, l, w === 1, true)),
  row('LDMDB n, {l}', '1110100 100 w 1 nnnn llllllllllllllll', 'v7m', 'loadMultiple', (x, { n, l, w }) => loadMultiple(x, n, l, w === 1, true)),
  row('LDRD t, d, [n, #i] puw', '1110100 p u 1 w 1 nnnn tttt dddd iiiiiiii', 'v7m', 'loadMultiple', doubleword(true)),
  row('STRD t, d, [n, #i] puw', '1110100 p u 1 w 0 nnnn tttt dddd iiiiiiii', 'v7m', 'storeMultiple', doubleword(false)),
  ...exclusives,
];
