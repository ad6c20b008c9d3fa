/**
 * From code in memory to lifted instructions. Rows are kept by the bits that tell most encodings apart, so that few are
 * tried; among those that match, the one with the most fixed bits is meant (MOV is ORR without a first operand).
 */
import { coreProfiles, type IssCore } from '../cores.ts';
import { ROWS } from '../groups/all.ts';
import type { Statement } from '../ir/expression.ts';
import { touchesFlags } from '../ir/flags.ts';
import { Lifter, type InstructionClass } from '../ir/lifter.ts';
import { fieldsOf, type Row } from './pattern.ts';

export interface Instruction {
  readonly address: number;
  readonly length: 2 | 4;
  readonly encoding: number;
  readonly mnemonic: string;
  readonly kind: InstructionClass;
  readonly statements: readonly Statement[];
  /** Why it must not be executed, or null. */
  readonly refusal: string | null;
  /** Condition code; 14 is always. */
  readonly condition: number;
  /** Stands in an IT block. */
  readonly inIt: boolean;
  /** For IT: condition codes of the instructions that follow. */
  readonly itConditions: readonly number[];
  readonly row: Row | null;
  /** Sets or reads flags, its own condition aside. */
  readonly touchesFlags: boolean;
  /** Does the same wherever it stands. */
  readonly isAnywhere: boolean;
}

const ALWAYS = 14;
const NONE: readonly number[] = [];
const NOTHING: readonly Statement[] = [];
const bitsOf = (mask: number): number => {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
};

const bySpecificity = (rows: readonly Row[]): Row[] => [...rows].sort((a, b) => bitsOf(b.mask) - bitsOf(a.mask));
const SHORT = bySpecificity(ROWS.filter(({ length }) => length === 2));
const LONG = bySpecificity(ROWS.filter(({ length }) => length === 4));

/** Rows that can match an encoding with these bits; found when first needed. */
function bucketed(rows: readonly Row[], shift: number, width: number): (encoding: number) => readonly Row[] {
  const buckets: (readonly Row[] | undefined)[] = new Array(1 << width);
  const bits = (1 << width) - 1;
  return (encoding) => {
    const index = (encoding >>> shift) & bits;
    const known = buckets[index];
    if (known !== undefined) return known;
    const found: Row[] = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if ((((row.match >>> shift) ^ index) & (row.mask >>> shift) & bits) === 0) found.push(row);
    }
    buckets[index] = found;
    return found;
  };
}

const shortRows = bucketed(SHORT, 6, 10);
const longRows = bucketed(LONG, 20, 9);

/** The row of an encoding, whatever core may have it. */
export function findRow(encoding: number, length: 2 | 4): Row | null {
  const rows = length === 2 ? shortRows(encoding) : longRows(encoding);
  for (let i = 0; i < rows.length; i++) {
    if (((encoding ^ rows[i].match) & rows[i].mask) === 0) return rows[i];
  }
  return null;
}

/** Condition codes of the one to four instructions after IT. */
export function itConditions(first: number, mask: number): readonly number[] {
  const count = 4 - Math.log2(mask & -mask);
  return Array.from({ length: count }, (_, i) => (i === 0 ? first : (first & 14) | ((mask >> (4 - i)) & 1)));
}

/** 32-bit encodings begin with 0b11101, 0b11110 or 0b11111. */
export const isLong = (halfword: number): boolean => halfword >= 0xe800;

/**
 * @param encoding one halfword, or two with the first one high
 * @param condition condition code given by an IT block, or null outside
 */
export function decode(core: IssCore, address: number, encoding: number, length: 2 | 4, condition: number | null): Instruction {
  const { features, strict, name } = coreProfiles[core];
  const row = findRow(encoding, length);
  const lifter = new Lifter(address, length, condition !== null, strict);
  let refusal: string | null = null;
  let following: readonly number[] = NONE;
  if (row === null) refusal = 'unknown encoding';
  else if (!features.has(row.needs)) refusal = row.needs === 'fp64' ? `this ${name} has no double precision` : `not an instruction of the ${name}`;
  else {
    const fields = fieldsOf(row, encoding);
    refusal = row.lift(lifter, fields) ?? null;
    if (row.kind === 'it' && refusal === null) following = itConditions(fields.c, fields.m);
  }
  const mnemonic = row?.mnemonic ?? '?';
  const statements = refusal === null ? lifter.statements : NOTHING;
  return {
    address, length, encoding, mnemonic, kind: row?.kind ?? 'system', statements, refusal, condition: conditionOf(mnemonic, condition), inIt: condition !== null,
    itConditions: following, row, touchesFlags: touchesFlags(statements), isAnywhere: !lifter.isPlaced,
  };
}

/** Breakpoints are taken whatever the condition. */
const conditionOf = (mnemonic: string, condition: number | null): number => (condition === null || mnemonic === 'BKPT' ? ALWAYS : condition);

/** The same instruction in another place, of one that does the same anywhere; in an IT block as that was, or as that not. */
export function placed(like: Instruction, address: number, condition: number | null): Instruction {
  const { length, encoding, mnemonic, kind, statements, refusal, inIt, itConditions: following, row, touchesFlags: touches, isAnywhere } = like;
  return { address, length, encoding, mnemonic, kind, statements, refusal, condition: conditionOf(mnemonic, condition), inIt, itConditions: following, row, touchesFlags: touches, isAnywhere };
}
