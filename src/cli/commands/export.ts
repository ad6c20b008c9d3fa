/** thimble export: any network as a C bundle or a .tflite. */
import { finishJob, InputError, tfliteOf } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command } from '../command.ts';
import { readyFile, readyFolder, writeFiles, writeWhole } from '../folder.ts';
import { RECIPE_OPTIONS } from '../input.ts';
import { modelOf } from '../model.ts';
import { json, kib } from '../output.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'write the C bundle of a network (model, kernels, example, build file), or a .tflite',
  help: `thimble export FILE [--out DIR | --zip FILE | --tflite FILE] [--json]

FILE is an int8 model (Thimble's or a .tflite), or the folder or recipe.json "search --out" wrote; a recipe or link, whose
search is then run; a genome, with the supernet's weights; or an MCUNet-style architecture JSON, with random weights
(costs are right, answers are not).

  --out DIR             default bundle/
  --zip FILE            one zip instead
  --tflite FILE         the network as a .tflite file instead
  --checkpoint CKPT     supernet for a genome or recipe (default: the recipe's)
  --json                one JSON object on stdout

Examples
  thimble export out/ --out firmware/model
  thimble export mcunet-256kb-1mb_imagenet.json --out in2/
  thimble export kws_ref_model.tflite --zip kws.zip
  thimble export recipe.json --zip model.zip`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, out: { type: 'string' }, zip: { type: 'string' }, tflite: { type: 'string' }, checkpoint: { type: 'string' } }, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble export --help');
    const zipFile = words.text('zip');
    const out = words.text('out') ?? 'bundle';
    const tflite = words.text('tflite');
    const single = tflite ?? zipFile;
    if (single === undefined) readyFolder(out);
    else readyFile(single);
    const host = nodeHost();
    const { recipe, model, weights, labels } = await modelOf(word, words, host, io);
    if (tflite !== undefined) {
      const bytes = tfliteOf(model);
      writeWhole(tflite, bytes);
      io.out(words.on('json') ? json({ out: tflite, bytes: bytes.length, weights }) : `${tflite}: ${kib(bytes.length)}`);
      return EXIT.done;
    }
    const { files, zip, arenaBytes, hash } = await finishJob(host, 'export', { recipe, model, ...labels }, undefined, io.signal);
    if (zipFile === undefined) writeFiles(out, files);
    else writeWhole(zipFile, zip);
    const target = zipFile ?? out;
    if (words.on('json')) io.out(json({ out: target, files: files.map(({ path }) => path), arenaBytes, hash, weights }));
    else io.out(`${target}: ${files.length} files, arena ${kib(arenaBytes)}\nhash ${hash}`);
    return EXIT.done;
  },
};
