/**
 * What a board's flash adds to the cycles of its core, at the board's clock and with prefetch and caches on. Wait
 * states, lines and caches are those of the maker's reference manual, as `source` names it; where neither the manual nor
 * the maker's own clock set-up code was at hand to check a figure, it says so. Lines of a data cache are taken to be mapped
 * directly, a code cache to replace what was used least recently. The bus between is not counted, nor are literals
 * beside the code, nor a data cache before RAM. Held against public hardware logs on two boards (MLPerf Tiny v1.0,
 * closed, OctoML: microTVM with CMSIS-NN, four networks), where `calibrated` is true; all other rows follow the manual
 * or an assumption that `source` names, and nobody measured them. A new log is one row.
 */

/** What stands between core and flash for code. */
export interface BoardCodeCache {
  readonly bytes: number;
  readonly lineBytes: number;
  /** Core cycles that a line takes which is not in it. */
  readonly waitStates: number;
  /** The next line is read while this one executes. */
  readonly prefetch: boolean;
  /** Data from flash takes room in it, too. */
  readonly shared: boolean;
}

export interface BoardTiming {
  /** Core cycles that a line of data takes which is not in the buffer. */
  readonly waitStates: number;
  readonly lineBytes: number;
  /** Lines the buffer holds. */
  readonly lines: number;
  /** Null where code is taken to come as fast as it executes, or where `branchCycles` stands for all it waits. */
  readonly code: BoardCodeCache | null;
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

type More = Partial<BoardTiming>;
const rest = { code: null, branchCycles: 0, itCycles: 0, factor: 1, calibrated: false, accuracy: UNMEASURED };
const flash = (waitStates: number, lineBytes: number, lines: number, source: string, more: More = {}): BoardTiming => ({ waitStates, lineBytes, lines, ...rest, source, ...more });
const atOnce = (source: string, more: More = {}): BoardTiming => flash(0, 4, 1, source, more);
/** One cache for code and data. */
const shared = (waitStates: number, lineBytes: number, bytes: number, source: string): BoardTiming =>
  flash(waitStates, lineBytes, bytes / lineBytes, source, { code: { bytes, lineBytes, waitStates, prefetch: false, shared: true } });
/** A cache for code and one for data, equally large. */
const split = (waitStates: number, lineBytes: number, kib: number, source: string): BoardTiming =>
  flash(waitStates, lineBytes, (kib * KIB) / lineBytes, source, { code: { bytes: kib * KIB, lineBytes, waitStates, prefetch: false, shared: false } });
/** STM32F4: the ART accelerator has 64 lines of 128 bits for code, 8 for data, and prefetches code. */
const art = (waitStates: number, manual: string): BoardTiming =>
  flash(waitStates, 16, 8, `ST ${manual}: ${waitStates} wait states; ART accelerator, 64 lines of 128 bits for code with prefetch, 8 for data`, { code: { bytes: 64 * 16, lineBytes: 16, waitStates, prefetch: true, shared: false } });
/** STM32L4 and G4: 32 lines of 256 bits for code, 8 for data, filled 64 bits at a time. */
const L4_CACHES = '32 lines of 256 bits for code, 8 for data, read 64 bits at a time';
const l4Lines = [8, 32] as const;
/** What the fit of the STM32L4R5 has in place of a code cache. */
const l4 = { branchCycles: 1, itCycles: 1 };

/** By board id; a board that is missing has no simulated core, or no image. */
export const TIMINGS: Readonly<Record<string, BoardTiming>> = {
  stm32l4r5: flash(5, ...l4Lines, `ST RM0432: 5 wait states at 120 MHz; ${L4_CACHES}; taken branches a cycle more, IT one; factor fitted to the hardware log`, {
    ...l4, factor: 1.12, calibrated: true, accuracy: '±7 % on the four MLPerf Tiny networks of another engine, to which its one constant was fitted',
  }),
  nrf5340: atOnce('Nordic product specification: cache in two ways, lines of 128 bits, for code and data (lines not checked against it), taken to answer at once: so the hardware log was met without fitting', {
    calibrated: true, accuracy: '±6 % on the four MLPerf Tiny networks of another engine, without fitting',
  }),
  stm32l475: flash(4, ...l4Lines, `ST RM0351: 4 wait states at 80 MHz; ${L4_CACHES}; branches as on the STM32L4R5`, l4),
  stm32f401: art(2, 'RM0368'),
  stm32f411: art(3, 'RM0383'),
  stm32f412: art(3, 'RM0402'),
  stm32f446: art(5, 'RM0390'),
  stm32g474: flash(4, ...l4Lines, `ST RM0440: 4 wait states at 170 MHz; ${L4_CACHES}, with prefetch`, { code: { bytes: KIB, lineBytes: 8, waitStates: 4, prefetch: true, shared: false } }),
  stm32f103: flash(2, 8, 1, 'ST RM0008, not checked against it: 2 wait states at 72 MHz, prefetch buffer of 64-bit lines, no cache; taken branches assumed to wait as long', { branchCycles: 2 }),
  stm32g0b1: flash(2, 8, 1, 'ST RM0444, not checked against it: 2 wait states at 64 MHz, prefetch and two lines of 64 bits for code, none for data; taken branches assumed to wait as long', { branchCycles: 2 }),
  stm32l552: shared(3, 16, 8 * KIB, 'ST RM0438, not checked against it: 3 wait states at 80 MHz behind a cache of 8 KiB, lines of 128 bits, for code and data'),
  stm32u575: shared(4, 16, 8 * KIB, 'ST RM0456: 4 wait states at 160 MHz; its cache of 8 KiB, lines of 128 bits, for code and data not checked against it'),
  stm32u385: shared(2, 16, 8 * KIB, 'assumed: 2 wait states at 96 MHz behind a cache of 8 KiB, lines of 128 bits, for code and data'),
  stm32f746: split(7, 32, 4, 'ST RM0385: 7 wait states at 216 MHz, lines of 256 bits behind caches of 4 KiB each for code and data; the bus not counted'),
  stm32f767: split(7, 32, 16, 'ST RM0410: 7 wait states at 216 MHz, lines of 256 bits behind caches of 16 KiB each for code and data; the bus not counted'),
  stm32h743: split(8, 32, 16, 'ST RM0433: 4 wait states at 240 MHz, half the core\'s clock, lines of 256 bits behind caches of 16 KiB each for code and data; the bus not counted'),
  stm32h7a3: split(13, 32, 16, 'ST RM0455: 6 wait states at 280 MHz, two reads of 128 bits for a line of 256 bits, behind caches of 16 KiB each for code and data; the bus not counted'),
  nrf52840: flash(2, 4, 1, 'assumed: 2 wait states a word for data, which the instruction cache does not serve; code from the cache, taken to answer at once'),
  nrf54l15: atOnce('Nordic datasheet: cache in two ways, lines of four times 64 bits, for code and data; assumed to answer at once'),
  rp2040: shared(384, 8, 16 * KIB, 'RP2040 datasheet 2.6.3: cache of 16 KiB, lines of 8 bytes, for code and data; a miss takes 96 clocks of the serial read that the image\'s second boot stage sets up, at a quarter of the core\'s clock'),
  rp2350: shared(84, 8, 16 * KIB, 'assumed: cache of 16 KiB, lines of 8 bytes, for code and data; a miss takes 28 clocks of the flash at a third of the core\'s clock'),
  samd21: shared(1, 8, 64, 'Microchip SAM D21 datasheet: 1 wait state at 48 MHz, cache of 8 lines of 64 bits for code and data, which was not checked against it'),
  sam3x8e: flash(4, 16, 1, 'Microchip SAM3X datasheet: 4 wait states at 84 MHz, buffer of 128 bits (not checked against it), no cache; taken branches assumed to wait as long', { branchCycles: 4 }),
  ra4m1: atOnce('assumed: the flash cache answers at once'),
  ra6m4: atOnce('assumed: the flash cache answers at once'),
  apollo3: atOnce('assumed: the flash cache answers at once'),
  apollo4: atOnce('assumed: the cache before the MRAM answers at once'),
  m467: atOnce('assumed: the flash cache answers at once'),
};
