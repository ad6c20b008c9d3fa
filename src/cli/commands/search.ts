/** thimble search: the main job from budget to bundle. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareShared, decidingText, encodeResultLink, finishJob, InputError, sharedOf, StoppedError, withoutView, type FieldPair, type JobEvent, type Opened, type PredictionError, type Recipe, type SearchCheckpoint, type SearchPartial, type SearchRunResult } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, numberOf, readWords, type Command } from '../command.ts';
import { DATA_HELP, DATA_OPTIONS, readData } from '../data.ts';
import { BUDGET_HELP, readBytes, readCheckpoint, readWord, RECIPE_OPTIONS, recipeOf } from '../input.ts';
import { gpuFields, gpuNote, json, kib, millions, percent, progressTo } from '../output.ts';
import { sampleAt } from '../sample.ts';
import { readyFolder, STATE_FILE, writeFiles, writeSearch, writeState } from '../folder.ts';

export const search: Command = {
  name: 'search',
  summary: 'find the most accurate network that fits: evolution, fine-tuning, int8, C bundle',
  help: `thimble search [RECIPE | --task keywords] [--board ID] [--seed S] [--out DIR] [--json]

RECIPE is a recipe.json or a link. Evolves sub-nets of a trained supernet under the board's limits, fine-tunes the
winner, quantises it, and measures both on the test split. Same recipe, same bytes, on every machine. Of a link that tells
its result, it is said whether the run came to the same.

  --task NAME           built-in task (default keywords; synthetic speech)
${DATA_HELP}
                        With --checkpoint of a supernet trained on the same.
  --checkpoint CKPT     supernet to search (default: the one the recipe names)
  --seed S              of the search (default 1)
  --preset P            quick (default, 200 sub-nets) or published (MCUNet's, 3100)
  --population N, --generations N
  --prescreen N         children bred for each one measured; a predictor chooses which (default 1: all are measured)
  --workers N           threads that measure sub-nets (default: one per core)
  --out DIR             writes bundle, recipe.json, result.json, link.txt, model.int8, sample.bin
  --resume              go on from DIR/${STATE_FILE}, left by a search that was stopped
${BUDGET_HELP}
  --json                one JSON object on stdout

Ends with 3 where nothing fits.

Examples
  thimble search --task keywords --board stm32f446 --seed 7 --out out/ --json
  thimble search recipe.json --out out/
  thimble search --board nrf52840 --sram 24KiB --latency 20`,
  async run(args, io) {
    const words = readWords(args, {
      ...RECIPE_OPTIONS, ...DATA_OPTIONS, checkpoint: { type: 'string' }, preset: { type: 'string' }, population: { type: 'string' }, generations: { type: 'string' }, prescreen: { type: 'string' },
      workers: { type: 'string' }, out: { type: 'string' }, resume: { type: 'boolean' },
    }, 1);
    const [word] = words.positionals;
    const opened = word === undefined ? null : readWord(word).opened;
    if (opened !== null && opened.kind !== 'recipe') throw new InputError(`is a ${opened.kind}; search takes a recipe or a link`, word);
    const recipe = recipeOf(words, opened?.recipe);
    const out = words.text('out');
    if (out !== undefined && !words.on('resume')) readyFolder(out);
    const checkpointFile = words.text('checkpoint');
    const host = nodeHost(numberOf(words, 'workers', 0, 256));
    const tell = progressTo(io);
    const onEvent = (event: JobEvent<SearchPartial>): void => {
      tell(event);
      if (out !== undefined && event.partial?.checkpoint) writeState(out, event.partial.checkpoint);
    };
    const own = await readData(words, recipe, host, io);
    const input = {
      recipe,
      ...(own && { data: own.data }),
      ...(checkpointFile !== undefined && { checkpoint: readCheckpoint(checkpointFile) }),
      ...(words.on('resume') && { resume: readState(out) }),
    };
    const result = await finishJob(host, 'search', input, onEvent, io.signal).catch((error: unknown) => {
      if (!(error instanceof StoppedError)) throw error;
      throw new StoppedError(whatIsKept(out));
    });
    if (out !== undefined) {
      const bundle = await finishJob(host, 'export', { recipe, model: result.model, classes: result.classes });
      const samples = own?.prepared.samples ?? (await finishJob(host, 'samples', { recipe, count: 1 }));
      writeFiles(out, bundle.files);
      writeSearch(out, result, sampleAt(samples, result.analysis.layers[0].inputShape));
    }
    const different = toldBy(opened, recipe, own === undefined, result);
    if (different) io.err(different.length === 0 ? 'reproduced: this is the result that the link tells, to the last bit\n' : `not what the link tells: ${different.map(({ field, told, here }) => `${field} ${told}, here ${here}`).join('; ')}\n`);
    const { genome, accuracy, peakSramBytes, flashBytes, macs, latencyMs, energyMj, evaluations, rejected, predictor, hash, checkpointHash, testCount, analysis, link, trainedOn } = result;
    if (trainedOn !== undefined) io.err(gpuNote(trainedOn));
    if (words.on('json')) {
      io.out(json({
        genome, accuracy, peakSramBytes, flashBytes, macs, latencyMs, energyMj, evaluations, hash,
        rejected, predictor, checkpointHash, testCount, arenaBytes: analysis.arena.bytes, latency: analysis.latency, energy: analysis.energy,
        board: recipe.board, link, ...(own === undefined && trainedOn === undefined && { resultLink: encodeResultLink({ recipe: withoutView(recipe), result: sharedOf(result) }) }), ...(different && { reproduced: different.length === 0 }), ...gpuFields(trainedOn), ...(out === undefined ? {} : { out }),
      }));
    } else {
      io.out(genome);
      io.out(`test accuracy ${percent(accuracy.float)} float, ${percent(accuracy.int8)} int8 on ${testCount} examples`);
      io.out(`validation accuracy with the supernet's weights ${percent(accuracy.inherited)}`);
      io.out(`peak SRAM ${kib(peakSramBytes)}, flash ${kib(flashBytes)}, ${millions(macs)} MACs, latency ${latencyMs.toFixed(1)} ms estimated on ${recipe.board}`);
      io.out(`${evaluations} sub-nets measured, ${rejected} did not fit\nhash ${hash}`);
      if (predictor !== null) io.out(predictorText(predictor));
      if (out !== undefined) io.out(`written to ${out}`);
    }
    return EXIT.done;
  },
};

/** Fields in which the run differs from what its link tells; null where it tells nothing, or options made it another run. */
function toldBy(opened: Opened | null, recipe: Recipe, builtIn: boolean, result: SearchRunResult): readonly FieldPair[] | null {
  if (opened?.kind !== 'recipe' || opened.told === undefined || !builtIn || decidingText(opened.recipe) !== decidingText(recipe)) return null;
  return compareShared(opened.told, sharedOf(result)).filter(({ same }) => !same);
}

/** How far its word is to be trusted, by those it judged before they were measured. */
function predictorText({ count, rmse, tau }: PredictionError): string {
  const order = tau === null ? '' : `, Kendall's tau to the measured order ${tau.toFixed(2)}`;
  return `predictor: off by ${(100 * rmse).toFixed(1)} points (root mean square over ${count} networks measured after)${order}`;
}

function whatIsKept(out: string | undefined): string {
  if (out === undefined) return 'stopped; nothing is kept without --out';
  const path = join(out, STATE_FILE);
  return existsSync(path) ? `stopped; ${path} is kept: the same command with --resume goes on from there` : 'stopped before the first generation was measured; nothing is kept';
}

function readState(out: string | undefined): SearchCheckpoint {
  if (out === undefined) throw new InputError('--resume needs the --out folder of the stopped search');
  const path = join(out, STATE_FILE);
  if (!existsSync(path)) throw new InputError('there is no stopped search to go on with', path);
  try {
    return JSON.parse(new TextDecoder().decode(readBytes(path))) as SearchCheckpoint;
  } catch {
    throw new InputError('is not whole JSON; start the search anew', path);
  }
}
