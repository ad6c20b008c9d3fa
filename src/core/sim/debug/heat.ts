/**
 * Where the cycles of a run went, instruction by instruction: how often each address was executed, from the
 * translator's counts of blocks, and what that cost by the core's timing and the flash it waits for. Of a block's cycles
 * an instruction gets what it adds to those before it, so that lines add up to functions; on a core that issues two at
 * once the second is free.
 */
import type { Instruction } from '../iss/decode/decoder.ts';
import type { ElfSymbol } from '../iss/elf.ts';
import { hex } from '../iss/fault.ts';
import type { Machine } from '../iss/machine.ts';
import type { BlockCount } from '../iss/translate/translator.ts';
import type { Profiler } from '../device/profile.ts';
import { listing, type FunctionSpan, type ListedLine } from './listing.ts';

export interface HeatLine extends ListedLine {
  readonly executions: number;
  readonly cycles: number;
}

export interface HeatFunction extends FunctionSpan {
  /** Executed in the run. */
  readonly instructions: number;
  readonly cycles: number;
  /** All of it, in address order, with what never ran and the literals between. */
  readonly lines: readonly HeatLine[];
}

interface Heat {
  readonly instruction: Instruction;
  executions: number;
  cycles: number;
}

/** Lines of all functions together; of functions beyond, cheapest of all, only what ran is listed. */
const MOST_BYTES = 128 * 1024;

/**
 * Functions that ran, dearest first.
 * @param stood the instruction in whose place a breakpoint stood while the blocks were counted, if one did
 */
export function heatOf(machine: Machine, profiler: Profiler, counts: readonly BlockCount[], stood: Instruction | null): HeatFunction[] {
  const heat = new Map<number, Heat>();
  for (const count of counts) addBlock(heat, profiler, count, stood);
  const functionAt = finder(machine.options.image.symbols);
  const functions = new Map<number, { readonly span: FunctionSpan; readonly heat: Heat[] }>();
  for (const one of heat.values()) {
    const span = functionAt(one.instruction.address);
    const entry = functions.get(span.address) ?? { span, heat: [] };
    entry.heat.push(one);
    functions.set(span.address, entry);
  }
  const sums = [...functions.values()].map(({ span, heat: of }) => ({
    span, heat: of, instructions: of.reduce((sum, { executions }) => sum + executions, 0), cycles: of.reduce((sum, { cycles }) => sum + cycles, 0),
  }));
  let listed = 0;
  return sums.sort((a, b) => b.cycles - a.cycles).map(({ span, heat: of, instructions, cycles }) => {
    listed += span.bytes;
    const lines = listing(machine, listed > MOST_BYTES ? { ...span, bytes: 0 } : span, of.map(({ instruction }) => instruction));
    return {
      ...span, instructions, cycles,
      lines: lines.map((line) => {
        const { executions = 0, cycles: spent = 0 } = heat.get(line.address) ?? {};
        return { ...line, executions, cycles: spent };
      }),
    };
  });
}

const READS: ReadonlySet<string> = new Set(['load', 'loadMultiple', 'fpLoad']);

/** A block's waits are its loads', in equal parts, since only their sum is counted; where it loads nothing, those of fetching its code. */
function waitsOf(instructions: readonly Instruction[], waits: number): readonly number[] {
  const loads = instructions.filter(({ kind }) => READS.has(kind)).length;
  return instructions.map(({ kind }, i) => (loads === 0 ? (i === 0 ? waits : 0) : READS.has(kind) ? waits / loads : 0));
}

function addBlock(heat: Map<number, Heat>, profiler: Profiler, { block, executed, taken, waits }: BlockCount, stood: Instruction | null): void {
  const instructions = block.instructions.map((one) => (one.address === stood?.address ? stood : one));
  const cyclesOf = (count: number): number => profiler.tally([{ block: { ...block, instructions: instructions.slice(0, count) }, executed: 1, taken: 0 }]).cycles;
  // a stop is not counted as taken, the call in whose place it stood always is
  const leaves = instructions.at(-1) === stood ? executed : taken;
  const branch = profiler.tally([{ block, executed: 0, taken: leaves }]).cycles;
  const waited = waitsOf(instructions, waits);
  let before = 0;
  instructions.forEach((instruction, i) => {
    const after = cyclesOf(i + 1);
    const entry = heat.get(instruction.address) ?? { instruction, executions: 0, cycles: 0 };
    entry.executions += executed;
    entry.cycles += executed * (after - before) + (i === instructions.length - 1 ? branch : 0) + waited[i];
    heat.set(instruction.address, entry);
    before = after;
  });
}

/** The function an address lies in; code without a symbol goes by itself. */
export function finder(symbols: readonly ElfSymbol[]): (address: number) => FunctionSpan {
  const functions = symbols.filter(({ isFunction, bytes }) => isFunction && bytes > 0);
  return (address) => {
    const at = address >>> 0;
    let [low, high] = [0, functions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (functions[middle].address <= at) low = middle + 1;
      else high = middle;
    }
    const found = functions[low - 1];
    if (found !== undefined && at < found.address + found.bytes) return { name: found.name, address: found.address, bytes: found.bytes };
    return { name: hex(at), address: at, bytes: 2 };
  };
}
