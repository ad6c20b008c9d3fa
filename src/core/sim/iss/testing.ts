/** For the tests of this room: an assembler of pure functions over the decode table, and a machine to run its output on. */
import type { IssCore } from './cores.ts';
import { encode } from './decode/pattern.ts';
import { ROWS } from './groups/all.ts';
import { createMachine, type Machine, type MachineOptions, type Registers, type Stop } from './machine.ts';
import type { MemoryMap } from './memory.ts';

export const RAM = 0x20000000;
export const CODE = 0x100;

export const testMap: MemoryMap = {
  name: 'test', vectors: 0,
  regions: [{ name: 'RAM', base: RAM, bytes: 4096, writable: true }, { name: 'flash', base: 0, bytes: 8192, writable: false }],
};

/**
 * Halfwords of one instruction.
 * @param syntax as in the tables, e.g. `ADDS d, n, m`; where several rows share it, the first whose fields are all given
 */
export function asm(syntax: string, fields: Readonly<Record<string, number>> = {}): number[] {
  const rows = ROWS.filter(({ mnemonic, operands }) => `${mnemonic} ${operands}`.trim() === syntax);
  const found = rows.find((row) => Object.keys(fields).every((letter) => row.fields.some(([name]) => name === letter)));
  if (found === undefined) throw new Error(`no instruction "${syntax}" with the fields ${Object.keys(fields).join(' ')}`);
  const encoding = encode(found, fields);
  return found.length === 4 ? [encoding >>> 16, encoding & 0xffff] : [encoding];
}

const bytesOf = (halfwords: readonly number[]): Uint8Array => Uint8Array.from(halfwords.flatMap((halfword) => [halfword & 255, halfword >> 8]));

/** A machine with this code at CODE, the stack pointer at the end of RAM. */
export function machineWith(core: IssCore, code: readonly (readonly number[])[], more: Partial<MachineOptions> = {}): Machine {
  const vectors = new Uint8Array(8);
  new DataView(vectors.buffer).setUint32(0, RAM + 4096, true);
  new DataView(vectors.buffer).setUint32(4, CODE | 1, true);
  return createMachine({
    core, memory: testMap, ...more,
    image: { segments: [{ address: 0, bytes: vectors, executable: false }, { address: CODE, bytes: bytesOf(code.flat()), executable: true }], symbols: [], entry: CODE },
  });
}

export interface Outcome extends Pick<Registers, 'r' | 's' | 'ge'> {
  /** The flags that are set, as letters. */
  readonly flags: string;
  readonly stop: Stop;
  readonly machine: Machine;
}

/** Runs code to a final breakpoint on both engines, which must agree, from given registers. */
export function execute(core: IssCore, code: readonly (readonly number[])[], registers: Readonly<Record<number, number>> = {}, singles: readonly number[] = []): Outcome {
  const [first, second] = (['interpret', 'translate'] as const).map((engine) => {
    const machine = machineWith(core, [...code, asm('BKPT #i', { i: 0 })], { engine, keepStatus: true });
    for (const [index, value] of Object.entries(registers)) machine.setRegister(Number(index), value);
    singles.forEach((bits, index) => machine.setSingle(index, bits));
    const stop = machine.run(1000);
    const { r, s, n, z, c, v, q, ge } = machine.registers;
    const flags = [n && 'N', z && 'Z', c && 'C', v && 'V', q && 'Q'].filter((letter) => letter !== false).join('');
    return { r, s, flags, ge, stop, machine };
  });
  const summary = ({ r, s, ge, stop }: Outcome): string => JSON.stringify({ r, s, ge, stop: stop.reason === 'fault' ? stop.fault.message : stop.reason });
  if (first.stop.reason !== 'fault' && summary(first) !== summary(second)) throw new Error(`the engines differ:\n${summary(first)}\n${summary(second)}`);
  return first;
}
