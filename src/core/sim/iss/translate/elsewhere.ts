/**
 * The functions by which translated code reaches memory that is in none of the busiest regions (tightly coupled memory,
 * a second SRAM, external flash): through the other regions of the map, and what is in none of them goes to the host.
 */
import type { PlacedRegion } from '../memory.ts';
import { IMPORTS, type ElsewhereName, type ImportName } from './imports.ts';
import { WASM } from './opcodes.ts';
import { Writer } from './writer.ts';

/** Parameters: address; bytes, above them as eight bits which low bits of an address must be 0; what the host takes third and fourth. */
const [ADDRESS, SIZE, THIRD, FOURTH, DISTANCE, BYTES] = [0, 1, 2, 3, 4, 5];
/** Where the alignment stands in the second parameter. */
export const ALIGNMENT_SHIFT = 8;

const OUTSIDE: Readonly<Record<ElsewhereName, ImportName>> = { loadElsewhere: 'loadOutside', storeElsewhere: 'storeOutside', rangeElsewhere: 'rangeOutside' };

/** The body of one of them; some accesses were tried in the first region alone; each takes and gives what its import does. */
export function elsewhere(name: ElsewhereName, regions: readonly PlacedRegion[]): Writer {
  const body = new Writer(256);
  const get = (local: number): void => body.u8(WASM.localGet, local);
  const constant = (value: number): void => {
    body.u8(WASM.i32Const);
    body.signed(value | 0);
  };
  const at = (code: number, offset: number): void => {
    body.u8(code, 0);
    body.unsigned(offset);
  };
  body.u8(1, 2, WASM.i32);
  get(SIZE);
  constant((1 << ALIGNMENT_SHIFT) - 1);
  body.u8(WASM.i32And, WASM.localSet, BYTES);
  for (const { base, bytes, offset, writable } of regions.slice(1)) {
    if (name === 'storeElsewhere' && !writable) continue;
    get(ADDRESS);
    constant(base);
    body.u8(WASM.i32Sub, WASM.localTee, DISTANCE);
    constant(bytes);
    get(BYTES);
    body.u8(WASM.i32Sub, WASM.i32LeU);
    get(DISTANCE);
    get(SIZE);
    constant(ALIGNMENT_SHIFT);
    body.u8(WASM.i32ShrU, WASM.i32And, WASM.i32Eqz, WASM.i32And);
    if (name === 'rangeElsewhere' && !writable) {
      get(THIRD);
      body.u8(WASM.i32Eqz, WASM.i32And);
    }
    body.u8(WASM.if, WASM.void);
    if (name === 'storeElsewhere') {
      for (const [size, store] of [[4, WASM.i32Store], [2, WASM.i32Store16], [1, WASM.i32Store8]]) {
        get(BYTES);
        constant(size);
        body.u8(WASM.i32Eq, WASM.if, WASM.void);
        get(DISTANCE);
        get(THIRD);
        at(store, offset);
        body.u8(WASM.end);
      }
      constant(0);
    } else {
      get(DISTANCE);
      constant(offset);
      body.u8(WASM.i32Add);
    }
    body.u8(WASM.return, WASM.end);
  }
  get(ADDRESS);
  get(BYTES);
  get(THIRD);
  get(FOURTH);
  body.u8(WASM.call);
  body.unsigned(IMPORTS.indexOf(OUTSIDE[name]));
  body.u8(WASM.end);
  return body;
}
