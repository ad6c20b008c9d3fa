/**
 * The plan as data for the prebuilt runner: a head, the op records, the constants. No compiler runs in the page; the
 * same kernels, compiled once, walk these bytes. All little-endian int32 but the narrow fields of the
 * records and constants of bytes.
 */
import { InputError } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { lower, NARROW_FIELDS, OP_BYTES, WIDE_FIELDS, type Place } from './lower.ts';

const MAGIC = 0x384d4854; // "THM8"
const VERSION = 2;
const HEAD_WORDS = 12;

export interface PlanHead {
  readonly opCount: number;
  readonly opsOffset: number;
  readonly constantsOffset: number;
  readonly constantsBytes: number;
  readonly arenaBytes: number;
  readonly input: Place;
  readonly output: Place;
}

/** Head (12 words), op records, constants; every part begins at a multiple of 4. */
export function planTable(int8Net: Int8Net, plan: ArenaPlan): Uint8Array {
  const { ops, constants, constantsBytes, arenaBytes, input, output } = lower(int8Net, plan);
  const opsOffset = 4 * HEAD_WORDS;
  const constantsOffset = opsOffset + OP_BYTES * ops.length;
  const table = new Uint8Array(constantsOffset + constantsBytes);
  const view = new DataView(table.buffer);
  const words = (at: number, values: Iterable<number>): void => {
    for (const value of values) at = (view.setInt32(at, value, true), at + 4);
  };
  words(0, [MAGIC, VERSION, ops.length, opsOffset, constantsOffset, constantsBytes, arenaBytes, input.offset, input.bytes, output.offset, output.bytes, 0]);
  ops.forEach(({ fields }, i) => {
    const at = opsOffset + OP_BYTES * i;
    words(at, WIDE_FIELDS.map((field) => fields[field]));
    NARROW_FIELDS.forEach((field, n) => view.setInt16(at + 4 * WIDE_FIELDS.length + 2 * n, fields[field], true));
  });
  for (const { values, offset } of constants) {
    if (values instanceof Int32Array) words(constantsOffset + offset, values);
    else table.set(new Uint8Array(values.buffer, values.byteOffset, values.length), constantsOffset + offset);
  }
  return table;
}

/** @throws InputError when these are not the bytes of `planTable` */
export function readPlanHead(table: Uint8Array): PlanHead {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  if (table.length < 4 * HEAD_WORDS || view.getInt32(0, true) !== MAGIC) throw new InputError('is no plan table', 'plan');
  const [version, opCount, opsOffset, constantsOffset, constantsBytes, arenaBytes, inputOffset, inputBytes, outputOffset, outputBytes] = Array.from({ length: 10 }, (_, i) => view.getInt32(4 * (i + 1), true));
  if (version !== VERSION) throw new InputError(`is of version ${version}; this runner walks version ${VERSION}`, 'plan');
  if (constantsOffset + constantsBytes !== table.length) throw new InputError(`should have ${constantsOffset + constantsBytes} bytes, not ${table.length}`, 'plan');
  return { opCount, opsOffset, constantsOffset, constantsBytes, arenaBytes, input: { offset: inputOffset, bytes: inputBytes }, output: { offset: outputOffset, bytes: outputBytes } };
}
