/** thimble train: a supernet, anew or further. */
import { rmSync } from 'node:fs';
import { plural } from '../../core/lib/index.ts';
import { defaultRecipe, finishJob, InputError, spaceOfCheckpoint, TASKS, trainedSpace, type JobEvent, type Recipe, type TrainPartial } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, numberOf, readWords, type Command, type Words } from '../command.ts';
import { readyFile, writeWhole } from '../folder.ts';
import { DATA_HELP, DATA_OPTIONS, readData } from '../data.ts';
import { readCheckpoint, RECIPE_OPTIONS, recipeFrom, recipeOf } from '../input.ts';
import { gpuFields, gpuNote, json, percent, progressTo } from '../output.ts';

const EPOCHS = 20;
const OUT = 'supernet.ckpt';

export const train: Command = {
  name: 'train',
  summary: 'train a supernet on a built-in task or your own data',
  help: `thimble train [--task NAME | --data PATH] [--epochs E] [--seed S] [--out CKPT] [--json]

Trains weights that every network of the space shares, and writes them as a checkpoint.

  --task NAME           ${TASKS.join(', ')} (default ${defaultRecipe.task}; all synthetic)
${DATA_HELP}
  --space ID            search space (default: dscnn-wide for keywords, of which the dscnn that is searched is a part;
                        dscnn for your own sounds and series, toybox for pictures)
  --board ID            kept in the recipe; training does not depend on it
  --epochs E            passes with sampled paths (default ${EPOCHS})
  --largest-epochs E    passes with the largest network alone before that (default 0)
  --schedule S          sampled (default: all choices open at once) or shrinking (once-for-all's: one after another)
  --kernel-transform    smaller kernels by trained matrices, as once-for-all has them, not by the larger ones' centres
  --paths N             networks per step, largest and smallest among them (default ${defaultRecipe.training.subnetsPerStep})
  --rate R              peak learning rate
  --augmentation F      factor of the usual changes to sounds or pictures (default 1; 0 for none)
  --mixup S             blend each example with another, up to this share (default 0)
  --from CKPT|shipped   begin with the weights of a checkpoint, or of the one that ships with Thimble
  --resume CKPT         go on with a run that was cut short, to the same bytes; CKPT is what it left as OUT.part, and holds
                        how the run is trained: give the same --task or --data, the rest is known
  --seed S              of weights and data order (default 1); your own data are split alike for all
  --workers N           threads that share each step (default: one per core); the weights are the same for any number
  --out CKPT            default ${OUT}
  --json                one JSON object on stdout

After each epoch OUT.part is written, from which --resume goes on, until training is done. Ctrl-C stops, keeps the
weights reached, and it ends with 1. Where the loss runs away, the weights of the last epoch's end are kept, and it ends with 2.

Examples
  thimble train --task keywords --epochs 20 --seed 1 --out keywords.ckpt
  thimble train --task scenes --epochs 10 --out scenes.ckpt
  thimble train --data my_words/ --epochs 30 --out mine.ckpt --json
  thimble train --data my_words/ --resume mine.ckpt.part --out mine.ckpt`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...DATA_OPTIONS, ...TRAIN_OPTIONS }, 0);
    const from = words.text('from');
    const resume = words.text('resume');
    const idle = NO_MATTER.find((name) => words.text(name) !== undefined);
    if (idle !== undefined) throw new InputError('says what a search may choose, and training makes weights for the whole space; give it to "thimble search"', `--${idle}`);
    if (resume !== undefined && from !== undefined) throw new InputError('--from begins a new run and --resume goes on with an old one; one of the two');
    const start = from === undefined || from === 'shipped' ? undefined : readCheckpoint(from);
    const recipe = trainingRecipe(words, start);
    const out = words.text('out') ?? OUT;
    readyFile(out);
    const part = `${out}.part`;
    const host = nodeHost(numberOf(words, 'workers', 0, 256));
    const left = resume === undefined ? {} : { resume: readCheckpoint(resume) };
    const given = NEW_RUN.filter((name) => words.text(name) !== undefined || words.on(name)).map((name) => `--${name}`);
    if (resume !== undefined && given.length > 0) io.err(`note: --resume goes on as the run was begun; ${given.join(', ')} count for new runs alone\n`);
    // dealt to splits alike whatever the seed, so that search and eval ask what was not learnt
    const own = await readData(words, { ...recipe, seeds: defaultRecipe.seeds }, host, io);
    if (from === 'shipped' && own && own.prepared.space !== recipe.space) {
      throw new InputError(`the shipped supernet is of search space ${recipe.space}, these data want one of ${own.prepared.space ?? 'none'}; without --from it begins with random weights`, '--from');
    }
    const tell = progressTo(io);
    const onEvent = (event: JobEvent<TrainPartial>): void => {
      tell(event);
      if (event.partial?.checkpoint) writeWhole(part, event.partial.checkpoint);
    };
    const result = await finishJob(host, 'train', { recipe, ...(start && { checkpoint: start }), ...left, ...(own && { data: own.data }) }, onEvent, io.signal);
    const { hash, examplesPerSecond, accuracy, epochs, stopped, diverged = null, trainedOn } = result;
    writeWhole(out, result.checkpoint);
    if (!stopped && diverged === null) rmSync(part, { force: true });
    if (stopped && result.resume) writeWhole(part, result.resume); // also where it was stopped before its first epoch's end
    if (stopped) io.err(`stopped; ${out} holds the weights reached${result.resume ? `, ${part} the last whole epoch: --resume ${part} goes on from there to the same bytes` : `, --from ${out} goes on with them`}\n`);
    if (diverged !== null) io.err(`${diverged}; ${out} holds the weights after ${plural(epochs, 'epoch')}, before that\n`);
    if (trainedOn !== undefined) io.err(gpuNote(trainedOn));
    if (words.on('json')) io.out(json({ checkpoint: out, hash, examplesPerSecond, accuracy, epochs, stopped, diverged, ...gpuFields(trainedOn), ...(own && { data: own.prepared.summary }) }));
    else {
      io.out(`${out}: ${plural(epochs, 'epoch')}, ${examplesPerSecond.toFixed(0)} examples per second`);
      if (Number.isFinite(accuracy.smallest)) io.out(`validation accuracy ${percent(accuracy.smallest)} smallest, ${percent(accuracy.largest)} largest sub-net`);
      io.out(`hash ${hash}`);
    }
    if (stopped) return EXIT.fault;
    return diverged === null ? EXIT.done : EXIT.badInput;
  },
};

