/** Counts what the interpreter executes as the translator counts its own blocks: each instruction a block of itself. */
import type { IssCore } from './cores.ts';
import type { Instruction } from './decode/decoder.ts';
import { blockCycles, type BlockCycles, type FetchCost } from './timing/blockCycles.ts';
import type { Block } from './translate/flow.ts';
import type { BlockCount } from './translate/translator.ts';

interface Count extends BlockCount {
  readonly cost: BlockCycles;
  executed: number;
  taken: number;
  waits: number;
}

const blockOf = (instruction: Instruction): Block => ({
  address: instruction.address, instructions: [instruction], end: instruction.address + instruction.length, successors: [], leaves: true, isEntry: false,
});

export class InterpretedCounts {
  private readonly counted = new Map<Instruction, Count>();
  private readonly cyclesOf: (block: Block) => BlockCycles;
  /** Cycles that the instruction at hand has waited for flash. */
  waiting = 0;

  constructor(core: IssCore, fetch?: FetchCost) {
    this.cyclesOf = blockCycles(core, fetch);
  }

  /**
   * @param counts it is one of a run's; stepping only takes its time
   * @returns its cycles
   */
  add(instruction: Instruction, taken: boolean, counts: boolean): number {
    const count = this.counted.get(instruction) ?? this.fresh(instruction);
    const waited = this.waiting;
    this.waiting = 0;
    if (counts) {
      count.executed++;
      count.waits += waited;
      if (taken) count.taken++;
    }
    return count.cost.straight + waited + (taken ? count.cost.taken : 0);
  }

  get counts(): readonly BlockCount[] {
    return [...this.counted.values()].map(({ block, executed, taken, waits, cost }) => ({ block, executed, taken, waits, cost }));
  }

  private fresh(instruction: Instruction): Count {
    const block = blockOf(instruction);
    const count: Count = { block, executed: 0, taken: 0, waits: 0, cost: this.cyclesOf(block) };
    this.counted.set(instruction, count);
    return count;
  }
}
