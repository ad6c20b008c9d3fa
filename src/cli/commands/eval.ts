/** thimble eval: accuracy of an int8 network on the test split or on the user's own recordings. */
import { finishJob, InputError } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command } from '../command.ts';
import { DATA_HELP, DATA_OPTIONS, dataOptionsOf, openData, tellProblems } from '../data.ts';
import { RECIPE_OPTIONS } from '../input.ts';
import { modelOf } from '../model.ts';
import { json, percent, progressTo, table } from '../output.ts';

export const evalCommand: Command = {
  name: 'eval',
  summary: 'accuracy and confusion of an int8 network on a test split or on your own data',
  help: `thimble eval FILE [--data PATH] [--json]

FILE as for "thimble export". Without --data the test split of the recipe's task is used.

${DATA_HELP}
                        Everything there is judged; names of classes must be the model's (_silence_ and _unknown_ stand
                        for silence and unknown).
  --checkpoint CKPT     supernet for a genome or recipe (default: the recipe's)
  --json                one JSON object on stdout

Examples
  thimble eval out/ --json
  thimble eval out/model.int8 --data recordings/`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...DATA_OPTIONS, checkpoint: { type: 'string' } }, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble eval --help');
    const folder = words.text('data');
    const data = folder === undefined ? undefined : { data: openData(folder), options: dataOptionsOf(words) };
    const host = nodeHost();
    const { recipe, model, weights, labels } = await modelOf(word, words, host, io);
    const result = await finishJob(host, 'evaluate', { recipe, model, ...data, ...labels }, progressTo(io), io.signal);
    tellProblems(result.problems, result.problems.length, io);
    if (words.on('json')) io.out(json({ ...result, weights }));
    else {
      io.out(table(['', ...result.classes], result.confusion.map((row, i) => [result.classes[i], ...row.map(String)])));
      io.out(`${percent(result.accuracy)} of ${result.count} examples`);
    }
    return EXIT.done;
  },
};
