/**
 * Random legal instructions for differential tests: short straight runs that end in BX LR, each with the registers,
 * flags and floats it starts from, all drawn from a seed. QEMU runs them when the golden results are made (see
 * scripts/make-iss-golden.ts); the engines of this room must come to the same results wherever the tests run.
 *
 * Memory instructions work in one window: their base is r4, copied from r7 (the window's middle) just before; r5 is a
 * small index. Exclusive stores are left to other tests, since QEMU lets them fail where hardware would not.
 * No instruction may change r5, r7, SP, LR or PC, nor read what differs between machines.
 */
import { Rng } from '../../../lib/index.ts';
import { coreProfiles, type IssCore } from '../cores.ts';
import { decode, itConditions, type Instruction } from '../decode/decoder.ts';
import { encode, type Row } from '../decode/pattern.ts';
import { ROWS } from '../groups/all.ts';
import { operandsOf } from '../timing/operands.ts';

export const WINDOW = { bytes: 16384, middle: 8192 } as const;
export type Suite = 'integer' | 'float' | 'double';

/** Of which a core has random sequences; what double precision shares with single is drawn for the M7 already. */
export function suitesOf(core: IssCore): readonly Suite[] {
  const { features } = coreProfiles[core];
  return features.has('fp64') ? ['double'] : features.has('fp4') ? ['integer', 'float'] : ['integer'];
}

export interface Sequence {
  readonly halfwords: readonly number[];
  /** Instructions in it, the final BX aside. */
  readonly instructions: number;
  /** The rows drawn. */
  readonly rows: readonly Row[];
  /** r0 to r12; r7 stands for the window's middle and is to be added to its address. */
  readonly registers: readonly number[];
  /** N, Z, C, V, Q in bits 31 to 27, GE in 19 to 16. */
  readonly status: number;
  /** Bits of s0 to s31; empty for integer sequences. */
  readonly singles: readonly number[];
}

const INSTRUCTIONS = 12;
const BASE = 4;
const INDEX = 5;
const MIDDLE = 7;
const MOV_R4_R7 = 0x463c;
const BX_LR = 0x4770;
const FORBIDDEN_WRITES = [`r${INDEX}`, `r${MIDDLE}`, 'r13'];
const FORBIDDEN_READS = ['r13', 'r14'];
const MEMORY_KINDS = new Set(['load', 'store', 'loadMultiple', 'storeMultiple', 'fpLoad', 'fpStore']);
const INTEGER_KINDS = new Set(['alu', 'multiply', 'longMultiply', 'dsp', 'divide', 'load', 'store', 'loadMultiple', 'storeMultiple']);
const FLOAT_KINDS = new Set(['fpMove', 'fpArithmetic', 'fpMultiplyAdd', 'fpDivide', 'fpLoad', 'fpStore']);
/** Values at which arithmetic turns over. */
const EDGES = [0, 1, -1, 0x7fffffff, -0x80000000, 0x8000, 0x7fff, 0xffff, -0x8000, 0x80, 0x7f, 0xff, 31, 32, 33, 0x7fff8000, 0x00010001, 0x80008000 | 0];
const FLOAT_EDGES = [0, -0x80000000, 0x3f800000, 0x7f800000, -0x00800000, 0x7fc00000, 0x7fa00001, -0x00400000 + 5, 1, 0x007fffff, 0x00800000, 0x7f7fffff, 0x4f000000, 0x4f800000, -0x31000000, 0x3f000000, 0x3effffff, 0x40200000, 0x4b800001];

/** Words of doubles, the low one first; one's low word with another's high word is drawn too. */
const DOUBLE_EDGES = [[0, 0], [1, 0], [0, 0x3ff00000], [0, 0x7ff00000], [-1, 0x7fefffff], [0, 0x7ff80000], [5, 0x7ff40000], [-1, 0x000fffff], [0, 0x00100000], [0, 0x3fe00000], [-1, 0x3fdfffff], [0, 0x41e00000], [-0x400000, 0x41dfffff], [0, 0x41f00000], [0, 0x40040000], [0x20000000, 0x47efffff], [0x10000000, 0x36a00000], [0x10000000, 0x3ff00000], [0x30000001, 0x3ff00000]] as const;

const draw = (rng: Rng): number => (rng.int(3) === 0 ? rng.pick(EDGES) : rng.int(4) === 0 ? rng.int(256) : rng.next() | 0);
const drawFloat = (rng: Rng): number => {
  if (rng.int(3) === 0) return rng.pick(FLOAT_EDGES) ^ (rng.int(2) << 31);
  if (rng.int(4) === 0) return rng.next() | 0;
  // exponents near each other, so that sums and conversions matter
  return (rng.int(2) << 31) | ((110 + rng.int(50)) << 23) | rng.int(1 << 23);
};

/** Two words, the low one first. */
function drawDouble(rng: Rng): readonly [number, number] {
  if (rng.int(3) === 0) return [rng.pick(DOUBLE_EDGES)[0], rng.pick(DOUBLE_EDGES)[1] ^ (rng.int(2) << 31)];
  // exponents near each other and near those of words, and few bits now and then, so that halves and ties come up
  const low = rng.int(2) === 0 ? rng.next() | 0 : rng.int(2) << 31;
  return [low, (rng.int(2) << 31) | ((1003 + rng.int(60)) << 20) | (rng.int(2) === 0 ? rng.int(1 << 20) : rng.int(8) << 17)];
}

