/**
 * Runs of WebAssembly that are printed again and again but for a few numbers: an access to guest memory is a hundred
 * bytes or more, of which the address of its instruction and what is counted ahead of it are its own. Printed once, then
 * copied and filled in; the numbers take the same room whatever they are, since variable-length integers may be longer
 * than they need be (core specification 2.0, section 5.2.2).
 */
import type { Writer } from './writer.ts';

/** Numbers to fill in, each with the bytes it takes: addresses and places 32 bits, counts of instructions and cycles together a few more. */
const ROOM = { pc: 5, ahead: 7, waits: 5, counter: 5, stamp: 5, cycles: 5, bytes: 5, rest: 5 } as const;
export type Blank = keyof typeof ROOM;
/** What they are where the run is put. */
export type Filling = Readonly<Record<Blank, number>>;

/** Of each pattern: one more in a counter, and fetching code that fits the cache, or never does. */
export const KEYS = { tally: 0, fits: 1, never: 2 } as const;
const DOES = { load: 0, loadSigned: 1, store: 2, readRange: 3, writeRange: 4 } as const;
/** And of an access of at least one byte. */
export const accessKey = (does: keyof typeof DOES, bytes: number, aligned: boolean, onStack: boolean): number => ((bytes * 8 + DOES[does]) * 2 + (aligned ? 1 : 0)) * 2 + (onStack ? 1 : 0);

interface Pattern {
  readonly bytes: Uint8Array;
  /** Of each number the distance from the beginning. */
  readonly blanks: readonly { readonly at: number; readonly blank: Blank }[];
}

/** Those of one way to print: patterns fit no other memory map, and no other way to count. */
export class Patterns {
  private readonly known = new Map<number, Pattern>();
  private blanks: { readonly at: number; readonly blank: Blank }[] = [];
  private start = 0;

  /** Puts a run that was printed before; false: print it between `begin` and `end`. */
  put(code: Writer, key: number, filling: Filling): boolean {
    const pattern = this.known.get(key);
    if (pattern === undefined) return false;
    const { bytes, blanks } = pattern;
    const start = code.length;
    code.copy(bytes);
    for (let i = 0; i < blanks.length; i++) fill(code, start + blanks[i].at, blanks[i].blank, filling);
    return true;
  }

  begin(code: Writer): void {
    this.blanks = [];
    this.start = code.length;
  }

  end(code: Writer, key: number): void {
    this.known.set(key, { bytes: code.copyFrom(this.start), blanks: this.blanks });
  }

  /** Writes one of the numbers while a run is printed. */
  blank(code: Writer, blank: Blank, filling: Filling): void {
    this.blanks.push({ at: code.length - this.start, blank });
    fill(code, code.length, blank, filling);
  }
}

function fill(code: Writer, at: number, blank: Blank, filling: Filling): void {
  const value = filling[blank];
  code.padded(at, Math.floor(value / 2 ** 32), value | 0, ROOM[blank]);
}
