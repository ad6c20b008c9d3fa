/** thimble eval: accuracy of an int8 network, or of one of a supernet's, on the test split or on the user's own data. */
import { finishJob, InputError, isCheckpoint, type EvaluateResult } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command, type Io, type Words } from '../command.ts';
import { DATA_HELP, DATA_OPTIONS, dataOptionsOf, dataPath, openData, tellProblems } from '../data.ts';
import { isPlainFile, readBytes, readCheckpoint, RECIPE_OPTIONS, recipeOf } from '../input.ts';
import { modelOf } from '../model.ts';
import { json, percent, progressTo, table } from '../output.ts';

export const evalCommand: Command = {
  name: 'eval',
  summary: 'accuracy and confusion of an int8 network on a test split or on your own data',
  help: `thimble eval FILE [--data PATH] [--json]
thimble eval CKPT --genome G [--data PATH] [--json]

FILE as for "thimble export". Without --data the test split of the recipe's task is used.
CKPT is a supernet: one network of it is recalibrated on training examples and judged on the test split, as float and
as int8; of --data, too, only the test split is judged, since the supernet may have learnt from the rest.

  --genome G            of that network, or "largest" or "smallest"
  --task NAME           built-in task to judge it on (default: the one its search space belongs to; a supernet of your own
                        data belongs to none and needs --data)
${DATA_HELP}
                        With FILE everything there is judged; names of classes must be the model's (_silence_ and
                        _unknown_ stand for silence and unknown); measurements in deviations of the table given.
  --checkpoint CKPT     supernet for a genome or recipe (default: the recipe's)
  --json                one JSON object on stdout

Examples
  thimble eval out/ --json
  thimble eval out/model.int8 --data recordings/
  thimble eval mine.ckpt --genome largest --data my_words/ --json`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...DATA_OPTIONS, checkpoint: { type: 'string' }, genome: { type: 'string' } }, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble eval --help');
    const folder = dataPath(words);
    const data = folder === undefined ? undefined : { data: openData(folder), options: dataOptionsOf(words) };
    const host = nodeHost();
    const genome = words.text('genome');
    const supernet = genome !== undefined ? readCheckpoint(word) : isPlainFile(word) ? checkpointIn(word) : null;
    if (supernet !== null) {
      if (genome === undefined) throw new InputError('is a supernet: --genome says which of its networks, or "largest" or "smallest"', word);
      const named = words.text('task');
      const { model: _, ...judged } = await finishJob(host, 'evalSubnet', { recipe: recipeOf(words), checkpoint: supernet, genome, ...(named !== undefined && { named }), ...data }, progressTo(io), io.signal);
      say(judged, judged.problems, words, io);
      if (!words.on('json')) io.out(`${percent(judged.floatAccuracy)} before quantisation; weights are the supernet's, without fine-tuning`);
      return EXIT.done;
    }
    const { recipe, model, weights, labels } = await modelOf(word, words, host, io);
    const result = await finishJob(host, 'evaluate', { recipe, model, ...data, ...labels }, progressTo(io), io.signal);
    say({ ...result, weights }, result.problems, words, io);
    return EXIT.done;
  },
};

/** The bytes of a file that is a supernet, else null. */
function checkpointIn(path: string): Uint8Array | null {
  const bytes = readBytes(path);
  return isCheckpoint(bytes) ? bytes : null;
}

function say(result: EvaluateResult & { readonly weights?: string }, problems: readonly string[], words: Words, io: Io): void {
  tellProblems(problems, problems.length, io);
  if (words.on('json')) {
    io.out(json(result));
    return;
  }
  io.out(table(['', ...result.classes], result.confusion.map((row, i) => [result.classes[i], ...row.map(String)])));
  io.out(`${percent(result.accuracy)} of ${result.count} examples`);
}
