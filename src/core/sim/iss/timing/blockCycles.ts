/** Cycles of basic blocks on each core: what the translator adds up and profiles are weighed with. */
import type { IssCore } from '../cores.ts';
import type { Block } from '../translate/flow.ts';
import { cycleTables, words } from './cycleTables.ts';
import { m7Refill, scheduledCycles } from './dualIssue.ts';

export interface BlockCycles {
  /** Cycles when control falls through. */
  readonly straight: number;
  /** What leaving by a branch costs more. */
  readonly taken: number;
}

export function blockCycles(core: IssCore): (block: Block) => BlockCycles {
  if (core === 'm7') return ({ instructions }) => ({ straight: scheduledCycles(instructions, words), taken: m7Refill });
  const table = cycleTables[core];
  return ({ instructions }) => ({
    straight: instructions.reduce((sum, instruction, i) => sum + table.cost(instruction, i === 0 ? null : instructions[i - 1]), 0),
    taken: table.refill,
  });
}