const TRAIN_OPTIONS = {
  epochs: { type: 'string' }, 'largest-epochs': { type: 'string' }, schedule: { type: 'string' }, 'kernel-transform': { type: 'boolean' }, paths: { type: 'string' }, rate: { type: 'string' },
  augmentation: { type: 'string' }, mixup: { type: 'string' }, from: { type: 'string' }, resume: { type: 'string' }, workers: { type: 'string' }, out: { type: 'string' },
} as const;

/** Options of recipes that change nothing about weights. */
const NO_MATTER = ['sram', 'flash', 'latency', 'headroom', 'memory-model'] as const;

/** What --resume knows better. */
const NEW_RUN = ['space', 'epochs', 'largest-epochs', 'schedule', 'kernel-transform', 'paths', 'rate', 'augmentation', 'mixup', 'seed'] as const;

/** Own data have the space that fits them, a checkpoint keeps its own, and a built-in task is trained in the widest there is for it. */
function spaceOf(words: Words, start: Uint8Array | undefined, { space, task }: Recipe): string {
  if (words.text('data') !== undefined) return space;
  if (start !== undefined) return spaceOfCheckpoint(start);
  return words.text('from') === undefined ? (trainedSpace(task) ?? space) : space;
}

/** @throws InputError for what is no training, and for `--from shipped` where nothing ships */
function trainingRecipe(words: Words, start: Uint8Array | undefined): Recipe {
  const base = recipeOf(words);
  const shipped = words.text('from') === 'shipped';
  if (shipped && base.training.checkpoint === null) throw new InputError(`no supernet ships for task "${base.task}"`, '--from');
  const { training } = base;
  const seed = numberOf(words, 'seed', 0, 0xffffffff) ?? 1;
  return recipeFrom(
    {
      ...base,
      space: words.text('space') ?? spaceOf(words, start, base),
      training: {
        ...training,
        checkpoint: shipped ? training.checkpoint : null,
        epochs: numberOf(words, 'epochs', 0, 1000) ?? EPOCHS,
        largestEpochs: numberOf(words, 'largest-epochs', 0, 1000) ?? 0,
        schedule: words.text('schedule') ?? training.schedule,
        kernelTransform: words.on('kernel-transform'),
        subnetsPerStep: numberOf(words, 'paths', 2, 16) ?? training.subnetsPerStep,
        learningRate: numberOf(words, 'rate', 1e-7, 10, false) ?? training.learningRate,
        augmentation: numberOf(words, 'augmentation', 0, 2, false) ?? training.augmentation,
        mixup: numberOf(words, 'mixup', 0, 0.5, false) ?? training.mixup,
      },
      seeds: { ...base.seeds, data: seed, weights: seed },
    },
  );
}
