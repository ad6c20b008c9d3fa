/**
 * Where an image may lie on each board: one run of flash that the core starts from, one run of RAM that needs no
 * switching on. Addresses are those of the maker's reference manual or datasheet, named per row; where RAM comes in
 * several pieces the contiguous run at `ramOrigin` counts alone, so `ramBytes` may be less than the board's SRAM;
 * otherMemory.ts has the rest. None of these was tried on the board itself here.
 */
import { OTHER_MEMORY, type OtherMemory } from './otherMemory.ts';

/** How the chip finds the program: by its vector table, by a second stage with a checksum (RP2040), or by a block that describes the image (RP2350). */
export type BootScheme = 'vectors' | 'rp2040' | 'rp2350';

export interface MemoryMap {
  readonly flashOrigin: number;
  /** Unit B. */
  readonly flashBytes: number;
  readonly ramOrigin: number;
  /** Unit B, contiguous from ramOrigin, powered and clocked after reset. */
  readonly ramBytes: number;
  readonly boot: BootScheme;
  /** Offset from flashOrigin at which code may go on after the vector table: what lies between holds the chip's options. */
  readonly codeOffset: number;
  /** The board's UF2 boot loader: its family number, and where in flash it expects the program. Null where there is none we know. */
  readonly uf2: { readonly family: number; readonly flashOrigin: number } | null;
  /** For firmware of others; our own images stay in the two runs. */
  readonly others: readonly OtherMemory[];
  readonly source: string;
}

const KIB = 1024;
const FLASH_ST = 0x0800_0000;
const SRAM = 0x2000_0000;

const map = (source: string, flashOrigin: number, flashKib: number, ramOrigin: number, ramKib: number, more: Partial<MemoryMap> = {}): MemoryMap => ({
  flashOrigin, flashBytes: flashKib * KIB, ramOrigin, ramBytes: ramKib * KIB, boot: 'vectors', codeOffset: 0, uf2: null, others: [], source, ...more,
});
const st = (source: string, flashKib: number, ramKib: number, ramOrigin = SRAM): MemoryMap => map(source, FLASH_ST, flashKib, ramOrigin, ramKib);

/** By board id; a board that is missing gets no image (Teensy 4.1 has an Arm core, but starts from a FlexSPI header we do not write). UF2 family numbers: uf2families.json of the UF2 specification. */
const MAPS: Readonly<Record<string, MemoryMap>> = {
  stm32f401: st('ST RM0368, memory map', 512, 96),
  stm32f411: st('ST RM0383, memory map', 512, 128),
  stm32f412: st('ST RM0402, memory map', 1024, 256),
  stm32f446: st('ST RM0390, memory map: SRAM1 112 and SRAM2 16 KiB adjoin', 512, 128),
  stm32f746: st('ST RM0385, memory map: DTCM 64, SRAM1 240 and SRAM2 16 KiB adjoin', 1024, 320),
  stm32f767: st('ST RM0410, memory map: DTCM 128, SRAM1 368 and SRAM2 16 KiB adjoin', 2048, 512),
  stm32g474: st('ST RM0440, memory map: SRAM1 80, SRAM2 16 and the alias of CCM 32 KiB adjoin', 512, 128),
  stm32l475: st('ST RM0351, memory map: SRAM1 alone; SRAM2 (32 KiB) lies at 0x10000000', 1024, 96),
  stm32l4r5: st('ST RM0432, memory map: SRAM1 192, SRAM2 64 and SRAM3 384 KiB adjoin', 2048, 640),
  stm32l552: st('ST RM0438, memory map: SRAM1 192 and SRAM2 64 KiB adjoin; TrustZone off, as delivered', 512, 256),
  stm32u575: st('ST RM0456, memory map: SRAM1 192, SRAM2 64 and SRAM3 512 KiB adjoin; TrustZone off, as delivered', 2048, 768),
  stm32u385: st('ST RM0487, memory map: SRAM1 192 and SRAM2 64 KiB adjoin; TrustZone off, as delivered', 1024, 256),
  stm32h743: st('ST RM0433, memory map: AXI SRAM alone', 2048, 512, 0x2400_0000),
  stm32h7a3: st('ST RM0455, memory map: AXI SRAM 1 to 3 adjoin', 2048, 1024, 0x2400_0000),
  stm32g0b1: st('ST RM0444, memory map: 144 KiB with the parity check off, as delivered', 512, 144),
  stm32f103: st('ST RM0008, memory map', 64, 20),
  nrf52840: map('Nordic nRF52840 product specification, memory; UF2 as the Adafruit boot loader without SoftDevice', 0, 1024, SRAM, 256, { uf2: { family: 0xada5_2840, flashOrigin: 0x1000 } }),
  nrf5340: map('Nordic nRF5340 product specification, memory of the application core', 0, 1024, SRAM, 512),
  nrf54l15: map('Nordic nRF54L15 datasheet, memory: RRAM 1524 KiB', 0, 1524, SRAM, 256),
  rp2040: map('Raspberry Pi RP2040 datasheet, 2.2 and 2.8: flash on the Pico, striped and small SRAM banks adjoin', 0x1000_0000, 2048, SRAM, 264, { boot: 'rp2040', uf2: { family: 0xe48b_ff56, flashOrigin: 0x1000_0000 } }),
  rp2350: map('Raspberry Pi RP2350 datasheet, 2.2 and 5.9: flash on the Pico 2', 0x1000_0000, 4096, SRAM, 520, { boot: 'rp2350', uf2: { family: 0xe48b_ff59, flashOrigin: 0x1000_0000 } }),
  samd21: map('Microchip SAM D21 datasheet, product mapping; UF2 behind the 8 KiB boot loader', 0, 256, SRAM, 32, { uf2: { family: 0x68ed_2b88, flashOrigin: 0x2000 } }),
  sam3x8e: map('Microchip SAM3X datasheet, product mapping: SRAM0 by its mirror below SRAM1; flash must be chosen by GPNVM bit 1', 0x0008_0000, 512, 0x2007_0000, 96),
  ra4m1: map('Renesas RA4M1 hardware manual: option-setting memory at 0x400 to 0x43f stays erased', 0, 256, SRAM, 32, { codeOffset: 0x500 }),
  ra6m4: map('Renesas RA6M4 hardware manual, address space', 0, 1024, SRAM, 256),
  ra8d1: map('Renesas RA8D1 hardware manual, address space: SRAM0 and SRAM1 adjoin; 128 KiB of TCM not counted', 0x0200_0000, 2016, 0x2200_0000, 896),
  apollo3: map('Ambiq Apollo3 Blue datasheet, memory map: behind the secure boot loader', 0xc000, 1024 - 48, 0x1000_0000, 384),
  apollo4: map('Ambiq Apollo4 Plus datasheet, memory map: behind the secure boot loader; TCM alone, the shared SRAM wants power first', 0x1_8000, 2048 - 96, 0x1000_0000, 384),
  m467: map('Nuvoton M460 technical reference manual, system memory map', 0, 1024, SRAM, 512),
};

export const MEMORY_MAPS: Readonly<Record<string, MemoryMap>> = Object.fromEntries(Object.entries(MAPS).map(([id, one]) => [id, { ...one, others: OTHER_MEMORY[id] ?? [] }]));
