/**
 * An encoding as the architecture manuals print it: zeros, ones, and letters for fields, e.g. `0001100 mmm nnn ddd`.
 * Bits of one letter make one number, highest first, even where they stand apart (i:imm3:imm8). A pattern of 16 bits is
 * one halfword, of 32 bits two, the first one high.
 */
import type { Feature, InstructionClass, Lifter } from '../ir/lifter.ts';

export type Fields = Readonly<Record<string, number>>;

interface Piece {
  readonly shift: number;
  readonly width: number;
}

export interface Row {
  readonly mnemonic: string;
  /** Operands with letters of the pattern, e.g. `d, n, #i`. */
  readonly operands: string;
  readonly length: 2 | 4;
  /** As signed 32-bit numbers, like every encoding. */
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly (readonly [letter: string, pieces: readonly Piece[]])[];
  readonly needs: Feature;
  readonly kind: InstructionClass;
  readonly lift: Lift;
}

/** Writes what the instruction does; a text instead says why this encoding must not be executed. */
export type Lift = (x: Lifter, fields: Fields) => string | void;

/**
 * @param syntax mnemonic and operands
 * @throws Error on a pattern that is not 16 or 32 bits long
 */
export function row(syntax: string, pattern: string, needs: Feature, kind: InstructionClass, lift: Lift): Row {
  const bits = pattern.replaceAll(' ', '');
  if (bits.length !== 16 && bits.length !== 32) throw new Error(`${syntax}: pattern of ${bits.length} bits`);
  let [mask, match] = [0, 0];
  const fields = new Map<string, Piece[]>();
  for (let at = 0; at < bits.length; at++) {
    const shift = bits.length - 1 - at;
    const letter = bits[at];
    if (letter === '0' || letter === '1') {
      mask |= 1 << shift;
      if (letter === '1') match |= 1 << shift;
      continue;
    }
    const pieces = fields.get(letter) ?? [];
    if (bits[at - 1] === letter) pieces[pieces.length - 1] = { shift, width: pieces[pieces.length - 1].width + 1 };
    else pieces.push({ shift, width: 1 });
    fields.set(letter, pieces);
  }
  const [mnemonic] = syntax.split(' ', 1);
  return { mnemonic, operands: syntax.slice(mnemonic.length + 1), length: bits.length === 16 ? 2 : 4, mask, match, fields: [...fields], needs, kind, lift };
}

/** The values of a row's fields in an encoding. */
export function fieldsOf({ fields }: Row, encoding: number): Fields {
  const values: Record<string, number> = {};
  for (let i = 0; i < fields.length; i++) {
    const pieces = fields[i][1];
    let value = 0;
    for (let j = 0; j < pieces.length; j++) {
      const { shift, width } = pieces[j];
      value = (value << width) | ((encoding >> shift) & ((1 << width) - 1));
    }
    values[fields[i][0]] = value;
  }
  return values;
}

/** The encoding of a row with these field values: the assembler of the tests. */
export function encode({ match, fields }: Row, values: Fields): number {
  let encoding = match;
  for (const [letter, pieces] of fields) {
    let rest = values[letter] ?? 0;
    for (const { shift, width } of [...pieces].reverse()) {
      encoding |= (rest & ((1 << width) - 1)) << shift;
      rest >>>= width;
    }
  }
  return encoding;
}

/** Sign extension of a field of `width` bits. */
export const signed = (value: number, width: number): number => (value << (32 - width)) >> (32 - width);
