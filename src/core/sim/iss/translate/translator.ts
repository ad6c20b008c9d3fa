/**
 * The fast engine: guest functions become WebAssembly when control first reaches them, and run on the same memory and
 * registers as the interpreter. Only code in read-only memory is translated, so what was translated stays true.
 */
import { InputError } from '../../../lib/index.ts';
import { isLong, type Instruction } from '../decode/decoder.ts';
import type { IssCore } from '../cores.ts';
import type { BlockCycles } from '../timing/blockCycles.ts';
import type { Host } from '../host.ts';
import type { Interpreter } from '../interpreter.ts';
import { STATE, type GuestMemory } from '../memory.ts';
import { hostImports, type HostFunction } from './hostImports.ts';
import { findBlocks, isSmallLeaf, transferOf, type Block, type Code, type GuestFunction } from './flow.ts';
import { COUNTERS, emitFunction, type FunctionOptions } from './function.ts';
import { ALL_FLAGS, CONDITION_FLAGS } from './liveness.ts';
import { BLOCK_BITS, dispatcherModule, elsewhereBodies, functionModule } from './module.ts';
import { Patterns } from './patterns.ts';
import { Writer } from './writer.ts';

export interface CodeRange {
  readonly base: number;
  readonly bytes: number;
}

export interface TranslatorOptions {
  readonly core: IssCore;
  readonly code: CodeRange;
  readonly cycles: FunctionOptions['cycles'];
  readonly flash: FunctionOptions['flash'];
  /** Keep Q and GE even where the program cannot read them. */
  readonly keepsStatus: boolean;
  /** Count how often each block runs. */
  readonly profiles: boolean;
}

/** A block and how often it ran, and how often its branch was taken. */
export interface BlockCount {
  readonly block: Block;
  readonly executed: number;
  readonly taken: number;
  /** Cycles it waited for flash, for its data and its own code. */
  readonly waits: number;
  /** What it costs each time, where cycles are counted. */
  readonly cost: BlockCycles | null;
}

interface Table {
  readonly length: number;
  grow(by: number): number;
  set(index: number, value: unknown): void;
}

const COUNTER_BYTES = 24;
const STAMP_BYTES = 4;
/** Instructions in a module, beyond which called functions wait until they are reached. */
const BATCH = 4000;
const MOST_COUNTED_BLOCKS = 1 << 16;

/** Room for the tables of a translator, in bytes. */
export const tableBytes = (code: CodeRange, profiles: boolean): number => 2 * code.bytes + 8 + (profiles ? MOST_COUNTED_BLOCKS * (COUNTER_BYTES + STAMP_BYTES) : 0);

export class Translator {
  private readonly lookup: Int32Array;
  private readonly table: Table;
  private readonly dispatch: () => void;
  private readonly imports: Record<string, HostFunction | WebAssembly.Memory>;
  private readonly options: FunctionOptions;
  private readonly counted = new Map<Block, number>();
  private readonly costs = new Map<Block, BlockCycles>();
  private readonly stamps = new Map<number, number>();
  private readonly stampsAt: number;
  private readonly smallLeaves = new Map<number, boolean>();
  private readonly code: Code;
  /** Instructions outside IT blocks, by address. */
  private readonly decoded = new Map<number, Instruction>();
  /** The code itself. */
  private readonly halfwords: Uint16Array;
  private slots = 0;
  private readonly elsewhere: readonly Writer[];
  private readonly out = new Writer(65536);

  constructor(private readonly memory: GuestMemory, private readonly interpreter: Interpreter, host: Host, private readonly settings: TranslatorOptions) {
    const { code, profiles, cycles } = settings;
    const halfwords = code.bytes >>> 1;
    this.halfwords = new Uint16Array(memory.memory.buffer, memory.offsetOf(code.base, code.bytes), halfwords);
    const pages = memory.bytes.length / 65536;
    const lookup = memory.tables;
    const counters = (lookup + 4 * halfwords + 7) & ~7;
    this.stampsAt = counters + MOST_COUNTED_BLOCKS * COUNTER_BYTES;
    this.lookup = new Int32Array(memory.memory.buffer, lookup, halfwords);
    const module = new WebAssembly.Module(dispatcherModule(lookup, code.base, halfwords, pages));
    const { run, table } = new WebAssembly.Instance(module, { e: { memory: memory.memory } }).exports as unknown as { run: () => void; table: Table };
    this.elsewhere = elsewhereBodies(memory.regions);
    this.dispatch = run;
    this.table = table;
    this.imports = { ...hostImports(memory, interpreter, host), memory: memory.memory };
    this.code = {
      instruction: (at, condition) => this.instruction(at, condition),
      halfword: (at) => memory.halfword(at),
      isSmallLeaf: (at) => this.isSmallLeaf(at),
    };
    this.options = {
      lookup: { place: lookup, codeBase: code.base, halfwords },
      memory,
      patterns: new Patterns(),
      scratch: new Writer(65536),
      watches: { watchLoad: host.watchLoad !== undefined, watchStore: host.watchStore !== undefined },
      constantWord: (address) => this.constantWord(address),
      wantedFlags: settings.keepsStatus || this.readsStatus() ? ALL_FLAGS : CONDITION_FLAGS,
      cycles: cycles === null ? null : (block): BlockCycles => this.costOf(block, cycles),
      flash: settings.flash,
      counters: profiles ? (block) => counters + COUNTER_BYTES * this.counterOf(block) : null,
      stamps: (address) => this.stampsAt + STAMP_BYTES * this.stampOf(address),
    };
  }

  /** No code is in a cache any more; what is translated stays. */
  forgetFetches(): void {
    this.memory.bytes.fill(0, this.stampsAt, this.stampsAt + STAMP_BYTES * this.stamps.size);
  }

