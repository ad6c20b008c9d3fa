/**
 * What ran, from the translator's counts of basic blocks: instructions, cycles, the mix by class, and the share of each
 * function. Counting blocks costs one addition per block; all else is worked out here, once.
 */
import type { IssCore } from '../iss/cores.ts';
import type { ElfSymbol } from '../iss/elf.ts';
import { hex } from '../iss/fault.ts';
import type { InstructionClass } from '../iss/ir/lifter.ts';
import { blockCycles, type BlockCycles, type FetchCost } from '../iss/timing/blockCycles.ts';
import type { Block } from '../iss/translate/flow.ts';
import type { BlockCount } from '../iss/translate/translator.ts';

export interface Tally {
  readonly instructions: number;
  readonly cycles: number;
}

export interface FunctionTally extends Tally {
  readonly name: string;
}

export interface ClassCount {
  readonly class: InstructionClass;
  readonly count: number;
}

/** Without `waits`: with memory that answers at once; without `cost` it is worked out. */
export type Counted = Pick<BlockCount, 'block' | 'executed' | 'taken'> & Partial<BlockCount>;

/** What ran after one moment and up to another. */
export function between(before: readonly BlockCount[], after: readonly BlockCount[]): BlockCount[] {
  const earlier = new Map(before.map((count) => [count.block, count]));
  return after.flatMap(({ block, executed, taken, waits, cost }) => {
    const old = earlier.get(block);
    const runs = executed - (old?.executed ?? 0);
    return runs === 0 ? [] : [{ block, executed: runs, taken: taken - (old?.taken ?? 0), waits: waits - (old?.waits ?? 0), cost }];
  });
}

export const waitsOf = (counts: readonly Counted[]): number => counts.reduce((sum, { waits = 0 }) => sum + waits, 0);

export class Profiler {
  private readonly costs = new Map<Block, BlockCycles>();
  private readonly cyclesOf: (block: Block) => BlockCycles;
  private readonly functions: readonly ElfSymbol[];

  constructor(core: IssCore, fetch: FetchCost, symbols: readonly ElfSymbol[]) {
    this.cyclesOf = blockCycles(core, fetch);
    // what has neither type nor size is a label of hand-written code
    this.functions = symbols.filter(({ isFunction, bytes }) => isFunction || bytes === 0);
  }

  tally(counts: readonly Counted[]): Tally {
    let [instructions, cycles] = [0, 0];
    for (const { block, executed, taken, waits = 0, cost: known = null } of counts) {
      if (executed === 0 && taken === 0) continue;
      const cost = known ?? this.costOf(block);
      instructions += executed * block.instructions.length;
      cycles += executed * cost.straight + taken * cost.taken + waits;
    }
    return { instructions, cycles };
  }

  /** Largest class first. */
  mix(counts: readonly Counted[]): ClassCount[] {
    const sums = new Map<InstructionClass, number>();
    for (const { block, executed } of counts) {
      for (const { kind } of block.instructions) sums.set(kind, (sums.get(kind) ?? 0) + executed);
    }
    return [...sums].map(([name, count]) => ({ class: name, count })).sort((a, b) => b.count - a.count);
  }

  /** Dearest function first. */
  byFunction(counts: readonly Counted[]): FunctionTally[] {
    const sums = new Map<string, { instructions: number; cycles: number }>();
    const addTo = (address: number, instructions: number, cycles: number): void => {
      const name = this.functionAt(address);
      const sum = sums.get(name) ?? { instructions: 0, cycles: 0 };
      sums.set(name, { instructions: sum.instructions + instructions, cycles: sum.cycles + cycles });
    };
    for (const count of counts) {
      const { instructions, cycles } = this.tally([count]);
      addTo(count.block.address, instructions, cycles);
    }
    return [...sums].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.cycles - a.cycles);
  }

  /** Name of the function an address lies in, or the address itself. */
  functionAt(address: number): string {
    const at = address >>> 0;
    let [low, high] = [0, this.functions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.functions[middle].address <= at) low = middle + 1;
      else high = middle;
    }
    let label: string | null = null;
    for (let i = low - 1; i >= 0 && i >= low - 8; i--) {
      const { name, address: start, bytes } = this.functions[i];
      if (bytes > 0 && at < start + bytes) return name;
      if (bytes === 0) label ??= name;
    }
    return label ?? hex(at);
  }

  private costOf(block: Block): BlockCycles {
    const cost = this.costs.get(block) ?? this.cyclesOf(block);
    this.costs.set(block, cost);
    return cost;
  }
}
