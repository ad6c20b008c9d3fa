/**
 * The boards, as data. Clock and memory sizes come from the board files of PlatformIO and Zephyr and the system
 * descriptions of MLPerf Tiny submissions; power only where somebody measured it or quoted a datasheet. Makers print
 * KB and MB for binary sizes, so 320 KB is read as 320 KiB; rows read otherwise say so. Where power was measured as a
 * range its middle stands, where a family comes in several sizes the smallest; the source says which.
 */
import { figure, type Figure } from '../lib/index.ts';
import type { Board, Core, PowerScope } from './board.ts';
import { MEMORY_MAPS } from './memoryMap.ts';
import { TIMINGS } from './timing.ts';

const KIB = 1024;
const SIZES = 'PlatformIO and Zephyr board files, MLPerf Tiny system descriptions';
const MICRONETS = 'measured on the board, MicroNets (arXiv 2010.11267)';
const MLPERF = 'measured at the MCU supply, MLPerf Tiny closed division';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  readonly core: Core;
  readonly mhz: number;
  readonly sramKib: number;
  readonly flashKib: number;
  /** How the printed sizes were read, where not plainly as KiB. */
  readonly sramNote?: string;
  readonly flashNote?: string;
  /** Flash is a chip of its own beside the microcontroller. */
  readonly externalFlash?: boolean;
  readonly fpu?: Board['fpu'];
  readonly dsp?: boolean;
  readonly vector?: boolean;
  readonly power?: readonly [mw: number, scope: PowerScope, source: string];
}

