/**
 * What answers outside the memory regions: the core's own system registers, as far as start-up code and timing code
 * touch them. Anything else is a fault that names the address (Armv7-M ARM, B3.2 and C1.8).
 */
import { GuestFault, hex } from './fault.ts';

export interface Bus {
  read(address: number, bytes: number, pc: number): number;
  write(address: number, bytes: number, value: number, pc: number): void;
}

/** Registers that keep what is written: vector table, configuration, coprocessor access, cache and FPU control. */
const PLAIN = new Set([
  0xe000e008, 0xe000e010, 0xe000e014, 0xe000e018, 0xe000ed08, 0xe000ed0c, 0xe000ed10, 0xe000ed14, 0xe000ed18, 0xe000ed1c, 0xe000ed20, 0xe000ed24, 0xe000ed28, 0xe000ed2c, 0xe000ed88,
  0xe000ed94, 0xe000edfc, 0xe000ef34, 0xe000ef38, 0xe000ef3c, 0xe000ef50, 0xe000ef58, 0xe000ef5c, 0xe000ef60, 0xe000ef6c, 0xe000ef74, 0xe0001000,
]);
const CYCLE_COUNT = 0xe0001004;
const CPUID = 0xe000ed00;

/** @param cycles the cycle counter's value now */
export function systemBus(cpuid: number, cycles: () => number): Bus {
  const values = new Map<number, number>();
  let cyclesAtZero = 0;
  return {
    read(address, _bytes, pc) {
      const at = address >>> 0;
      if (at === CYCLE_COUNT) return (cycles() - cyclesAtZero) | 0;
      if (at === CPUID) return cpuid;
      if (PLAIN.has(at)) return values.get(at) ?? 0;
      throw new GuestFault('unmapped', `read of ${hex(at)}, where there is neither memory nor a simulated register`, pc, at);
    },
    write(address, _bytes, value, pc) {
      const at = address >>> 0;
      if (at === CYCLE_COUNT) cyclesAtZero = cycles() - value;
      else if (PLAIN.has(at)) values.set(at, value);
      else throw new GuestFault('unmapped', `write to ${hex(at)}, where there is neither memory nor a simulated register`, pc, at);
    },
  };
}
