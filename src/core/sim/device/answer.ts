/**
 * Answers one after another on the same simulated board: what was linked and translated for the first serves them all.
 * Each starts from reset, as the board would after power-on, so it counts exactly what it would count alone.
 */
import type { Board } from '../../boards/index.ts';
import { toElf, type Image as Firmware } from '../../codegen/index.ts';
import { loadElf } from '../iss/elf.ts';
import { simulated } from './boardMachine.ts';
import { Device, type Steps } from './device.ts';
import { between, Profiler, type Tally } from './profile.ts';

/** @throws InputError where the board's core is not simulated */
export const deviceOf = (firmware: Firmware, board: Board): Device => new Device({ image: loadElf(toElf(firmware)), vectors: firmware.vectors }, board);

export interface AnswerRun extends Tally {
  readonly output: Int8Array;
}

/** From reset through the self-test to one inference, which alone is counted, its waits for flash included. Yields about how many instructions were executed since. */
export function* answerSteps(device: Device, input: Int8Array): Steps<AnswerRun> {
  const { core, timing } = simulated(device.board);
  yield* device.selfTest();
  const before = device.machine.blockCounts;
  const output = yield* device.infer(input);
  const { instructions, cycles } = new Profiler(core, timing, device.loaded.image.symbols).tally(between(before, device.machine.blockCounts));
  return { output, instructions, cycles: Math.round(timing.factor * cycles) };
}
