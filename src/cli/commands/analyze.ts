/** thimble analyze: what a network costs, layer by layer, and whether it fits. */
import { describeViolations, finishJob, InputError, type Analysis, type Recipe } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command, type Io } from '../command.ts';
import { BUDGET_HELP, budgetNamed, readNetwork, RECIPE_OPTIONS, recipeOf, type NetworkFile } from '../input.ts';
import { json, kib, millions, progressTo, shown, table } from '../output.ts';

export const analyze: Command = {
  name: 'analyze',
  summary: 'MACs, parameters, flash, peak SRAM and latency of a network, layer by layer',
  help: `thimble analyze FILE [--board ID] [--json]

FILE is a genome, an MCUNet-style architecture JSON, an int8 model (Thimble's or a .tflite), the folder or
recipe.json "search --out" wrote, or a recipe or link, whose search is run first where it names no network. Ends with 3 where a board or limit is named and the
network is over it. Peak SRAM is the chosen formula's tensors and scratch, plus the stack that the C code is estimated to take.

${BUDGET_HELP}
  --json                one JSON object on stdout

Examples
  thimble analyze mcunet-320kb-1mb_imagenet.json --board stm32f746 --json
  thimble analyze dscnn_10210000221212111100
  thimble analyze kws_ref_model.tflite --board nrf52840
  thimble analyze out/`,
  async run(args, io) {
    const words = readWords(args, RECIPE_OPTIONS, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble analyze --help');
    const network = readNetwork(word);
    const recipe = recipeOf(words, network.recipe);
    const result = await analysisOf(network, recipe, io);
    const { verdict, peakSramBytes, flashBytes } = result;
    if (words.on('json')) io.out(json(result));
    else {
      const rows = result.layers.map(({ index, name, op, outputShape, macs, weightBytes, sramBytes, latencyMs }) => [
        String(index), name, op, outputShape.join('x'), millions(macs), kib(weightBytes), kib(sramBytes), latencyMs.toFixed(2),
      ]);
      io.out(table(['#', 'layer', 'op', 'output', 'MACs', 'flash', 'SRAM', 'ms est.'], rows));
      const { total, weights, tables, code } = flashBytes;
      io.out(`${result.name}: ${millions(result.macs)} MACs, ${millions(result.parameters)} parameters`);
      io.out(`flash ${kib(total)} = weights ${kib(weights)} + tables ${kib(tables)} + code ${kib(code)}`);
      io.out(`peak SRAM ${kib(peakSramBytes.total)} = tensors ${kib(peakSramBytes.arena)} + scratch ${kib(peakSramBytes.scratch)} by formula ${result.memoryModel} at layer ${result.peakStep} + stack ${kib(peakSramBytes.stack)} (estimated); planned arena ${kib(result.arena.bytes)}`);
      io.out(`latency ${shown(result.latency)} on ${recipe.board}`);
    }
    if (!verdict.fits) io.err(`does not fit ${recipe.board}: ${describeViolations(verdict)}\n`);
    return verdict.fits || !budgetNamed(words) ? EXIT.done : EXIT.overBudget;
  },
};

async function analysisOf({ opened, file }: NetworkFile, recipe: Recipe, io: Io): Promise<Analysis> {
  if (opened.kind !== 'recipe' || opened.recipe.view.selected !== null) return finishJob(nodeHost(0), 'analyze', { recipe, file }, undefined, io.signal);
  io.err('note: the recipe names no network, so its search is run\n');
  return (await finishJob(nodeHost(), 'search', { recipe }, progressTo(io), io.signal)).analysis;
}
