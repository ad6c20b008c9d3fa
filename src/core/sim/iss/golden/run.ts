/** Runs the random sequences on an engine and hashes what they leave, as the guest program of the golden results does. */
import { coreProfiles, type IssCore } from '../cores.ts';
import { createMachine, type Machine } from '../machine.ts';
import { flagIndex, STATE } from '../memory.ts';
import { HASH_START, hashWord, STATUS_MASK, WINDOW, WINDOW_EVERY, type Sequence, type Suite } from './sequences.ts';

const CODE = 0x1000;
const RAM = 0x20000000;
/** Where the window stands in the golden results; addresses are part of what is hashed. */
export const windowBase = (core: IssCore): number => (core === 'm33' ? 0x38100000 : 0x20100000);

/** Bytes of the sequences, one after the other, each from an even halfword. */
export function layOut(sequences: readonly Sequence[]): { readonly bytes: Uint8Array; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  const all: number[] = [];
  for (const { halfwords } of sequences) {
    offsets.push(2 * all.length);
    all.push(...halfwords);
    if (all.length % 2 === 1) all.push(0xbf00);
  }
  const bytes = new Uint8Array(2 * all.length);
  all.forEach((halfword, i) => {
    bytes[2 * i] = halfword & 255;
    bytes[2 * i + 1] = halfword >> 8;
  });
  return { bytes, offsets };
}

/** What the window holds before the first sequence. */
export const windowByte = (at: number): number => (Math.imul(at, 0x9e3779b1) >>> 24) & 255;

function machineFor(core: IssCore, engine: 'translate' | 'interpret', code: Uint8Array): Machine {
  const vectors = new Uint8Array(8);
  new DataView(vectors.buffer).setUint32(0, RAM + 0x1000, true);
  const machine = createMachine({
    core, engine, keepStatus: true,
    memory: {
      name: 'golden', vectors: 0,
      regions: [{ name: 'window', base: windowBase(core), bytes: WINDOW.bytes, writable: true }, { name: 'code', base: 0, bytes: CODE + code.length, writable: false }, { name: 'stack', base: RAM, bytes: 0x1000, writable: true }],
    },
    image: { segments: [{ address: 0, bytes: vectors, executable: false }, { address: CODE, bytes: code, executable: true }], symbols: [], entry: CODE },
  });
  machine.memory.write(windowBase(core), Uint8Array.from({ length: WINDOW.bytes }, (_, at) => windowByte(at)));
  return machine;
}

function load({ memory, options }: Machine, { registers, status, singles }: Sequence): void {
  const { state } = memory;
  registers.forEach((value, i) => (state[i] = i === 7 ? windowBase(options.core) + WINDOW.middle : value));
  state[flagIndex('n')] = status & 0x80000000;
  state[flagIndex('z')] = status & 0x40000000 ? 0 : 1;
  state[flagIndex('c')] = (status >>> 29) & 1;
  state[flagIndex('v')] = (status << 3) & 0x80000000;
  state[flagIndex('q')] = (status >>> 27) & 1;
  state[flagIndex('ge')] = (status >>> 16) & 15;
  singles.forEach((value, i) => (state[STATE.singles + i] = value));
}

function resultHash({ registers: { r, s, n, z, c, v, q, ge } }: Machine, withSingles: boolean): number {
  const status = (Number(n) << 31) | (Number(z) << 30) | (Number(c) << 29) | (Number(v) << 28) | (Number(q) << 27) | (ge << 16);
  let hash = HASH_START;
  for (let i = 0; i < 13; i++) hash = hashWord(hash, r[i]);
  hash = hashWord(hash, status & STATUS_MASK);
  if (withSingles) for (const bits of s) hash = hashWord(hash, bits);
  return hash;
}

/** What is stored of a hash. */
export const folded = (hash: number): number => (hash ^ (hash >>> 16)) & 0xffff;

export interface GoldenRun {
  /** One hash for each sequence; the window's hash is mixed into that of every 64th. */
  readonly hashes: Int32Array;
  readonly instructions: number;
}

/** @throws Error where a sequence does not come back */
export function runSequences(core: IssCore, suite: Suite, engine: 'translate' | 'interpret', sequences: readonly Sequence[]): GoldenRun {
  if (suite !== 'integer' && !coreProfiles[core].features.has('fp4')) throw new Error(`${core} has no floating point`);
  const { bytes, offsets } = layOut(sequences);
  const machine = machineFor(core, engine, bytes);
  machine.translateAhead(offsets.map((offset) => CODE + offset));
  const hashes = new Int32Array(sequences.length);
  const before = machine.instructions;
  sequences.forEach((one, i) => {
    load(machine, one);
    const stop = machine.callFunction(CODE + offsets[i]);
    if (stop.reason !== 'return') throw new Error(`${core} ${suite} sequence ${i}: ${stop.reason === 'fault' ? stop.fault.message : stop.reason}`);
    hashes[i] = resultHash(machine, suite !== 'integer');
    if (i % WINDOW_EVERY === WINDOW_EVERY - 1) hashes[i] = hashWord(hashes[i], windowHash(machine));
  });
  return { hashes, instructions: machine.instructions - before };
}

function windowHash({ memory, options }: Machine): number {
  const start = memory.offsetOf(windowBase(options.core), WINDOW.bytes);
  let hash = HASH_START;
  for (let at = start; at < start + WINDOW.bytes; at += 4) hash = hashWord(hash, memory.view.getInt32(at, true));
  return hash;
}
