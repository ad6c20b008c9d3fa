/**
 * A second of sound on a simulated board: 50 stretches of 320 samples go through the front end in C as a microphone's
 * driver would hand them over, the features become the network's input, the network answers. Front end and network are
 * counted apart, waits for flash included.
 */
import type { Board } from '../../boards/index.ts';
import { toElf, type Image as Firmware } from '../../codegen/index.ts';
import { InputError } from '../../lib/index.ts';
import { loadElf } from '../iss/elf.ts';
import { STATE } from '../iss/memory.ts';
import { simulated } from './boardMachine.ts';
import { Device, type Steps } from './device.ts';
import { between, Profiler, type Tally } from './profile.ts';

const STRETCH_SAMPLES = 320;

export interface ListenRun {
  readonly features: Int8Array;
  readonly output: Int8Array;
  /** From the first sample to the features. */
  readonly frontEnd: Tally;
  /** The dearest stretch of 320 samples: what 20 ms must have room for beside the features and the network. */
  readonly stretch: Tally;
  readonly network: Tally;
  /** Deepest stack of both. */
  readonly stackBytes: number;
  /** RAM of the front end: its state and the samples handed over. */
  readonly ramBytes: number;
}

/**
 * Yields every few milliseconds about how many instructions were executed since.
 * @param firmware linked with `listens`
 * @param sound whole stretches of 320 samples; a second is 50
 * @throws InputError for any other number of samples, or an image that does not listen
 */
export function* listenSteps(firmware: Firmware, board: Board, sound: Int16Array): Steps<ListenRun> {
  if (sound.length === 0 || sound.length % STRETCH_SAMPLES !== 0) throw new InputError(`${sound.length} samples; whole stretches of ${STRETCH_SAMPLES} are taken`, 'sound');
  const { core, timing } = simulated(board);
  const device = new Device({ image: loadElf(toElf(firmware)), vectors: firmware.vectors }, board);
  const { machine, loaded: { image: { symbols } } } = device;
  const [ear, buffer] = ['thimble_ear', 'thimble_sound'].map((wanted) => symbols.find(({ name }) => name === wanted));
  if (ear === undefined || buffer === undefined) throw new InputError('was linked without the audio front end', board.name);
  const profiler = new Profiler(core, timing, symbols);

  function* counted(work: Steps<unknown>): Steps<Tally> {
    const [before, instructions] = [machine.blockCounts, machine.instructions];
    yield* work;
    const { cycles } = profiler.tally(between(before, machine.blockCounts));
    return { instructions: machine.instructions - instructions, cycles: Math.round(timing.factor * cycles) };
  }

  yield* device.selfTest();
  machine.memory.state[STATE.stackLowest] = device.address('thimble_stack_top');
  yield* device.call('thimble_forget', []);
  const parts: Tally[] = [];
  for (let at = 0; at < sound.length; at += STRETCH_SAMPLES) {
    machine.memory.write(buffer.address, new Uint8Array(sound.slice(at, at + STRETCH_SAMPLES).buffer));
    parts.push(yield* counted(device.call('thimble_hear', [])));
    yield parts[parts.length - 1].instructions;
  }
  const attended = yield* counted(device.call('thimble_attend', []));
  const [input] = device.tensors('thimble_input');
  const features = new Int8Array(machine.memory.read(input.address, input.bytes).slice().buffer);
  const network = yield* counted(device.call('thimble_infer', []));
  const all = [...parts, attended];
  const sum = (pick: (tally: Tally) => number): number => all.reduce((total, tally) => total + pick(tally), 0);
  return {
    features, output: device.output(), network,
    frontEnd: { instructions: sum(({ instructions }) => instructions), cycles: sum(({ cycles }) => cycles) },
    stretch: parts.reduce((most, tally) => (tally.cycles > most.cycles ? tally : most)),
    stackBytes: device.stackBytes, ramBytes: ear.bytes + buffer.bytes,
  };
}
