/**
 * Cycles per instruction with memory that answers at once, from the cores' manuals where Arm gives tables:
 * Cortex-M0+ TRM (DDI 0484C, table 3-1), Cortex-M3 TRM (DDI 0337, tables 3-1 and 18-1), Cortex-M4 TRM (100166, DDI 0439:
 * tables 3-1 and 7-1, section 3.3.2 on loads and stores; the same in TI SWCU185). For the Cortex-M33 Arm gives none; the
 * M4's table came within 6 % of hardware. Where the manual gives a range, the middle stands: division 2 to 12, long
 * products of the M3 3 to 7, refilling the pipeline (P) 1 to 3, access to special registers 1 or 2.
 */
import type { Instruction } from '../decode/decoder.ts';
import { transferOf } from '../translate/flow.ts';
import { addressRegisters, operandsOf, registersLoaded, registersWritten } from './operands.ts';

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

const m0plus: CycleTable = {
  refill: 1,
  cost(instruction) {
    switch (instruction.kind) {
      case 'load':
      case 'store': return 2;
      case 'loadMultiple': return 1 + words(instruction) + (jumps(instruction) ? 1 : 0);
      case 'storeMultiple': return 1 + words(instruction);
      case 'call': return instruction.length === 4 ? 2 : 1;
      // MRS, MSR and barriers
      case 'system': return instruction.length === 4 ? 3 : 1;
      case 'hint': return instruction.mnemonic.startsWith('WF') ? 2 : 1;
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

/** "STREX is treated more like an LDR." */
const isPipelined = ({ kind, mnemonic }: Instruction): boolean => kind === 'load' || mnemonic.startsWith('STREX');

/** A load or store right after a load goes along with it, unless it needs the loaded register for its address. */
function overlaps(instruction: Instruction, previous: Instruction | null): boolean {
  if (previous === null || !isPipelined(previous) || jumps(instruction)) return false;
  return (addressRegisters(instruction) & registersLoaded(previous)) === 0;
}

/** Address from two registers. */
const hasRegisterOffset = ({ row }: Instruction): boolean => row !== null && row.operands.includes('[n, m');

/** Data processing whose result makes this address is a cycle too late for it. */
function waitsForAddress(instruction: Instruction, previous: Instruction | null): boolean {
  if (previous === null || !ADDRESSING.has(instruction.kind) || !LATE.has(previous.kind)) return false;
  return (addressRegisters(instruction) & registersWritten(previous)) !== 0;
}
/** What has an address at all. */
const ADDRESSING: ReadonlySet<Instruction['kind']> = new Set<Instruction['kind']>(['load', 'store', 'loadMultiple', 'storeMultiple', 'fpLoad', 'fpStore', 'branch', 'call', 'system']);
const LATE: ReadonlySet<Instruction['kind']> = new Set<Instruction['kind']>(['alu', 'multiply', 'longMultiply', 'dsp', 'divide']);

const FP_RESULTS: ReadonlySet<Instruction['kind']> = new Set<Instruction['kind']>(['fpArithmetic', 'fpMultiplyAdd', 'fpDivide']);
/** "One cycle longer if their result is consumed by the following instruction." */
function consumes(instruction: Instruction, previous: Instruction | null): boolean {
  if (previous === null || !FP_RESULTS.has(previous.kind)) return false;
  const { writes } = operandsOf(previous);
  return [...operandsOf(instruction).reads].some((name) => name.startsWith('s') && writes.has(name));
}

const registersMoved = ({ statements }: Instruction): number => statements.filter(({ kind }) => kind === 'setRegister' || kind === 'setSingle').length;

function armv7(instruction: Instruction, previous: Instruction | null, products: Products): number {
  switch (instruction.kind) {
    case 'multiply': return instruction.mnemonic.startsWith('ML') ? products.accumulate : 1;
    case 'longMultiply': return instruction.mnemonic.includes('LAL') ? products.longAccumulate : products.long;
    case 'divide': return 7;
    // a load of the program counter takes at least five cycles in all
    case 'load': return overlaps(instruction, previous) ? 1 : jumps(instruction) ? 3 : 2;
    case 'store': return isPipelined(instruction) || hasRegisterOffset(instruction) ? (overlaps(instruction, previous) ? 1 : 2) : 1;
    case 'loadMultiple':
    case 'storeMultiple': return 1 + words(instruction);
    case 'fpLoad':
    case 'fpStore': return 1 + words(instruction);
    case 'fpMultiplyAdd': return 3;
    case 'fpDivide': return 14;
    case 'fpMove': return Math.max(1, registersMoved(instruction));
    case 'it': return 0; // folded into the instruction before it
    // at least six cycles in all
    case 'branch': return instruction.mnemonic.startsWith('TB') ? 4 : 1;
    default: return 1;
  }
}

const m4Like = (products: Products): CycleTable => ({
  refill: 2,
  cost: (instruction, previous) => armv7(instruction, previous, products) + (consumes(instruction, previous) ? 1 : 0) + (waitsForAddress(instruction, previous) ? 1 : 0),
});

export const cycleTables = {
  m0plus,
  m3: m4Like({ accumulate: 2, long: 4, longAccumulate: 5 }),
  m4: m4Like({ accumulate: 1, long: 1, longAccumulate: 1 }),
  m33: m4Like({ accumulate: 1, long: 1, longAccumulate: 1 }),
} as const;
