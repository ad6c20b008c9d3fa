/**
 * An estimate for the Cortex-M7, of which Arm publishes no cycle counts: two instructions a cycle, in order, through two
 * ALUs, two load ports, one store port and one multiplier, as LLVM's ARMScheduleM7.td and the pairs measured at
 * quinapalus.com/cm7cycles.html describe it. Each block is scheduled once, at translation; nothing is known of what
 * came before it. Not held against hardware.
 */
import type { Instruction } from '../decode/decoder.ts';
import { operandsOf } from './operands.ts';

/** Cycles until a result can be used. */
function latency({ kind }: Instruction): number {
  switch (kind) {
    case 'load':
    case 'loadMultiple':
    case 'multiply':
    case 'longMultiply':
    case 'dsp':
    case 'fpLoad': return 2;
    case 'fpArithmetic': return 3;
    case 'fpMultiplyAdd': return 5;
    case 'divide': return 7;
    case 'fpDivide': return 16;
    default: return 1;
  }
}

/** The part of the core an instruction takes alone or shares; how many of it there are. */
function unit({ kind }: Instruction): { readonly name: string; readonly count: number } {
  switch (kind) {
    case 'load':
    case 'fpLoad': return { name: 'load', count: 2 };
    case 'store':
    case 'fpStore': return { name: 'store', count: 1 };
    case 'multiply':
    case 'longMultiply':
    case 'dsp': return { name: 'multiplier', count: 1 };
    case 'branch':
    case 'call': return { name: 'branch', count: 1 };
    case 'fpArithmetic':
    case 'fpMultiplyAdd':
    case 'fpDivide':
    case 'fpMove': return { name: 'fpu', count: 1 };
    case 'alu':
    case 'it':
    case 'hint': return { name: 'alu', count: 2 };
    default: return { name: 'all', count: 1 };
  }
}

const WIDTH = 2;
const MISPREDICTED = 5;
/** Of taken branches, how many the predictor misses: an assumption, loops being most of what runs. */
const MISSES = 0.1;

export const m7Refill = Math.round(MISPREDICTED * MISSES);

/** Cycles from the first to the last issue of a straight run of instructions. */
export function scheduledCycles(instructions: readonly Instruction[], words: (instruction: Instruction) => number): number {
  const ready = new Map<string, number>();
  let cycle = 0;
  let issued: string[] = [];
  for (const instruction of instructions) {
    const { reads, writes } = operandsOf(instruction);
    const { name, count } = unit(instruction);
    const earliest = Math.max(cycle, ...[...reads].map((register) => ready.get(register) ?? 0));
    const full = earliest === cycle && (issued.length === WIDTH || issued.includes('all') || (name === 'all' && issued.length > 0) || issued.filter((used) => used === name).length >= count);
    const at = full ? cycle + 1 : earliest;
    if (at > cycle) issued = [];
    cycle = at;
    issued.push(name);
    for (const register of writes) ready.set(register, at + latency(instruction));
    // multiple transfers keep the ports busy, two words a cycle
    const moved = words(instruction);
    if (moved > 2) {
      cycle += Math.ceil(moved / 2) - 1;
      issued = ['all'];
    }
  }
  return cycle + 1;
}
