/** thimble simulate: a network, or any firmware image, on the simulated board. */
import { readWav } from '../../core/data/index.ts';
import { compareMeasured, finishJob, InputError, readMeasured, type SimulateResult } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, numberOf, readWords, type Command } from '../command.ts';
import { firmwareFile, simulateFirmware } from '../firmware.ts';
import { BUDGET_HELP, readBytes, readNetwork, RECIPE_OPTIONS, recipeOf } from '../input.ts';
import { listenTo } from '../listen.ts';
import { measuredJson, measuredReport } from '../measured.ts';
import { modelOf } from '../model.ts';
import { json, kib, shown, table } from '../output.ts';
import { TECHNIQUE_HELP, TECHNIQUE_OPTIONS, techniquesOf } from '../techniques.ts';

const TRACED = 200;
const MOST_FUEL = 1e13;

export const simulate: Command = {
  name: 'simulate',
  summary: 'run a network or any firmware image as the board would, instruction by instruction',
  help: `thimble simulate FILE --input FILE [--board ID] [--json]
thimble simulate FILE --input FILE --measured LOG [--board ID] [--json]
thimble simulate FILE --audio WAV [--board ID] [--json]
thimble simulate IMAGE [--board ID] [--input FILE] [--fuel N] [--trace] [--checked] [--json]

FILE is a network, as for "thimble export": its firmware image for the board is linked and runs, from reset to its
self-test, then on the first inputs; all inputs run on the same kernels as WebAssembly. Instructions are exact; cycles are
a model, and the result says how far it was held against hardware. The input file holds the raw bytes of the int8 input
tensor (height x width x channels); several inputs in a row give several runs.

With --audio a network of sound listens to a recording of any rate, its loudest second: the audio front end in C and the
network run on the board, counted apart; in the JSON the front end stands first among the layers, with index -1.

With --measured the figures of a real board stand beside the simulated ones, in the JSON as "measured". LOG is what the
board printed: the lines of profile_print of an exported bundle (compiled with THIMBLE_PROFILE), those of TensorFlow Lite
Micro's profiler, a table headed "layer,cycles", or a total such as "12.3 ms".

IMAGE is a bare-metal program for the board: .elf (names of functions are read from it), .bin or .uf2. It runs from reset;
what it says by semihosting goes to stdout. An ELF of "thimble export --format elf" also takes --input.

  --input FILE          e.g. out/sample.bin
  --audio WAV           a recording instead of input tensors
  --measured LOG        what a board measured, to be compared
  --fuel N              most instructions of an image (default 4000000000); more end with 2, as faults do
  --trace               list the first ${TRACED} instructions of an image
  --checked             tell of reads of RAM that the image never wrote; slower
  --checkpoint CKPT     supernet for a genome or recipe (default: the recipe's)
${BUDGET_HELP}
${TECHNIQUE_HELP}
  --json                one JSON object on stdout; instructions are null where the board's core is not simulated

Examples
  thimble simulate out/ --input out/sample.bin --board stm32f446 --json
  thimble simulate out/ --audio yes.wav --board nrf52840
  thimble simulate dscnn_10210000221212111100 --input out/sample.bin
  thimble simulate firmware.elf --board nrf52840`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...TECHNIQUE_OPTIONS, input: { type: 'string' }, audio: { type: 'string' }, measured: { type: 'string' }, checkpoint: { type: 'string' }, fuel: { type: 'string' }, trace: { type: 'boolean' }, checked: { type: 'boolean' } }, 1);
    const [word] = words.positionals;
    const inputFile = words.text('input');
    const audio = words.text('audio');
    const log = words.text('measured');
    if (word === undefined) throw new InputError('FILE is missing; see thimble simulate --help');
    const firmware = firmwareFile(word);
    if (log !== undefined && (firmware !== null || audio !== undefined)) throw new InputError('is compared with a network on one input: give a network and --input', '--measured');
    const measured = log === undefined ? undefined : readMeasured(new TextDecoder().decode(readBytes(log)), log);
    const fuel = numberOf(words, 'fuel', 1, MOST_FUEL);
    const bytes = inputFile === undefined ? undefined : readBytes(inputFile);
    const inputs = bytes === undefined ? undefined : new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    if (audio !== undefined && inputFile !== undefined) throw new InputError('and --input are two kinds of input; give one', '--audio');
    if (firmware !== null) {
      if (audio !== undefined) throw new InputError('is for networks; an image has no front end of ours to hear with', '--audio');
      await simulateFirmware({ path: firmware, recipe: recipeOf(words), inputs, fuel, trace: words.on('trace') ? TRACED : 0, checked: words.on('checked'), asJson: words.on('json') }, io);
      return EXIT.done;
    }
    const given = [...(fuel === undefined ? [] : ['--fuel']), ...['trace', 'checked'].filter((name) => words.on(name)).map((name) => `--${name}`)];
    if (given.length > 0) throw new InputError('is for firmware images; "thimble export --format elf" makes one of a network', given[0]);
    const host = nodeHost();
    if (audio !== undefined) {
      const sound = readWav(readBytes(audio), audio);
      const { recipe, model, weights, labels } = await modelOf(word, words, host, io);
      await listenTo({ sound, recipe, model, weights, techniques: techniquesOf(words), labels, asJson: words.on('json') }, io);
      return EXIT.done;
    }
    if (inputs === undefined) {
      readNetwork(word); // what is wrong with FILE itself is said first
      throw new InputError('--input FILE is missing; out/sample.bin of a search is one');
    }
    const { recipe, model, weights, labels } = await modelOf(word, words, host, io);
    const { runs, ...result } = await finishJob(host, 'simulate', { recipe, model, inputs, techniques: techniquesOf(words), ...labels }, undefined, io.signal);
    if (!result.equalsReference) throw new Error('the kernels and the reference executor disagree; please report this');
    const compared = measured && compareMeasured(measured, result, recipe.board, log);
    if (words.on('json')) io.out(json({ ...result, weights, ...(runs.length > 1 ? { runs } : {}), ...(compared && { measured: measuredJson(compared, recipe.board, log ?? '') }) }));
    else {
      for (const [i, { output, top, topLabel }] of runs.entries()) io.out(`${runs.length > 1 ? `${i}: ` : ''}${topLabel ?? `class ${top}`}  [${output.join(' ')}]`);
      io.out(report(result, recipe.board));
      if (compared) io.out(measuredReport(compared));
    }
    return EXIT.done;
  },
};

function report({ arenaBytes, latency, energy, instructions, cycles, stackBytes, layers, simulated, notSimulated }: Omit<SimulateResult, 'runs'>, board: string): string {
  const sums = `arena ${kib(arenaBytes)}, latency ${shown(latency)}${energy === null ? '' : `, energy ${shown(energy)}`} on ${board}`;
  if (simulated === null) return `${sums}\nan estimate: ${notSimulated}`;
  const rows = layers.map((layer) => [layer.name, layer.op, String(layer.instructions), String(layer.cycles), layer.latencyMs.toFixed(3), ...(energy === null ? [] : [((layer.energyMj ?? 0) * 1000).toFixed(1)]), String(layer.flashWaitCycles ?? 0), layer.bound ?? '']);
  return [
    sums,
    `${instructions} instructions, ${cycles} cycles on the ${simulated.core}, stack ${stackBytes} B; cycles: ${simulated.timing.accuracy}`,
    table(['layer', 'op', 'instructions', 'cycles', 'ms', ...(energy === null ? [] : ['µJ']), 'waits for flash', 'bound by'], rows),
  ].join('\n');
}
