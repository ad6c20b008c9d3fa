/**
 * The fast engine: guest functions become WebAssembly when control first reaches them, and run on the same memory and
 * registers as the interpreter. Only code in read-only memory is translated, so what was translated stays true.
 */
import { InputError } from '../../../lib/index.ts';
import { isLong } from '../decode/decoder.ts';
import type { IssCore } from '../cores.ts';
import { GuestFault } from '../fault.ts';
import { accessFault, type Host } from '../host.ts';
import { refusalFault, type Interpreter } from '../interpreter.ts';
import { STATE, type GuestMemory } from '../memory.ts';
import { IMPORTS, type ImportName } from './imports.ts';
import { findBlocks, isSmallLeaf, transferOf, type Block, type Code, type GuestFunction } from './flow.ts';
import { COUNTERS, emitFunction, type FunctionOptions } from './function.ts';
import { ALL_FLAGS, CONDITION_FLAGS } from './liveness.ts';
import { BLOCK_BITS, dispatcherModule, functionModule } from './module.ts';

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
}

type HostFunction = (...args: number[]) => number | void;

interface Table {
  readonly length: number;
  grow(by: number): number;
  set(index: number, value: unknown): void;
}

/** Word of the state block that carries a value from the host to a load. */
const SCRATCH = 4 * 96;
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
  private readonly stamps = new Map<number, number>();
  private readonly smallLeaves = new Map<number, boolean>();
  private readonly code: Code;
  private slots = 0;

  constructor(private readonly memory: GuestMemory, private readonly interpreter: Interpreter, host: Host, private readonly settings: TranslatorOptions) {
    const { code, profiles, cycles } = settings;
    const halfwords = code.bytes >>> 1;
    const pages = memory.bytes.length / 65536;
    const lookup = memory.tables;
    const counters = (lookup + 4 * halfwords + 7) & ~7;
    this.lookup = new Int32Array(memory.memory.buffer, lookup, halfwords);
    const module = new WebAssembly.Module(dispatcherModule(lookup, code.base, halfwords, pages));
    const { run, table } = new WebAssembly.Instance(module, { e: { memory: memory.memory } }).exports as unknown as { run: () => void; table: Table };
    this.dispatch = run;
    this.table = table;
    this.imports = { ...this.hostImports(host), memory: memory.memory };
    this.code = {
      instruction: (at, condition) => (this.covers(at) && (this.covers(at + 2) || !isLong(memory.halfword(at) ?? 0)) ? interpreter.fetch(at, condition) : null),
      halfword: (at) => memory.halfword(at),
      isSmallLeaf: (at) => this.isSmallLeaf(at),
    };
    this.options = {
      lookup: { place: lookup, codeBase: code.base, halfwords },
      memory,
      watches: { watchLoad: host.watchLoad !== undefined, watchStore: host.watchStore !== undefined },
      constantWord: (address) => this.constantWord(address),
      wantedFlags: settings.keepsStatus || this.readsStatus() ? ALL_FLAGS : CONDITION_FLAGS,
      cycles,
      flash: settings.flash,
      counters: profiles ? (block) => counters + COUNTER_BYTES * this.counterOf(block) : null,
      stamps: (address) => counters + MOST_COUNTED_BLOCKS * COUNTER_BYTES + STAMP_BYTES * this.stampOf(address),
    };
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
      return { block, executed: taken + fallen, taken, waits };
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
    const bodies = functions.map((guest, i) => emitFunction(guest, this.options, this.slots + 1 + i));
    const module = new WebAssembly.Module(functionModule(bodies, this.memory.bytes.length / 65536, this.memory.regions));
    const { exports } = new WebAssembly.Instance(module, { e: this.imports });
    functions.forEach((guest, i) => this.register(guest, exports[`f${i}`]));
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
    const { base, bytes } = this.settings.code;
    const start = this.memory.offsetOf(base, bytes);
    for (let at = start; at + 1 < start + bytes; at += 2) {
      const halfword = this.memory.view.getUint16(at, true);
      if (halfword === 0xf3ef || (halfword & 0xfff0) === 0xfaa0) return true;
    }
    return false;
  }

  private hostImports(host: Host): Record<ImportName, HostFunction> {
    const { memory } = this;
    const imports: Record<ImportName, HostFunction> = {
      loadOutside: (address: number, bytes: number, pc: number): number => {
        if (memory.offsetOf(address, bytes) >= 0) throw accessFault(memory, address, bytes, false, pc);
        memory.view.setInt32(SCRATCH, host.loadOutside(address, bytes, pc), true);
        return SCRATCH;
      },
      storeOutside: (address: number, bytes: number, value: number, pc: number): void => {
        if (memory.offsetOf(address, bytes) >= 0) throw accessFault(memory, address, bytes, true, pc);
        host.storeOutside(address, bytes, value, pc);
      },
      rangeOutside: (address: number, bytes: number, writes: number, pc: number): number => {
        throw accessFault(memory, address, bytes, writes !== 0, pc);
      },
      stackLowered: (sp: number, pc: number): void => host.stackLowered(sp >>> 0, pc),
      trap: (pc: number): void => {
        throw this.trapAt(pc);
      },
      watchLoad: host.watchLoad ?? ((): void => undefined),
      watchStore: host.watchStore ?? ((): void => undefined),
    };
    return Object.fromEntries(IMPORTS.map((name) => [name, imports[name]])) as Record<ImportName, HostFunction>;
  }

  private trapAt(pc: number): GuestFault {
    const instruction = this.interpreter.fetch(pc, null);
    if (instruction.refusal !== null) return refusalFault(instruction);
    const check = instruction.statements.find((statement) => statement.kind === 'trapUnlessZero');
    return new GuestFault('instruction', check?.kind === 'trapUnlessZero' ? check.reason : 'refused', pc);
  }
}