  covers(address: number): boolean {
    return (address - this.settings.code.base) >>> 0 < this.settings.code.bytes;
  }

  /**
   * Runs until the fuel is spent, the host is wanted, or control leaves translatable code.
   * @returns false where not even the first instruction could be translated
   */
  run(): boolean {
    const { state } = this.memory;
    for (let ran = false; ; ran = true) {
      const address = (state[STATE.pc] & ~1) >>> 0;
      if ((state[STATE.pc] & 1) === 0 || !this.covers(address)) return ran;
      if (!this.knows(address)) this.translate([address]);
      if (!this.knows(address)) return ran;
      this.dispatch();
      if (state[STATE.fuel] <= 0 || state[STATE.service] !== 0) return true;
    }
  }

  /** How often each block ran, where the translator was made to count. */
  counts(): BlockCount[] {
    const start = (this.memory.tables + 4 * this.lookup.length + 7) & ~7;
    const count = (index: number): number => Number(this.memory.view.getBigUint64(start + 8 * index, true));
    return [...this.counted].map(([block, i]) => {
      const [taken, fallen, waits] = [COUNTERS.taken, COUNTERS.fallen, COUNTERS.waits].map((which) => count(3 * i + which));
      return { block, executed: taken + fallen, taken, waits, cost: this.costs.get(block) ?? null };
    });
  }

  /** Translates the functions at these addresses, and those they call, into one module; those known already aside. */
  translate(addresses: readonly number[]): void {
    const functions: GuestFunction[] = [];
    const wanted = new Set(addresses);
    const asked = new Set(addresses);
    let size = 0;
    for (const address of asked) {
      if (!this.covers(address) || this.knows(address) || (size > BATCH && !wanted.has(address))) continue;
      const guest = findBlocks(this.code, address);
      if (guest.blocks.length === 0) continue;
      functions.push(guest);
      for (const { instructions } of guest.blocks) {
        size += instructions.length;
        const last = transferOf(instructions[instructions.length - 1]);
        if (last?.kind === 'call' && !guest.blocks.some((block) => block.address === last.target)) asked.add(last.target);
      }
    }
    if (functions.length === 0) return;
    const { out, elsewhere, options, slots } = this;
    const module = new WebAssembly.Module(functionModule(out, functions.length, this.memory.bytes.length / 65536, elsewhere, (i) => emitFunction(functions[i], options, slots + 1 + i, out)));
    const { exports } = new WebAssembly.Instance(module, { e: this.imports });
    functions.forEach((guest, i) => this.register(guest, exports[`f${i}`]));
  }

  /** Null where it is not all in the code that is translated, which stays as it is. */
  private instruction(at: number, condition: number | null): Instruction | null {
    const known = condition === null ? this.decoded.get(at) : undefined;
    if (known !== undefined) return known;
    if (!this.covers(at)) return null;
    const { halfwords } = this;
    const index = (at - this.settings.code.base) >>> 1;
    const first = halfwords[index];
    if (isLong(first) && index + 1 >= halfwords.length) return null;
    const instruction = isLong(first) ? this.interpreter.instruction(at, (first << 16) | halfwords[index + 1], 4, condition) : this.interpreter.instruction(at, first, 2, condition);
    if (condition === null) this.decoded.set(at, instruction);
    return instruction;
  }

  private isSmallLeaf(address: number): boolean {
    const known = this.smallLeaves.get(address) ?? (this.covers(address) && isSmallLeaf(this.code, address));
    this.smallLeaves.set(address, known);
    return known;
  }

  private knows(address: number): boolean {
    return this.lookup[(address - this.settings.code.base) >>> 1] !== 0;
  }

  private register({ blocks }: GuestFunction, compiled: unknown): void {
    const slot = ++this.slots;
    if (slot >= this.table.length) this.table.grow(this.table.length);
    this.table.set(slot, compiled);
    const starts = new Map(blocks.map(({ address }, i) => [address, i]));
    const heads = new Set(blocks.flatMap(({ successors }, from) => successors.filter((to) => (starts.get(to) ?? Infinity) <= from)));
    blocks.forEach(({ address, isEntry }, index) => {
      const at = (address - this.settings.code.base) >>> 1;
      if ((isEntry || heads.has(address)) && at < this.lookup.length && this.lookup[at] === 0) this.lookup[at] = (slot << BLOCK_BITS) | index;
    });
  }

  private costOf(block: Block, cycles: (block: Block) => BlockCycles): BlockCycles {
    const cost = cycles(block);
    this.costs.set(block, cost);
    return cost;
  }

  private counterOf(block: Block): number {
    const known = this.counted.get(block);
    if (known !== undefined) return known;
    if (this.counted.size === MOST_COUNTED_BLOCKS) throw new InputError(`more than ${MOST_COUNTED_BLOCKS} blocks of code run; that is no firmware for a microcontroller`);
    this.counted.set(block, this.counted.size);
    return this.counted.size - 1;
  }

  private stampOf(address: number): number {
    const index = this.stamps.get(address) ?? this.stamps.size;
    this.stamps.set(address, index);
    return index;
  }

  private constantWord(address: number): number | null {
    if (!this.covers(address) || (address & 3) !== 0) return null;
    const offset = this.memory.offsetOf(address, 4);
    return offset < 0 ? null : this.memory.view.getInt32(offset, true);
  }

  /** Does any halfword of the code look like MRS? Without it Q cannot be read; without it and SEL, GE neither. */
  private readsStatus(): boolean {
    const { halfwords: code } = this;
    return code.includes(0xf3ef) || Array.from({ length: 16 }, (_, n) => 0xfaa0 | n).some((select) => code.includes(select));
  }
}
