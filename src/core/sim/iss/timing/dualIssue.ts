/**
 * An estimate for the Cortex-M7, of which Arm publishes no cycle counts: two instructions a cycle, in order, through two
 * ALUs, two load ports, one store port, one multiplier and one unit for packed data, with operands wanted and results
 * ready as in LLVM's model of the core (ARMScheduleM7.td, from Arm); pairs measured at quinapalus.com/cm7cycles.html
 * follow it. Each block is scheduled once, at translation; nothing is known of what came before it. Not held against
 * hardware.
 */
import type { Instruction } from '../decode/decoder.ts';
import { fieldsOf } from '../decode/pattern.ts';
import { operandsOf, type Operands } from './operands.ts';

const isProduct = ({ kind, mnemonic }: Instruction): boolean => kind === 'multiply' || kind === 'longMultiply' || (kind === 'dsp' && /^(SM[LMU]|UMAAL|USADA)/.test(mnemonic));
/** Works on parts of a word: one a cycle, and the first of its pair. */
const isPacked = (instruction: Instruction): boolean => (instruction.kind === 'dsp' && !isProduct(instruction)) || /^([SU]XT|[SU]BFX|[SU]SAT|REV|RBIT)/.test(instruction.mnemonic);

/** Of double precision: takes both halves of the register ports, and is the first of its pair. */
const isDouble = ({ mnemonic }: Instruction): boolean => mnemonic.includes('.F64');

/** Cycles until a result can be an operand. */
function latency(instruction: Instruction): number {
  const { kind, mnemonic } = instruction;
  if (isProduct(instruction) || /^(Q|UQ|[SU]SAT)/.test(mnemonic)) return 2;
  switch (kind) {
    case 'load': return /^LDR(\.W)?$/.test(mnemonic) ? 1 : 2; // bytes and halfwords come later
    case 'fpArithmetic': return !isDouble(instruction) || mnemonic.startsWith('VCVT') ? 3 : /^VN?MUL/.test(mnemonic) ? 7 : 4;
    case 'fpMove': return 3;
    case 'fpMultiplyAdd': return isDouble(instruction) ? 11 : 6;
    case 'divide': return 6;
    case 'fpDivide': return isDouble(instruction) ? 30 : 16;
    default: return 1;
  }
}

/** The part of the core an instruction takes alone or shares; how many of it there are. */
function unit(instruction: Instruction, moved: number): { readonly name: string; readonly count: number } {
  if (isProduct(instruction)) return { name: 'multiplier', count: 1 };
  if (isPacked(instruction)) return { name: 'packed', count: 1 };
  switch (instruction.kind) {
    case 'load':
    case 'fpLoad': return moved > 1 ? ALONE : { name: 'load', count: 2 };
    case 'store':
    case 'fpStore': return moved > 1 ? ALONE : { name: 'store', count: 1 };
    case 'branch': return instruction.mnemonic.startsWith('TB') ? ALONE : { name: 'branch', count: 1 };
    case 'call': return { name: 'branch', count: 1 };
    case 'fpArithmetic':
    case 'fpMultiplyAdd':
    case 'fpDivide': return { name: 'fpu', count: 1 };
    case 'fpMove':
    case 'alu':
    case 'it':
    case 'hint': return { name: 'alu', count: 2 };
    default: return ALONE;
  }
}

const ALONE = { name: 'all', count: 1 };
const WIDTH = 2;
const MISPREDICTED = 5;
/** Of taken branches, how many the predictor misses: an assumption, loops being most of what runs. */
const MISSES = 0.1;

export const m7Refill = Math.round(MISPREDICTED * MISSES);

export interface Schedule {
  /** Cycle at which each instruction issues. */
  readonly starts: readonly number[];
  readonly cycles: number;
}

/** How much later than other operands a register is wanted: sums of products a cycle, stored values a cycle, addresses one sooner. */
function slack(instruction: Instruction, { addresses, stored }: Operands): (register: string) => number {
  const sums = new Set<string>();
  if (isProduct(instruction) && instruction.row !== null) {
    const { a, l, h } = fieldsOf(instruction.row, instruction.encoding);
    for (const index of [a, l, h]) if (index !== undefined) sums.add(`r${index}`);
  }
  const floats = instruction.kind === 'fpMultiplyAdd' && instruction.row !== null ? fieldsOf(instruction.row, instruction.encoding) : null;
  if (floats !== null && isDouble(instruction)) sums.add(`s${2 * floats.d}`).add(`s${2 * floats.d + 1}`);
  else if (floats !== null) sums.add(`s${(floats.d << 1) | floats.e}`);
  return (register) => (addresses.has(register) ? -1 : sums.has(register) ? (floats === null ? 1 : 3) : stored.has(register) ? 1 : 0);
}

/** A straight run of instructions, from its first to its last issue. */
export function schedule(instructions: readonly Instruction[], words: (instruction: Instruction) => number): Schedule {
  const ready = new Map<string, number>();
  const starts: number[] = [];
  let cycle = 0;
  let issued: string[] = [];
  for (const instruction of instructions) {
    const operands = operandsOf(instruction);
    const { reads, writes, addresses, loaded } = operands;
    const moved = words(instruction);
    const { name, count } = unit(instruction, moved);
    const late = slack(instruction, operands);
    const earliest = Math.max(cycle, ...[...reads].map((register) => (ready.get(register) ?? -1) - late(register)));
    const first = name === 'all' || name === 'packed' || isDouble(instruction);
    const full = issued.length === WIDTH || issued.includes('all') || (first && issued.length > 0) || issued.filter((used) => used === name).length >= count;
    const at = Math.max(earliest, issued.length > 0 && full ? cycle + 1 : cycle);
    if (at > cycle) issued = [];
    cycle = at;
    starts.push(at);
    issued.push(name);
    // a base register that is counted on is there at once
    for (const register of writes) if (register !== 'q') ready.set(register, at + (addresses.has(register) && !loaded.has(register) ? 0 : latency(instruction)));
    if (instruction.kind === 'divide') {
      cycle += latency(instruction);
      issued = [];
    }
    // multiple transfers keep the ports busy, two words a cycle
    if (moved > 2) cycle += Math.ceil(moved / 2) - 1;
  }
  return { starts, cycles: cycle + 1 };
}
