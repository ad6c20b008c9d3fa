/** The host as translated code calls it: accesses outside the regions, the stack's new depth, traps, what is watched. */
import { GuestFault } from '../fault.ts';
import { accessFault, type Host } from '../host.ts';
import { refusalFault, type Interpreter } from '../interpreter.ts';
import type { GuestMemory } from '../memory.ts';
import { IMPORTS, type ImportName } from './imports.ts';

export type HostFunction = (...args: number[]) => number | void;

/** Word of the state block that carries a value from the host to a load. */
const SCRATCH = 4 * 96;

export function hostImports(memory: GuestMemory, interpreter: Interpreter, host: Host): Record<ImportName, HostFunction> {
  const imports: Record<ImportName, HostFunction> = {
    loadOutside: (address: number, bytes: number, pc: number): number => {
      if (memory.offsetOf(address, bytes) >= 0) throw accessFault(memory, address, bytes, false, pc);
      memory.view.setInt32(SCRATCH, host.loadOutside(address, bytes, pc), true);
      return SCRATCH;
    },
    storeOutside: (address: number, bytes: number, value: number, pc: number): void => {
      if (memory.offsetOf(address, bytes) >= 0) throw accessFault(memory, address, bytes, true, pc);
      host.storeOutside(address, bytes, value, pc);
    },
    rangeOutside: (address: number, bytes: number, writes: number, pc: number): number => {
      throw accessFault(memory, address, bytes, writes !== 0, pc);
    },
    stackLowered: (sp: number, pc: number): void => host.stackLowered(sp >>> 0, pc),
    trap: (pc: number): void => {
      throw trapAt(interpreter, pc);
    },
    watchLoad: host.watchLoad ?? ((): void => undefined),
    watchStore: host.watchStore ?? ((): void => undefined),
  };
  return Object.fromEntries(IMPORTS.map((name) => [name, imports[name]])) as Record<ImportName, HostFunction>;
}

function trapAt(interpreter: Interpreter, pc: number): GuestFault {
  const instruction = interpreter.fetch(pc, null);
  if (instruction.refusal !== null) return refusalFault(instruction);
  const check = instruction.statements.find((statement) => statement.kind === 'trapUnlessZero');
  return new GuestFault('instruction', check?.kind === 'trapUnlessZero' ? check.reason : 'refused', pc);
}
