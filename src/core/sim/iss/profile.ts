/** Sums block counts up: executed instructions and cycles by function and by class, and how often each address ran. */
import type { IssCore } from './cores.ts';
import type { ElfSymbol } from './elf.ts';
import { hex } from './fault.ts';
import type { InstructionClass } from './ir/lifter.ts';
import { blockCycles } from './timing/blockCycles.ts';
import type { BlockCount } from './translate/translator.ts';

export interface FunctionProfile {
  readonly name: string;
  readonly address: number;
  readonly instructions: number;
  readonly cycles: number;
}

export interface Profile {
  readonly instructions: number;
  /** With memory that answers at once. */
  readonly cycles: number;
  /** Busiest first. Code without a symbol goes by its block's address. */
  readonly functions: readonly FunctionProfile[];
  /** Executed instructions of each class. */
  readonly mix: Readonly<Partial<Record<InstructionClass, number>>>;
  /** How often the instruction at an address ran. */
  readonly executions: ReadonlyMap<number, number>;
}

/** The function symbol an address lies in; among aliases the first. */
function finder(symbols: readonly ElfSymbol[]): (address: number) => ElfSymbol | null {
  const functions = symbols.filter(({ isFunction }) => isFunction);
  return (address) => {
    let [low, high] = [0, functions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (functions[middle].address <= address) low = middle + 1;
      else high = middle;
    }
    let found = functions[low - 1];
    for (let i = low - 2; i >= 0 && functions[i].address === found.address; i--) found = functions[i];
    return found !== undefined && (found.bytes === 0 || address < found.address + found.bytes) ? found : null;
  };
}

export function summarise(core: IssCore, counts: readonly BlockCount[], symbols: readonly ElfSymbol[]): Profile {
  const cyclesOf = blockCycles(core);
  const symbolAt = finder(symbols);
  const functions = new Map<string, { name: string; address: number; instructions: number; cycles: number }>();
  const mix: Partial<Record<InstructionClass, number>> = {};
  const executions = new Map<number, number>();
  for (const { block, executed, taken } of counts) {
    if (executed === 0) continue;
    const { name, address } = symbolAt(block.address) ?? { name: hex(block.address), address: block.address };
    const entry = functions.get(name) ?? { name, address, instructions: 0, cycles: 0 };
    const { straight, taken: refill } = cyclesOf(block);
    entry.instructions += executed * block.instructions.length;
    entry.cycles += executed * straight + taken * refill;
    functions.set(name, entry);
    for (const { kind, address: at } of block.instructions) {
      mix[kind] = (mix[kind] ?? 0) + executed;
      executions.set(at, (executions.get(at) ?? 0) + executed);
    }
  }
  const sorted = [...functions.values()].sort((a, b) => b.instructions - a.instructions);
  const total = (pick: (entry: FunctionProfile) => number): number => sorted.reduce((sum, entry) => sum + pick(entry), 0);
  return { instructions: total((entry) => entry.instructions), cycles: total((entry) => entry.cycles), functions: sorted, mix, executions };
}
