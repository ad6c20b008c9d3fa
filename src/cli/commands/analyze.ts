/** thimble analyze: what a network costs, layer by layer, and whether it fits. */
import { describeViolations, finishJob, InputError } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command } from '../command.ts';
import { BUDGET_HELP, budgetNamed, readNetwork, RECIPE_OPTIONS, recipeOf } from '../input.ts';
import { json, kib, millions, shown, table } from '../output.ts';

export const analyze: Command = {
  name: 'analyze',
  summary: 'MACs, parameters, flash, peak SRAM and latency of a network, layer by layer',
  help: `thimble analyze FILE [--board ID] [--json]

FILE is a genome, an MCUNet-style architecture JSON, an int8 model (Thimble's or a .tflite, or the folder "search --out" wrote), or a recipe or
link with a selected network. Ends with 3 where a board or limit is named and the network is over it.

${BUDGET_HELP}
  --json                one JSON object on stdout

Examples
  thimble analyze mcunet-320kb-1mb_imagenet.json --board stm32f746 --json
  thimble analyze dscnn_1111101010101010101010
  thimble analyze kws_ref_model.tflite --board nrf52840
  thimble analyze out/`,
  async run(args, io) {
    const words = readWords(args, RECIPE_OPTIONS, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble analyze --help');
    const { opened, file } = readNetwork(word);
    const recipe = recipeOf(words, opened.kind === 'recipe' ? opened.recipe : undefined);
    const result = await finishJob(nodeHost(0), 'analyze', { recipe, file }, undefined, io.signal);
    const { verdict, peakSramBytes, flashBytes } = result;
    if (words.on('json')) io.out(json(result));
    else {
      const rows = result.layers.map((layer) => [String(layer.index), layer.name, layer.op, layer.outputShape.join('x'), millions(layer.macs), kib(layer.weightBytes), kib(layer.sramBytes), layer.latencyMs.toFixed(2)]);
      io.out(table(['#', 'layer', 'op', 'output', 'MACs', 'flash', 'SRAM', 'ms est.'], rows));
      io.out(`${result.name}: ${millions(result.macs)} MACs, ${millions(result.parameters)} parameters, flash ${kib(flashBytes.total)} = weights ${kib(flashBytes.weights)} + tables ${kib(flashBytes.tables)} + code ${kib(flashBytes.code)}`);
      io.out(`peak SRAM ${kib(peakSramBytes.total)} by formula ${result.memoryModel} at layer ${result.peakStep}; planned arena ${kib(result.arena.bytes)}; latency ${shown(result.latency)} on ${recipe.board}`);
    }
    if (!verdict.fits) io.err(`does not fit ${recipe.board}: ${describeViolations(verdict)}\n`);
    return verdict.fits || !budgetNamed(words) ? EXIT.done : EXIT.overBudget;
  },
};
