/**
 * Cycles per instruction with memory that answers at once, from the cores' manuals where Arm gives tables:
 * Cortex-M0+ TRM (DDI 0484C, table 3-1), Cortex-M3 TRM (DDI 0337, table 18-1), Cortex-M4 TRM (100166, tables 3-1 and
 * 7-1; also TI SWCU192, table 3-25). For the Cortex-M33 Arm gives none; the M4's table came within 6 % of hardware.
 * Where the manual gives a range, the middle stands: division 2 to 12, long products of the M3 3 to 7.
 */
import type { Instruction } from '../decode/decoder.ts';
import { transferOf } from '../translate/flow.ts';

export interface CycleTable {
  /** Cycles of an instruction that does not branch, after the one before it in the block. */
  cost(instruction: Instruction, previous: Instruction | null): number;
  /** What a taken branch costs more: refilling the pipeline. */
  readonly refill: number;
}

/** Words a multiple transfer moves, from its statements. */
export function words({ statements }: Instruction): number {
  let count = 0;
  for (const statement of statements) {
    if (statement.kind === 'storeWord') count++;
    else if (statement.kind === 'let' && statement.value.kind === 'word') count++;
  }
  return count;
}

const jumps = (instruction: Instruction): boolean => transferOf(instruction)?.kind === 'jump';
const singleAccess = (instruction: Instruction | null): boolean => instruction !== null && (instruction.kind === 'load' || instruction.kind === 'store');

const m0plus: CycleTable = {
  refill: 1,
  cost(instruction) {
    switch (instruction.kind) {
      case 'load':
      case 'store': return 2;
      case 'loadMultiple': return 1 + words(instruction) + (jumps(instruction) ? 1 : 0);
      case 'storeMultiple': return 1 + words(instruction);
      case 'call': return instruction.length === 4 ? 2 : 1;
      case 'system': return instruction.length === 4 ? 3 : 1;
      default: return 1;
    }
  },
};

/** Cycles of the classes in which the M3 differs from the M4. */
interface Products {
  readonly accumulate: number;
  readonly long: number;
  readonly longAccumulate: number;
}

const m4Like = (products: Products): CycleTable => ({
  refill: 2,
  cost(instruction, previous) {
    switch (instruction.kind) {
      case 'multiply': return instruction.mnemonic.startsWith('ML') ? products.accumulate : 1;
      case 'longMultiply': return instruction.mnemonic.includes('LAL') ? products.longAccumulate : products.long;
      case 'divide': return 7;
      // neighbouring single accesses overlap: the second takes one cycle
      case 'load': return singleAccess(previous) ? 1 : 2;
      case 'store': return 1;
      case 'loadMultiple':
      case 'storeMultiple': return 1 + words(instruction);
      case 'fpLoad': return 1 + Math.max(1, words(instruction));
      case 'fpStore': return 1 + Math.max(1, words(instruction));
      case 'fpMultiplyAdd': return 3;
      case 'fpDivide': return 14;
      case 'it': return 0; // folded into the instruction before it
      case 'branch': return instruction.mnemonic.startsWith('TB') ? 2 : 1;
      default: return 1;
    }
  },
});

export const cycleTables = {
  m0plus,
  m3: m4Like({ accumulate: 2, long: 4, longAccumulate: 5 }),
  m4: m4Like({ accumulate: 1, long: 1, longAccumulate: 1 }),
  m33: m4Like({ accumulate: 1, long: 1, longAccumulate: 1 }),
} as const;
