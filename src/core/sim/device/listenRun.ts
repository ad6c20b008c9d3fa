/**
 * A second of sound on a simulated board: 50 stretches of 320 samples go through the front end in C as a microphone's
 * driver would hand them over, the features become the network's input, the network answers. Front end and network are
 * counted apart, waits for flash included.
 */
import { InputError } from '../../lib/index.ts';
import { STATE } from '../iss/memory.ts';
import type { BlockCount } from '../iss/translate/translator.ts';
import { simulated } from './boardMachine.ts';
import type { Device, Steps } from './device.ts';
import { between, Profiler, type Tally } from './profile.ts';

const STRETCH_SAMPLES = 320;

export interface ListenRun {
  readonly features: Int8Array;
  readonly output: Int8Array;
  /** From the first sample to the features. */
  readonly frontEnd: Tally;
  /** The stretch of 320 samples with most instructions: what 20 ms must have room for beside the features and the network. */
  readonly stretch: Tally;
  readonly network: Tally;
  /** Deepest stack of both. */
  readonly stackBytes: number;
  /** RAM of the front end: its state and the samples handed over. */
  readonly ramBytes: number;
}

/**
 * Yields every few milliseconds about how many instructions were executed since.
 * @param device of an image linked with `listens`; it may have listened before, and starts from reset again
 * @param sound whole stretches of 320 samples; a second is 50
 * @throws InputError for any other number of samples, or an image that does not listen
 */
export function* listenSteps(device: Device, sound: Int16Array): Steps<ListenRun> {
  if (sound.length === 0 || sound.length % STRETCH_SAMPLES !== 0) throw new InputError(`${sound.length} samples; whole stretches of ${STRETCH_SAMPLES} are taken`, 'sound');
  const { board, machine, loaded: { image: { symbols } } } = device;
  const { core, timing } = simulated(board);
  const [ear, buffer] = ['thimble_ear', 'thimble_sound'].map((wanted) => symbols.find(({ name }) => name === wanted));
  if (ear === undefined || buffer === undefined) throw new InputError('was linked without the audio front end', board.name);
  const handedOver = buffer.address;
  const profiler = new Profiler(core, timing, symbols);

  const tally = (before: readonly BlockCount[], after: readonly BlockCount[]): Tally => {
    const { instructions, cycles } = profiler.tally(between(before, after));
    return { instructions, cycles: Math.round(timing.factor * cycles) };
  };
  function* hear(stretch: number): Steps<number> {
    const before = machine.instructions;
    machine.memory.write(handedOver, new Uint8Array(sound.slice(STRETCH_SAMPLES * stretch, STRETCH_SAMPLES * (stretch + 1)).buffer));
    yield* device.call('thimble_hear', []);
    yield machine.instructions - before;
    return machine.instructions - before;
  }

  yield* device.selfTest();
  machine.memory.state[STATE.stackLowest] = device.address('thimble_stack_top');
  // block counts are dear to read: heard once to find the dearest stretch, then again to count
  yield* device.call('thimble_forget', []);
  const executed: number[] = [];
  for (let i = 0; STRETCH_SAMPLES * i < sound.length; i++) executed.push(yield* hear(i));
  const dearest = executed.indexOf(Math.max(...executed));
  yield* device.call('thimble_forget', []);
  const start = machine.blockCounts;
  let stretch: Tally = { instructions: 0, cycles: 0 };
  for (const i of executed.keys()) {
    const before = i === dearest ? machine.blockCounts : [];
    yield* hear(i);
    if (i === dearest) stretch = tally(before, machine.blockCounts);
  }
  yield* device.call('thimble_attend', []);
  const attended = machine.blockCounts;
  const [input] = device.tensors('thimble_input');
  const features = new Int8Array(machine.memory.read(input.address, input.bytes).slice().buffer);
  yield* device.call('thimble_infer', []);
  return {
    features, output: device.output(), frontEnd: tally(start, attended), stretch, network: tally(attended, machine.blockCounts),
    stackBytes: device.stackBytes, ramBytes: ear.bytes + buffer.bytes,
  };
}
