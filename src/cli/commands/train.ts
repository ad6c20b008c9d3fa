/** thimble train: a supernet, anew or further. */
import { defaultRecipe, finishJob, parseRecipe } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, numberOf, readWords, type Command } from '../command.ts';
import { readyFile, writeWhole } from '../folder.ts';
import { DATA_HELP, DATA_OPTIONS, readData } from '../data.ts';
import { readBytes, RECIPE_OPTIONS, recipeOf } from '../input.ts';
import { json, percent, progressTo } from '../output.ts';

const EPOCHS = 20;
const OUT = 'supernet.ckpt';

export const train: Command = {
  name: 'train',
  summary: 'train a supernet on the built-in tasks or your own data',
  help: `thimble train [--task keywords | --data PATH] [--epochs E] [--seed S] [--out CKPT] [--json]

Trains weights that every network of the space shares, and writes them as a checkpoint.

  --task NAME           built-in task (default keywords; synthetic speech)
${DATA_HELP}
  --space ID            search space (default: dscnn for sounds and series, toybox for pictures)
  --epochs E            passes with sampled paths (default ${EPOCHS})
  --largest-epochs E    passes with the largest network alone before that (default 0)
  --from CKPT|shipped   go on from a checkpoint, or from the one that ships with Thimble
  --seed S              of weights and data order (default 1)
  --workers N           threads that share each step (default: one per core); the weights are the same for any number
  --out CKPT            default ${OUT}
  --json                one JSON object on stdout

Ctrl-C stops and keeps the weights reached.

Examples
  thimble train --task keywords --epochs 20 --seed 1 --out keywords.ckpt
  thimble train --data my_words/ --epochs 30 --out mine.ckpt --json
  thimble train --from shipped --epochs 2`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...DATA_OPTIONS, epochs: { type: 'string' }, 'largest-epochs': { type: 'string' }, from: { type: 'string' }, workers: { type: 'string' }, out: { type: 'string' } }, 0);
    const from = words.text('from');
    const seed = numberOf(words, 'seed', 0, 0xffffffff) ?? 1;
    const base = recipeOf(words);
    const recipe = parseRecipe({
      ...base,
      training: {
        ...base.training,
        checkpoint: from === 'shipped' ? defaultRecipe.training.checkpoint : null,
        epochs: numberOf(words, 'epochs', 0, 1000) ?? EPOCHS,
        largestEpochs: numberOf(words, 'largest-epochs', 0, 1000) ?? 0,
      },
      seeds: { ...base.seeds, data: seed, weights: seed },
    });
    const out = words.text('out') ?? OUT;
    readyFile(out);
    const host = nodeHost(numberOf(words, 'workers', 0, 256));
    const start = from === undefined || from === 'shipped' ? undefined : readBytes(from);
    const own = await readData(words, recipe, host, io);
    const result = await finishJob(host, 'train', { recipe, ...(start && { checkpoint: start }), ...(own && { data: own.data }) }, progressTo(io), io.signal);
    writeWhole(out, result.checkpoint);
    const { hash, examplesPerSecond, accuracy, epochs, stopped } = result;
    if (stopped) io.err(`stopped; ${out} holds the weights reached, --from ${out} goes on with them\n`);
    if (words.on('json')) io.out(json({ checkpoint: out, hash, examplesPerSecond, accuracy, epochs, stopped, ...(own && { data: own.prepared.summary }) }));
    else {
      io.out(`${out}: ${epochs} epochs, ${examplesPerSecond.toFixed(0)} examples per second`);
      if (Number.isFinite(accuracy.smallest)) io.out(`validation accuracy ${percent(accuracy.smallest)} smallest, ${percent(accuracy.largest)} largest sub-net`);
      io.out(`hash ${hash}`);
    }
    return EXIT.done;
  },
};
