/** The memory maps of the QEMU machines that the oracle runs on; boards bring their own. Source: hw/arm/mps2.c and mps2-tz.c of QEMU 7.2. */
import type { MemoryMap } from './memory.ts';

const MIB = 1 << 20;

const mps2 = (name: string, psram: number): MemoryMap => ({
  name,
  vectors: 0,
  regions: [
    { name: 'SRAM', base: 0x20000000, bytes: 4 * MIB, writable: true },
    { name: 'code', base: 0, bytes: 4 * MIB, writable: false },
    { name: 'PSRAM', base: psram, bytes: 16 * MIB, writable: true },
  ],
});

export const qemuMachines = {
  'mps2-an385': mps2('mps2-an385', 0x21000000),
  'mps2-an386': mps2('mps2-an386', 0x21000000),
  'mps2-an500': mps2('mps2-an500', 0x60000000),
  'mps2-an505': {
    name: 'mps2-an505',
    vectors: 0x10000000,
    regions: [
      { name: 'SSRAM2', base: 0x38000000, bytes: 4 * MIB, writable: true },
      { name: 'SSRAM1', base: 0x10000000, bytes: 4 * MIB, writable: false },
      { name: 'SRAM', base: 0x30000000, bytes: 32768, writable: true },
    ],
  },
} as const satisfies Readonly<Record<string, MemoryMap>>;

export type QemuMachine = keyof typeof qemuMachines;
