/** Cycles of basic blocks on each core: what the translator adds up and profiles are weighed with. */
import type { IssCore } from '../cores.ts';
import type { Block } from '../translate/flow.ts';
import { cycleTables, words } from './cycleTables.ts';
import { m7Refill, schedule } from './dualIssue.ts';

export interface BlockCycles {
  /** Cycles when control falls through. */
  readonly straight: number;
  /** What leaving by a branch costs more. */
  readonly taken: number;
  /** Cycles before each instruction. */
  readonly starts: readonly number[];
}

/** What a board adds to its core's own cycles where code comes from flash. */
export interface FetchCost {
  /** Cycles more for every taken branch. */
  readonly branchCycles: number;
  /** Cycles of an IT instruction: 0 where it is folded into the one before it. */
  readonly itCycles: number;
}

const NOTHING: FetchCost = { branchCycles: 0, itCycles: 0 };

export function blockCycles(core: IssCore, { branchCycles, itCycles }: FetchCost = NOTHING): (block: Pick<Block, 'instructions'>) => BlockCycles {
  if (core === 'm7' || core === 'm7dp') {
    return ({ instructions }) => {
      const { cycles, starts } = schedule(instructions, words);
      return { straight: cycles, taken: m7Refill + branchCycles, starts };
    };
  }
  const table = cycleTables[core];
  return ({ instructions }) => {
    let straight = 0;
    const starts = instructions.map((instruction, i) => {
      const start = straight;
      straight += table.cost(instruction, i === 0 ? null : instructions[i - 1]) + (instruction.kind === 'it' ? itCycles : 0);
      return start;
    });
    return { straight, taken: table.refill + branchCycles, starts };
  };
}
