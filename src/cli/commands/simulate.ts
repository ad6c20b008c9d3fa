/** thimble simulate: the deployed kernels on given inputs, in an arena of the planned size. */
import { finishJob, InputError } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command } from '../command.ts';
import { BUDGET_HELP, readBytes, RECIPE_OPTIONS } from '../input.ts';
import { modelOf } from '../model.ts';
import { json, kib, shown } from '../output.ts';
import { TECHNIQUE_HELP, TECHNIQUE_OPTIONS, techniquesOf } from '../techniques.ts';

export const simulate: Command = {
  name: 'simulate',
  summary: 'run a network as the board would, byte for byte; latency and energy are estimates',
  help: `thimble simulate FILE --input FILE [--board ID] [--json]

FILE as for "thimble export". The input file holds the raw bytes of the int8 input tensor (height x width x channels);
several inputs in a row give several runs.

  --input FILE          e.g. out/sample.bin
  --checkpoint CKPT     supernet for a genome or recipe (default: the recipe's)
${BUDGET_HELP}
${TECHNIQUE_HELP}
  --json                one JSON object on stdout; instructions are null until an instruction-set simulator counts them

Examples
  thimble simulate out/ --input out/sample.bin --board stm32f446 --json
  thimble simulate dscnn_10210000221212111100 --input out/sample.bin`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...TECHNIQUE_OPTIONS, input: { type: 'string' }, checkpoint: { type: 'string' } }, 1);
    const [word] = words.positionals;
    const inputFile = words.text('input');
    if (word === undefined) throw new InputError('FILE is missing; see thimble simulate --help');
    if (inputFile === undefined) throw new InputError('--input FILE is missing; out/sample.bin of a search is one');
    const bytes = readBytes(inputFile);
    const host = nodeHost();
    const { recipe, model, weights, labels } = await modelOf(word, words, host, io);
    const inputs = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const { runs, ...result } = await finishJob(host, 'simulate', { recipe, model, inputs, techniques: techniquesOf(words), ...labels }, undefined, io.signal);
    if (!result.equalsReference) throw new Error('the kernels and the reference executor disagree; please report this');
    if (words.on('json')) io.out(json({ ...result, weights, ...(runs.length > 1 ? { runs } : {}) }));
    else {
      for (const [i, { output, top, topLabel }] of runs.entries()) io.out(`${runs.length > 1 ? `${i}: ` : ''}${topLabel ?? `class ${top}`}  [${output.join(' ')}]`);
      io.out(`arena ${kib(result.arenaBytes)}, latency ${shown(result.latency)}${result.energy === null ? '' : `, energy ${shown(result.energy)}`} on ${recipe.board}`);
    }
    return EXIT.done;
  },
};