const ROWS: readonly Row[] = [
  { id: 'stm32f401', name: 'Nucleo-F401RE', mcu: 'STM32F401RE', core: 'm4', mhz: 84, sramKib: 96, flashKib: 512 },
  { id: 'stm32f411', name: 'Nucleo-F411RE', mcu: 'STM32F411RE', core: 'm4', mhz: 100, sramKib: 128, flashKib: 512 },
  { id: 'stm32f412', name: 'Nucleo-F412ZG', mcu: 'STM32F412ZG', core: 'm4', mhz: 100, sramKib: 256, flashKib: 1024 },
  { id: 'stm32f446', name: 'Nucleo-F446RE', mcu: 'STM32F446RE', core: 'm4', mhz: 180, sramKib: 128, flashKib: 512, power: [164.5, 'board', `${MICRONETS}, 163 to 166 mW`] },
  { id: 'stm32f746', name: 'STM32F746 Discovery', mcu: 'STM32F746NG', core: 'm7', mhz: 216, sramKib: 320, flashKib: 1024, power: [447.5, 'board', `${MICRONETS}, 445 to 450 mW`] },
  { id: 'stm32f767', name: 'Nucleo-F767ZI', mcu: 'STM32F767ZI', core: 'm7', mhz: 216, sramKib: 512, flashKib: 2048, fpu: 'double' },
  { id: 'stm32g474', name: 'Nucleo-G474RE', mcu: 'STM32G474RE', core: 'm4', mhz: 170, sramKib: 128, flashKib: 512 },
  { id: 'stm32l475', name: 'STM32L475 Discovery', mcu: 'STM32L475VG', core: 'm4', mhz: 80, sramKib: 128, flashKib: 1024, power: [22, 'mcu', 'datasheet current of the L476 (84 uA/MHz) as quoted by a third party, at 80 MHz and 3.3 V'] },
  { id: 'stm32l4r5', name: 'Nucleo-L4R5ZI', mcu: 'STM32L4R5ZI', core: 'm4', mhz: 120, sramKib: 640, flashKib: 2048, power: [44, 'mcu', `${MLPERF}, 40 to 48 mW at 1.8 V (33 mW with the step-down supply)`] },
  { id: 'stm32l552', name: 'Nucleo-L552ZE-Q', mcu: 'STM32L552ZE', core: 'm33', mhz: 80, sramKib: 256, flashKib: 512 },
  { id: 'stm32u575', name: 'Nucleo-U575ZI-Q', mcu: 'STM32U575ZI', core: 'm33', mhz: 160, sramKib: 768, flashKib: 2048, sramNote: 'printed 786 KB, which is 768 KiB counted in thousands', power: [25, 'mcu', `${MLPERF}, 23 to 27 mW`] },
  { id: 'stm32u385', name: 'Nucleo-U385RG-Q', mcu: 'STM32U385RG', core: 'm33', mhz: 96, sramKib: 256, flashKib: 1024, power: [5.5, 'mcu', `${MLPERF}, 5.1 to 5.9 mW`] },
  { id: 'stm32h743', name: 'Nucleo-H743ZI', mcu: 'STM32H743ZI', core: 'm7', mhz: 480, sramKib: 1024, flashKib: 2048, fpu: 'double' },
  { id: 'stm32h7a3', name: 'Nucleo-H7A3ZI-Q', mcu: 'STM32H7A3ZI', core: 'm7', mhz: 280, sramKib: 1162, flashKib: 2048, fpu: 'double', sramNote: 'printed 1.19 MB; read as 1.19 million bytes, the smaller reading, in whole KiB', power: [129, 'mcu', `${MLPERF} v1.2, 122 to 136 mW`] },
  { id: 'stm32g0b1', name: 'Nucleo-G0B1RE', mcu: 'STM32G0B1RE', core: 'm0plus', mhz: 64, sramKib: 144, flashKib: 512 },
  { id: 'stm32f103', name: 'Blue Pill F103', mcu: 'STM32F103C8', core: 'm3', mhz: 72, sramKib: 20, flashKib: 64, sramNote: 'the smallest of the F103 family (20 to 64 KB, read as KiB)', flashNote: 'the smallest of the F103 family (64 to 512 KB, read as KiB)' },
  { id: 'nrf52840', name: 'nRF52840 DK, Nano 33 BLE Sense', mcu: 'nRF52840', core: 'm4', mhz: 64, sramKib: 256, flashKib: 1024, power: [10, 'mcu', 'datasheet current (3.3 mA at 64 MHz, DC/DC) as quoted by a third party, at 3 V'] },
  { id: 'nrf5340', name: 'nRF5340 DK', mcu: 'nRF5340', core: 'm33', mhz: 128, sramKib: 512, flashKib: 1024 },
  { id: 'nrf54l15', name: 'nRF54L15 DK', mcu: 'nRF54L15', core: 'm33', mhz: 128, sramKib: 256, flashKib: 1536, flashNote: 'printed 1.5 MB, read as MiB', power: [8, 'mcu', 'datasheet current (2.6 mA in CoreMark) as quoted by a third party, at 3 V'] },
  { id: 'rp2040', name: 'Raspberry Pi Pico', mcu: 'RP2040', core: 'm0plus', mhz: 133, sramKib: 264, flashKib: 2048, externalFlash: true, power: [100, 'board', 'measured on the board by J. Geerling, about 100 mW'] },
  { id: 'rp2350', name: 'Raspberry Pi Pico 2', mcu: 'RP2350', core: 'm33', mhz: 150, sramKib: 520, flashKib: 4096, externalFlash: true },
  { id: 'esp32', name: 'ESP32 DevKit', mcu: 'ESP32', core: 'lx6', mhz: 240, sramKib: 520, flashKib: 4096, externalFlash: true, fpu: 'single', dsp: false },
  { id: 'esp32s3', name: 'ESP32-S3 DevKit', mcu: 'ESP32-S3', core: 'lx7', mhz: 240, sramKib: 512, flashKib: 8192, externalFlash: true, fpu: 'single', dsp: false, vector: true },
  { id: 'esp32c3', name: 'ESP32-C3 DevKit', mcu: 'ESP32-C3', core: 'rv32', mhz: 160, sramKib: 400, flashKib: 4096, externalFlash: true },
  { id: 'mimxrt1062', name: 'Teensy 4.1', mcu: 'i.MX RT1062', core: 'm7', mhz: 600, sramKib: 1024, flashKib: 8192, externalFlash: true, fpu: 'double', power: [510, 'board', 'measured by a user in the vendor forum: 102 mA at 5 V in a busy loop'] },
  { id: 'samd21', name: 'Arduino MKR1000', mcu: 'SAMD21', core: 'm0plus', mhz: 48, sramKib: 32, flashKib: 256 },
  { id: 'sam3x8e', name: 'Arduino Due', mcu: 'SAM3X8E', core: 'm3', mhz: 84, sramKib: 96, flashKib: 512 },
  { id: 'ra4m1', name: 'Arduino Uno R4', mcu: 'RA4M1', core: 'm4', mhz: 48, sramKib: 32, flashKib: 256 },
  { id: 'ra6m4', name: 'EK-RA6M4', mcu: 'RA6M4', core: 'm33', mhz: 200, sramKib: 256, flashKib: 1024, power: [72.5, 'mcu', `${MLPERF}, 70 to 75 mW at 3 V`] },
  { id: 'ra8d1', name: 'EK-RA8D1', mcu: 'RA8D1', core: 'm85', mhz: 480, sramKib: 1024, flashKib: 2048, fpu: 'double', vector: true },
  { id: 'apollo3', name: 'SparkFun Edge', mcu: 'Apollo3 Blue', core: 'm4', mhz: 48, sramKib: 384, flashKib: 1024 },
  { id: 'apollo4', name: 'Apollo4 Plus EVB', mcu: 'Apollo4 Plus', core: 'm4', mhz: 192, sramKib: 2816, flashKib: 2048, sramNote: 'printed 2.75 MB, read as MiB', power: [2.5, 'mcu', 'datasheet current (about 4 uA/MHz) as quoted by a third party, at 192 MHz and about 3.3 V'] },
  { id: 'm467', name: 'NuMaker-M467', mcu: 'M467HJ', core: 'm4', mhz: 200, sramKib: 512, flashKib: 1024 },
];

const withDsp: ReadonlySet<Core> = new Set(['m4', 'm7', 'm33', 'm85']);

function size(kib: number, note: string | undefined, where = ''): Figure {
  const reading = note ?? (kib % KIB === 0 ? `printed ${kib / KIB} MB, read as MiB` : `printed ${kib} KB, read as KiB`);
  return figure(kib * KIB, 'B', 'published', `${SIZES}; ${reading}${where}`);
}

function toBoard({ id, name, mcu, core, mhz, sramKib, flashKib, sramNote, flashNote, externalFlash = false, fpu, dsp, vector = false, power }: Row): Board {
  const arm = withDsp.has(core);
  return {
    id, name, mcu, core,
    clockMhz: figure(mhz, 'MHz', 'published', SIZES),
    sramBytes: size(sramKib, sramNote),
    flashBytes: size(flashKib, flashNote, externalFlash ? ', in a chip outside the microcontroller' : ''),
    fpu: fpu ?? (arm ? 'single' : 'none'),
    dsp: dsp ?? arm,
    vector,
    activePowerMw: power === undefined ? null : figure(power[0], 'mW', 'published', power[2]),
    powerScope: power === undefined ? null : power[1],
    memoryMap: MEMORY_MAPS[id] ?? null,
    timing: TIMINGS[id] ?? null,
  };
}

export const boards: readonly Board[] = ROWS.map(toBoard);
