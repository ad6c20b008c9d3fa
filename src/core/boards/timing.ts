/**
 * What a board's flash adds to the cycles of its core, at the board's clock and with prefetch and caches on. One simple
 * model for all: data reads go through a buffer of a few lines, direct-mapped; a line that is not in it keeps the core
 * waiting; code is taken to run from prefetch buffer or cache, except that a taken branch may cost more. Wait states are
 * those of the maker's reference manual for that clock. Held against public hardware logs on two boards (MLPerf Tiny
 * v1.0, closed, OctoML: microTVM with CMSIS-NN, four networks), where `calibrated` is true; all other rows follow the
 * manual or an assumption that `source` names, and nobody measured them. A new log is one row.
 */
export interface BoardTiming {
  /** Core cycles that a line takes which is not in the buffer. */
  readonly waitStates: number;
  readonly lineBytes: number;
  /** Lines the buffer holds. */
  readonly lines: number;
  /** More for every taken branch, since its target is fetched from flash. */
  readonly branchCycles: number;
  /** Of an IT instruction; 0 where it is folded away. */
  readonly itCycles: number;
  /** All cycles times this: the one constant that was fitted to a board. */
  readonly factor: number;
  /** Held against a hardware log. */
  readonly calibrated: boolean;
  readonly accuracy: string;
  readonly source: string;
}

const UNMEASURED = 'no hardware figure';
const KIB = 1024;

const rest = { branchCycles: 0, itCycles: 0, factor: 1, calibrated: false, accuracy: UNMEASURED };
const flash = (waitStates: number, lineBytes: number, lines: number, source: string, more: Partial<BoardTiming> = {}): BoardTiming => ({ waitStates, lineBytes, lines, ...rest, source, ...more });
const cache = (waitStates: number, lineBytes: number, kib: number, source: string): BoardTiming => flash(waitStates, lineBytes, (kib * KIB) / lineBytes, source);
const atOnce = (source: string, more: Partial<BoardTiming> = {}): BoardTiming => flash(0, 4, 1, source, more);
/** STM32F2 and F4: the ART accelerator's data cache has 8 lines of 128 bits. */
const art = (waitStates: number, manual: string): BoardTiming => flash(waitStates, 16, 8, `ST ${manual}: ${waitStates} wait states, ART data cache of 8 lines of 128 bits`);
/** STM32L4: reads of 64 bits. */
const l4 = { branchCycles: 1, itCycles: 1 };

/** By board id; a board that is missing has no simulated core, or no image. */
export const TIMINGS: Readonly<Record<string, BoardTiming>> = {
  stm32l4r5: flash(5, 8, 1, 'ST RM0432: 5 wait states at 120 MHz, lines of 64 bits; factor fitted to the hardware log', {
    ...l4, factor: 1.12, calibrated: true, accuracy: '±7 % on the four MLPerf Tiny networks of another engine, to which its one constant was fitted',
  }),
  nrf5340: atOnce('flash cache taken to answer at once: so the hardware log was met without fitting', {
    calibrated: true, accuracy: '±6 % on the four MLPerf Tiny networks of another engine, without fitting',
  }),
  stm32l475: flash(4, 8, 1, 'ST RM0351: 4 wait states at 80 MHz, lines of 64 bits; branches as on the STM32L4R5', l4),
  stm32f401: art(2, 'RM0368'),
  stm32f411: art(3, 'RM0383'),
  stm32f412: art(3, 'RM0402'),
  stm32f446: art(5, 'RM0390'),
  stm32g474: flash(4, 8, 1, 'ST RM0440: 4 wait states at 170 MHz, lines of 64 bits with two banks'),
  stm32f103: flash(2, 8, 1, 'ST RM0008: 2 wait states at 72 MHz, prefetch buffer of 64-bit lines; taken branches assumed to wait as long', { branchCycles: 2 }),
  stm32g0b1: flash(2, 8, 1, 'ST RM0444: 2 wait states at 64 MHz, lines of 64 bits'),
  stm32l552: cache(3, 16, 8, 'ST RM0438: 3 wait states at 80 MHz behind a cache of 8 KiB'),
  stm32u575: cache(4, 16, 8, 'ST RM0456: 4 wait states at 160 MHz behind a cache of 8 KiB'),
  stm32u385: cache(2, 16, 8, 'assumed: 2 wait states at 96 MHz behind a cache of 8 KiB'),
  stm32f746: cache(7, 32, 4, 'ST RM0385: 7 wait states at 216 MHz, lines of 256 bits behind a data cache of 4 KiB; the bus not counted'),
  stm32f767: cache(7, 32, 16, 'ST RM0410: 7 wait states at 216 MHz, lines of 256 bits behind a data cache of 16 KiB; the bus not counted'),
  stm32h743: cache(8, 32, 16, 'ST RM0433: 4 wait states at 240 MHz, half the core\'s clock, lines of 256 bits behind a data cache of 16 KiB; the bus not counted'),
  stm32h7a3: cache(6, 16, 16, 'ST RM0455: 6 wait states at 280 MHz, lines of 128 bits behind a data cache of 16 KiB; the bus not counted'),
  nrf52840: flash(2, 4, 1, 'assumed: 2 wait states a word for data, which the instruction cache does not serve'),
  nrf54l15: atOnce('assumed: the cache before the RRAM answers at once'),
  rp2040: cache(384, 8, 16, 'RP2040 datasheet 2.6.3: cache of 16 KiB, lines of 8 bytes; a miss takes 96 clocks of the serial read that the image\'s second boot stage sets up, at a quarter of the core\'s clock'),
  rp2350: cache(84, 8, 16, 'assumed: cache of 16 KiB, lines of 8 bytes; a miss takes 28 clocks of the flash at a third of the core\'s clock'),
  samd21: flash(1, 8, 8, 'Microchip SAM D21 datasheet: 1 wait state at 48 MHz, cache of 8 lines of 64 bits'),
  sam3x8e: flash(4, 16, 1, 'Microchip SAM3X datasheet: 4 wait states at 84 MHz, buffer of 128 bits'),
  ra4m1: atOnce('assumed: the flash cache answers at once'),
  ra6m4: atOnce('assumed: the flash cache answers at once'),
  apollo3: atOnce('assumed: the flash cache answers at once'),
  apollo4: atOnce('assumed: the cache before the MRAM answers at once'),
  m467: atOnce('assumed: the flash cache answers at once'),
};
