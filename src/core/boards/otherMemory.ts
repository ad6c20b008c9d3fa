/**
 * Memory that a board has besides the one run of flash and the one run of RAM that our own images use: tightly coupled
 * memory, further SRAM, external flash and RAM on the board, and the same bytes at other addresses. Firmware of others
 * puts its stack, buffers or weights there. All of it answers at once here, external chips too, and needs no switching
 * on. Addresses and sizes: the reference manual or datasheet named with the board's memory map, for chips outside the
 * microcontroller the board's user manual. Those of the STM32F7 and H7 were looked up again; the rest was not.
 */
export interface OtherMemory {
  readonly name: string;
  readonly base: number;
  /** Unit B. */
  readonly bytes: number;
  readonly writable: boolean;
  /** The board's flash or RAM again, from so many bytes on. */
  readonly same?: { readonly as: 'flash' | 'RAM'; readonly from: number };
}

const KIB = 1024;
const MIB = 1024 * KIB;

const ram = (name: string, base: number, kib: number): OtherMemory => ({ name, base, bytes: kib * KIB, writable: true });
const rom = (name: string, base: number, mib: number): OtherMemory => ({ name, base, bytes: mib * MIB, writable: false });
const flashAgain = (base: number, kib: number): OtherMemory => ({ name: 'flash again', base, bytes: kib * KIB, writable: false, same: { as: 'flash', from: 0 } });
const ramAgain = (name: string, base: number, kib: number, from: number): OtherMemory => ({ name, base, bytes: kib * KIB, writable: true, same: { as: 'RAM', from: from * KIB } });

/** STM32 that start from flash see it at 0, too. */
const atZero = (kib: number): OtherMemory => flashAgain(0, kib);
const H7_SMALL = [ram('ITCM', 0, 64), ram('DTCM', 0x2000_0000, 128), ram('backup SRAM', 0x3880_0000, 4)];

/** By board id; the other boards have no more that we know. */
export const OTHER_MEMORY: Readonly<Record<string, readonly OtherMemory[]>> = {
  stm32f103: [atZero(64)],
  stm32f401: [atZero(512)],
  stm32f411: [atZero(512)],
  stm32f412: [atZero(1024)],
  stm32f446: [atZero(512), ram('backup SRAM', 0x4002_4000, 4)],
  stm32g0b1: [atZero(512)],
  stm32g474: [atZero(512), ramAgain('CCM SRAM', 0x1000_0000, 32, 96)],
  stm32l475: [atZero(1024), ram('SRAM2', 0x1000_0000, 32), rom('external flash', 0x9000_0000, 8)],
  stm32l4r5: [atZero(2048), ramAgain('SRAM2', 0x1000_0000, 64, 192)],
  stm32l552: [ramAgain('SRAM1', 0x0a00_0000, 192, 0)],
  stm32u575: [ram('SRAM4', 0x2800_0000, 16), ramAgain('SRAM1', 0x0a00_0000, 192, 0)],
  stm32f746: [ram('ITCM', 0, 16), flashAgain(0x0020_0000, 1024), rom('external flash', 0x9000_0000, 16), { ...ram('external SDRAM', 0xc000_0000, 0), bytes: 8 * MIB }],
  stm32f767: [ram('ITCM', 0, 16), flashAgain(0x0020_0000, 2048)],
  stm32h743: [...H7_SMALL, ram('SRAM1 to SRAM3', 0x3000_0000, 288), ram('SRAM4', 0x3800_0000, 64)],
  stm32h7a3: [...H7_SMALL, ram('AHB SRAM', 0x3000_0000, 128), ram('SRD SRAM', 0x3800_0000, 32)],
  nrf52840: [ramAgain('code RAM', 0x0080_0000, 256, 0), rom('external flash', 0x1200_0000, 8)],
  nrf5340: [rom('external flash', 0x1000_0000, 8)],
  rp2040: [0x1100_0000, 0x1200_0000, 0x1300_0000].map((base) => flashAgain(base, 2048)),
  rp2350: [flashAgain(0x1400_0000, 4096)],
  sam3x8e: [ramAgain('SRAM0', 0x2000_0000, 64, 0), flashAgain(0, 512)],
};