/** The rows a suite draws from. */
export function rowsFor(core: IssCore, suite: Suite): Row[] {
  const kinds = suite === 'integer' ? INTEGER_KINDS : FLOAT_KINDS;
  return ROWS.filter(({ kind, needs, mnemonic, operands }) =>
    kinds.has(kind) && coreProfiles[core].features.has(needs) && (suite !== 'double' || needs === 'fp64' || mnemonic === 'VMRS') && !/SP|PC/.test(operands) && !/^(ADR|PUSH|POP|VMSR|VCVTB|VFP|VFN?M[AS]\.F64|LDREX|STREX|LDAEX|STLEX)/.test(mnemonic));
}

/** An encoding of the row that may stand in a sequence, or null after many tries. */
function drawEncoding(core: IssCore, row: Row, rng: Rng, condition: number | null): Instruction | null {
  const usesMemory = MEMORY_KINDS.has(row.kind);
  for (let attempt = 0; attempt < 60; attempt++) {
    const values: Record<string, number> = {};
    for (const [letter, pieces] of row.fields) values[letter] = rng.int(2 ** pieces.reduce((sum, { width }) => sum + width, 0));
    if (usesMemory) {
      if (values.n !== undefined) values.n = BASE;
      if (values.m !== undefined && row.kind !== 'fpLoad' && row.kind !== 'fpStore') values.m = INDEX;
      // multiple transfers of few registers, and small indices, are as telling as large ones
      if (values.l !== undefined && values.l > 255) values.l &= 0x1f6f;
    }
    const instruction = decode(core, 0x100, encode(row, values), row.length, condition);
    if (instruction.row === row && isSafe(instruction, values)) return instruction;
  }
  return null;
}

function isSafe({ refusal, statements, mnemonic, kind }: Instruction, values: Readonly<Record<string, number>>): boolean {
  if (refusal !== null) return false;
  const isFloat = kind.startsWith('fp');
  if (!isFloat && ['d', 'n', 'm', 't', 'a', 'h'].some((letter) => values[letter] === 15)) return false;
  if (isFloat && mnemonic === 'VMRS' && values.t !== 15) return false;
  const { reads, writes } = operandsOf({ statements, condition: 14 } as Instruction);
  if (FORBIDDEN_READS.some((name) => reads.has(name)) || FORBIDDEN_WRITES.some((name) => writes.has(name)) || writes.has('r14')) return false;
  return statements.every((statement) => statement.kind !== 'jump' && statement.kind !== 'host' && statement.kind !== 'goto');
}

const halfwordsOf = ({ encoding, length }: Instruction): number[] => (length === 4 ? [encoding >>> 16, encoding & 0xffff] : [encoding]);

/** Sequence number `index` of a core's suite. */
export function sequence(core: IssCore, suite: Suite, index: number): Sequence {
  const rng = new Rng(`iss ${core} ${suite} ${index}`);
  const rows = tableFor(core, suite);
  const halfwords: number[] = [];
  const drawn: Row[] = [];
  let instructions = 0;
  let pending: readonly number[] = [];
  while (instructions < INSTRUCTIONS || pending.length > 0) {
    if (pending.length === 0 && coreProfiles[core].features.has('v7m') && rng.int(8) === 0) {
      const [first, mask] = [rng.int(14), 1 + rng.int(15)];
      halfwords.push(0xbf00 | (first << 4) | mask);
      pending = itConditions(first, mask);
      instructions++;
      continue;
    }
    const row = rng.pick(rows);
    const usesMemory = MEMORY_KINDS.has(row.kind);
    if (usesMemory && pending.length === 1) continue;
    const slot = usesMemory ? 1 : 0;
    const instruction = drawEncoding(core, row, rng, pending.length > 0 ? pending[slot] : null);
    if (instruction === null) continue;
    if (usesMemory) {
      // in an IT block the copy may not happen while the access does, so both must share their condition
      if (pending.length > 0 && pending[0] !== pending[1]) continue;
      halfwords.push(MOV_R4_R7);
      instructions++;
    }
    halfwords.push(...halfwordsOf(instruction));
    drawn.push(row);
    instructions++;
    pending = pending.slice(1 + slot);
  }
  const registers = Array.from({ length: 13 }, (_, i) => (i === INDEX ? (coreProfiles[core].strict ? 4 * rng.int(64) : rng.int(256)) : i === MIDDLE ? 0 : draw(rng)));
  const hasQ = coreProfiles[core].features.has('v7m');
  const hasGe = coreProfiles[core].features.has('dsp');
  const status = ((rng.int(hasQ ? 32 : 16) << (hasQ ? 27 : 28)) | (hasGe ? rng.int(16) << 16 : 0)) | 0;
  const singles = suite === 'float' ? Array.from({ length: 32 }, () => drawFloat(rng)) : suite === 'double' ? Array.from({ length: 16 }, () => drawDouble(rng)).flat() : [];
  return { halfwords: [...halfwords, BX_LR], instructions, rows: drawn, registers, status, singles };
}

const tables = new Map<string, Row[]>();
function tableFor(core: IssCore, suite: Suite): Row[] {
  const key = `${core} ${suite}`;
  const known = tables.get(key) ?? rowsFor(core, suite);
  tables.set(key, known);
  return known;
}

/** One step of the hash over result words: FNV-1a by words. */
export const hashWord = (hash: number, word: number): number => Math.imul(hash ^ word, 0x01000193);
export const HASH_START = 0x811c9dc5 | 0;
/** What of the status register is compared. */
export const STATUS_MASK = 0xf80f0000 | 0;
/** The window is hashed after every so many sequences. */
export const WINDOW_EVERY = 64;
