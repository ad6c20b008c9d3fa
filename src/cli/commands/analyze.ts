/** thimble analyze: what a network costs, layer by layer, and whether it fits. */
import { describeViolations, finishJob, InputError, type Analysis, type CompiledView, type Recipe } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command, type Io, type Words } from '../command.ts';
import { BUDGET_HELP, budgetNamed, readNetwork, RECIPE_OPTIONS, recipeOf, type NetworkFile } from '../input.ts';
import { bytes, json, kib, millions, progressTo, shown, table } from '../output.ts';
import { TECHNIQUE_HELP, TECHNIQUE_OPTIONS, techniqueNamed, techniquesOf } from '../techniques.ts';

export const analyze: Command = {
  name: 'analyze',
  summary: 'MACs, parameters, flash, peak SRAM and latency of a network, layer by layer',
  help: `thimble analyze FILE [--board ID] [--explain-peak] [--json]

FILE is a genome, an MCUNet-style architecture JSON, an int8 model (Thimble's or a .tflite), the folder or
recipe.json "search --out" wrote, or a recipe or link, whose search is run first where it names no network. A model is
compiled: arena and constants are those of the generated code, exact; code and stack are estimated. Of a genome or an
architecture, or with --memory-model, peak SRAM is the published formula's. Ends with 3 where a board or limit is named
and the network is over it.

${BUDGET_HELP}
  --explain-peak        the fullest step, tensor by tensor
${TECHNIQUE_HELP}
  --json                one JSON object on stdout

Examples
  thimble analyze mcunet-320kb-1mb_imagenet.json --board stm32f746 --json
  thimble analyze dscnn_10210000221212111100
  thimble analyze kws_ref_model.tflite --board nrf52840 --explain-peak
  thimble analyze person_detect.tflite --board stm32f412 --sram 64KiB --patch auto
  thimble analyze out/`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...TECHNIQUE_OPTIONS, 'explain-peak': { type: 'boolean' } }, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble analyze --help');
    const technique = techniqueNamed(words);
    if (words.text('memory-model') !== undefined && technique !== undefined) throw new InputError('the formulas of --memory-model know no techniques; give one or the other', `--${technique}`);
    const network = readNetwork(word);
    const recipe = recipeOf(words, network.recipe);
    const result = await analysisOf(network, recipe, words, io);
    const { verdict, peakSramBytes, flashBytes } = result;
    if (words.on('json')) io.out(json(result));
    else {
      const rows = result.layers.map(({ index, name, op, outputShape, macs, weightBytes, sramBytes, latencyMs }) => [
        String(index + 1), name, op, outputShape.join('x'), millions(macs), kib(weightBytes), kib(sramBytes), latencyMs.toFixed(2),
      ]);
      io.out(table(['#', 'layer', 'op', 'output', 'MACs', 'flash', 'SRAM', 'ms est.'], rows));
      const { total, weights, tables, code } = flashBytes;
      io.out(`${result.name}: ${millions(result.macs)} MACs, ${millions(result.parameters)} parameters`);
      io.out(`flash ${kib(total)} = weights ${kib(weights)} + tables ${kib(tables)} + code ${kib(code)}`);
      const by = result.compiled === null ? `by formula ${result.memoryModel}` : 'as planned';
      io.out(`peak SRAM ${kib(peakSramBytes.total)} = tensors ${kib(peakSramBytes.arena)} + scratch ${kib(peakSramBytes.scratch)} ${by} at layer ${result.peakStep + 1} + stack ${kib(peakSramBytes.stack)} (estimated)${result.compiled === null ? `; planned arena ${kib(result.arena.bytes)}` : ''}`);
      if (result.compiled !== null) io.out(compiledText(result.compiled, words.on('explain-peak')));
      else if (words.on('explain-peak')) io.out(plannedPeakText(result.arena).join('\n'));
      io.out(`latency ${shown(result.latency)} on ${recipe.board}`);
    }
    if (!verdict.fits) io.err(`does not fit ${recipe.board}: ${describeViolations(verdict)}\n`);
    return verdict.fits || !budgetNamed(words) ? EXIT.done : EXIT.overBudget;
  },
};

const TECHNIQUE_NAMES: Readonly<Record<string, string>> = {
  passes: 'graph passes', reorder: 'order of layers', inPlace: 'in place', overlap: 'overlapping output and input',
  lean: 'kernels without scratch', patch: 'patch by patch', inputExternal: 'input outside the arena',
};

/** What the compiler did, and why the arena is as large as it is. */
function compiledText({ arenaBytes, lowerBound, peak, patch, passes, savings }: CompiledView, explain: boolean): string {
  const proof = arenaBytes === lowerBound ? 'no plan with these techniques can need less' : `no plan with these techniques can need less than ${bytes(lowerBound)}`;
  const lines = [`arena ${bytes(arenaBytes)}, full at ${peak.name}; ${proof}`];
  if (patch !== null) lines.push(`the first ${patch.steps} layers run in ${patch.rows} x ${patch.cols} patches, ${millions(patch.extraMacs)} MACs twice`);
  if (explain) lines.push(...peakText(peak, arenaBytes));
  lines.push(...passes.map(({ pass, what }) => `${pass}: ${what}`));
  lines.push(...savings.filter(({ arenaBytes: arena, flashBytes: flash }) => arena !== 0 || flash !== 0).map(({ technique, arenaBytes: arena, flashBytes: flash }) => `${TECHNIQUE_NAMES[technique] ?? technique}: saves ${bytes(arena)} of arena${flash === 0 ? '' : `, ${bytes(flash)} of flash`}`));
  return lines.join('\n');
}

/** The fullest step as a sum. */
function peakText({ step, name, uses, unused }: Pick<CompiledView['peak'], 'step' | 'name' | 'uses' | 'unused'>, arenaBytes: number, what = 'peak'): string[] {
  return [
    `${what}, step ${step + 1} ${name}:`,
    ...uses.map((use) => `  ${bytes(use.bytes).padStart(12)}  ${use.role.padEnd(8)} ${use.name}${use.role === 'held' && use.until !== null ? `, until ${use.until}` : ''}`),
    ...(unused > 0 ? [`  ${bytes(unused).padStart(12)}  unused   what the plan could not pack`] : []),
    `  ${bytes(arenaBytes).padStart(12)}  sum`,
  ];
}

/** The same of the arena that the planner would take for a network that is not compiled. */
function plannedPeakText({ bytes: arenaBytes, steps, uses = [] }: Analysis['arena']): string[] {
  const step = uses.reduce((best, one, i) => (one.bytes > uses[best].bytes ? i : best), 0);
  return peakText({ step, name: steps[step], ...uses[step] }, arenaBytes, 'peak of the planned arena');
}

async function analysisOf({ opened, file }: NetworkFile, recipe: Recipe, words: Words, io: Io): Promise<Analysis> {
  const input = { recipe, file, techniques: techniquesOf(words), formula: words.text('memory-model') !== undefined };
  if (opened.kind !== 'recipe' || opened.recipe.view.selected !== null) return finishJob(nodeHost(0), 'analyze', input, undefined, io.signal);
  io.err('note: the recipe names no network, so its search is run\n');
  return (await finishJob(nodeHost(), 'search', { recipe }, progressTo(io), io.signal)).analysis;
}
