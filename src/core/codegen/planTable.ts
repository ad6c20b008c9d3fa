/**
 * The plan as data for the prebuilt runner: a head, the places of inputs and outputs, the op records, the constants.
 * No compiler runs in the page; the same kernels, compiled once, walk these bytes. All little-endian int32 but the
 * narrow fields of the records and constants of fewer bits.
 */
import { InputError } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { lower, type Lowered, type Place } from './lower.ts';
import { NARROW_FIELDS, OP_BYTES, WIDE_FIELDS } from './record.ts';

const MAGIC = 0x384d4854; // "THM8"
const VERSION = 3;
const HEAD_WORDS = 10;

export interface PlanHead {
  readonly opCount: number;
  readonly opsOffset: number;
  readonly constantsOffset: number;
  readonly constantsBytes: number;
  readonly arenaBytes: number;
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
}

/** @throws InputError as `lower`, when the plan is not one of this network */
export const planTable = (int8Net: Int8Net, plan: ArenaPlan): Uint8Array => encodePlan(lower(int8Net, plan));

/** Head (10 words), places (2 words each), op records, constants; every part begins at a multiple of 4. */
export function encodePlan({ ops, constants, constantsBytes, arenaBytes, inputs, outputs }: Lowered): Uint8Array {
  const places = [...inputs, ...outputs].flatMap(({ offset, bytes }) => [offset, bytes]);
  const opsOffset = 4 * (HEAD_WORDS + places.length);
  const constantsOffset = opsOffset + OP_BYTES * ops.length;
  const table = new Uint8Array(constantsOffset + constantsBytes);
  const view = new DataView(table.buffer);
  const words = (at: number, values: Iterable<number>): void => {
    for (const value of values) at = (view.setInt32(at, value, true), at + 4);
  };
  words(0, [MAGIC, VERSION, ops.length, opsOffset, constantsOffset, constantsBytes, arenaBytes, inputs.length, outputs.length, 0, ...places]);
  ops.forEach(({ fields }, i) => {
    const at = opsOffset + OP_BYTES * i;
    words(at, WIDE_FIELDS.map((field) => fields[field]));
    NARROW_FIELDS.forEach((field, n) => view.setInt16(at + 4 * WIDE_FIELDS.length + 2 * n, fields[field], true));
  });
  for (const { values, offset } of constants) {
    const at = constantsOffset + offset;
    if (values instanceof Int32Array) words(at, values);
    else if (values instanceof Int16Array) values.forEach((value, i) => view.setInt16(at + 2 * i, value, true));
    else table.set(new Uint8Array(values.buffer, values.byteOffset, values.length), at);
  }
  return table;
}

/** @throws InputError when these are not the bytes of `planTable` */
export function readPlanHead(table: Uint8Array): PlanHead {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  if (table.length < 4 * HEAD_WORDS || view.getInt32(0, true) !== MAGIC) throw new InputError('is no plan table', 'plan');
  const word = (at: number): number => view.getInt32(4 * at, true);
  const [version, opCount, opsOffset, constantsOffset, constantsBytes, arenaBytes, inputCount, outputCount] = Array.from({ length: 8 }, (_, i) => word(i + 1));
  if (version !== VERSION) throw new InputError(`is of version ${version}; this runner walks version ${VERSION}`, 'plan');
  if (opsOffset !== 4 * (HEAD_WORDS + 2 * (inputCount + outputCount)) || constantsOffset + constantsBytes !== table.length) {
    throw new InputError(`should have ${constantsOffset + constantsBytes} bytes, not ${table.length}`, 'plan');
  }
  const places = Array.from({ length: inputCount + outputCount }, (_, i): Place => ({ offset: word(HEAD_WORDS + 2 * i), bytes: word(HEAD_WORDS + 2 * i + 1) }));
  return { opCount, opsOffset, constantsOffset, constantsBytes, arenaBytes, inputs: places.slice(0, inputCount), outputs: places.slice(inputCount) };
}
