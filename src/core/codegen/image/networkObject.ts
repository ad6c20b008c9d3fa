/**
 * The network as an object file that never was a file: op records, constants and one recorded run as flash sections,
 * arena and result as room in RAM, and the record `thimble_network` of kernels/image/image.h that points to them. The
 * linker then treats it like any other object.
 */
import { InputError } from '../../lib/index.ts';
import type { Place } from '../lower.ts';
import { readPlanHead } from '../planTable.ts';
import { OP_BYTES } from '../record.ts';
import type { ObjectFile, ObjectSymbol, Relocation, Section } from './objectFile.ts';

const OBJECT = 'network';
const ABS32 = 2;
const CACHE_LINE = 16;
/** Words of thimble_outcome before its output. */
const OUTCOME_HEAD_BYTES = 16;

interface Draft {
  readonly section: Section;
  readonly symbol: ObjectSymbol;
}

function draft(name: string, content: Uint8Array | number, relocations: readonly Relocation[] = [], alignment = 4): Draft {
  const bytes = typeof content === 'number' ? null : content;
  const section: Section = {
    name: `${bytes === null ? '.bss' : '.rodata'}.${name}`, object: OBJECT, writable: bytes === null, executable: false,
    alignment, size: typeof content === 'number' ? content : content.length, bytes, relocations,
  };
  return { section, symbol: object(name, section, 0, section.size) };
}

const object = (name: string, place: Section, value: number, size: number): ObjectSymbol => ({ name, binding: 'global', kind: 'object', value, size, place });

/** Little-endian words; a symbol stands for its address. */
function record(name: string, words: readonly (number | ObjectSymbol)[]): Draft {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  const relocations = words.flatMap((word, i): Relocation[] => {
    if (typeof word !== 'number') return [{ offset: 4 * i, type: ABS32, symbol: word }];
    view.setUint32(4 * i, word, true);
    return [];
  });
  return draft(name, new Uint8Array(view.buffer), relocations);
}

/** "thimble_input", then "thimble_input_1" and so on. */
const numbered = (name: string, i: number): string => (i === 0 ? name : `${name}_${i}`);

const totalBytes = (places: readonly Place[]): number => places.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * @param table bytes of planTable
 * @param sample one input, tensor after tensor; @param expected its output
 */
export function networkObject(table: Uint8Array, sample: Int8Array, expected: Int8Array): ObjectFile {
  const head = readPlanHead(table);
  const { inputs, outputs } = head;
  for (const [name, values, places] of [['the recorded input', sample, inputs], ['the expected output', expected, outputs]] as const) {
    if (values.length !== totalBytes(places)) throw new InputError(`has ${values.length} values; the network's has ${totalBytes(places)}`, name);
  }
  const bytesOf = (values: Int8Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.length);

  const ops = draft('thimble_ops', table.subarray(head.opsOffset, head.opsOffset + OP_BYTES * head.opCount));
  const constants = draft('thimble_constants', table.subarray(head.constantsOffset, head.constantsOffset + head.constantsBytes), [], CACHE_LINE);
  const recorded = draft('thimble_sample', bytesOf(sample), [], 1);
  const answer = draft('thimble_expected', bytesOf(expected), [], 1);
  const arena = draft('thimble_arena', head.arenaBytes, [], CACHE_LINE);
  const result = draft('thimble_result', OUTCOME_HEAD_BYTES + expected.length);
  // an input outside the arena has a buffer of its own
  const external = inputs.some(({ offset }) => offset < 0) ? draft('thimble_external', totalBytes(inputs), [], CACHE_LINE) : null;

  let taken = 0;
  const ends = (name: string, places: readonly Place[]): ObjectSymbol[] =>
    places.map(({ offset, bytes }, i) => {
      if (offset >= 0 || external === null) return object(numbered(name, i), arena.section, offset, bytes);
      taken += bytes;
      return object(numbered(name, i), external.section, taken - bytes, bytes);
    });
  const [inputSymbols, outputSymbols] = [ends('thimble_input', inputs), ends('thimble_output', outputs)];
  const places = record('thimble_places', [...inputSymbols, ...outputSymbols].flatMap((symbol) => [symbol, symbol.size]));
  const model = record('thimble_model', [
    ops.symbol, head.opCount, constants.symbol, arena.symbol, external?.symbol ?? 0, places.symbol, inputs.length, outputs.length, recorded.symbol, answer.symbol,
  ]);
  const drafts = [model, places, ops, constants, recorded, answer, arena, result, ...(external === null ? [] : [external])];
  return { name: OBJECT, sections: drafts.map(({ section }) => section), symbols: [...drafts.map(({ symbol }) => symbol), ...inputSymbols, ...outputSymbols] };
}
