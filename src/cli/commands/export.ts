/** thimble export: any network as C sources, as a firmware image, or as a .tflite. */
import { extname } from 'node:path';
import { describeViolations, EXPORT_FORMATS, finishJob, InputError, tfliteOf, type ExportFormat } from '../../engine/index.ts';
import { nodeHost } from '../../workers/node/index.ts';
import { EXIT, readWords, type Command, type Words } from '../command.ts';
import { readyFile, readyFolder, writeFiles, writeWhole } from '../folder.ts';
import { BUDGET_HELP, budgetNamed, RECIPE_OPTIONS } from '../input.ts';
import { modelOf } from '../model.ts';
import { bytes as count, json, kib } from '../output.ts';
import { TECHNIQUE_HELP, TECHNIQUE_OPTIONS, techniquesOf } from '../techniques.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'write a network as C sources (plain, CMake, Arduino, Zephyr), as a firmware image (ELF, bin, UF2) or as a .tflite',
  help: `thimble export FILE [--board ID] [--format FORMAT] [--out DIR | --zip FILE | --tflite FILE] [--json]

FILE is an int8 model (Thimble's or a .tflite), or the folder or recipe.json "search --out" wrote; a recipe or link, whose
search is then run; a genome, with the supernet's weights; or an MCUNet-style architecture JSON, with random weights
(costs are right, answers are not). Ends with 3, after writing C sources, where a board or limit is named and the network
is over it; an image that does not fit is not written.

  --format FORMAT       c, cmake (default), arduino, zephyr: sources with kernels, self-test and the project round them;
                        elf, bin, uf2: an image for the board that runs a recorded input after reset
  --out DIR             default bundle/; of an image also a file name that ends in .elf, .bin or .uf2
  --zip FILE            one zip instead
  --tflite FILE         the network as a .tflite file instead
  --checkpoint CKPT     supernet for a genome or recipe (default: the recipe's)
${BUDGET_HELP}
${TECHNIQUE_HELP}
  --json                one JSON object on stdout

Examples
  thimble export out/ --out firmware/model
  thimble export mcunet-256kb-1mb_imagenet.json --out in2/
  thimble export kws_ref_model.tflite --zip kws.zip
  thimble export kws_ref_model.tflite --board rp2040 --format uf2
  thimble export kws_ref_model.tflite --board nrf52840 --format arduino --out ThimbleModel
  thimble export recipe.json --zip model.zip`,
  async run(args, io) {
    const words = readWords(args, { ...RECIPE_OPTIONS, ...TECHNIQUE_OPTIONS, format: { type: 'string' }, out: { type: 'string' }, zip: { type: 'string' }, tflite: { type: 'string' }, checkpoint: { type: 'string' } }, 1);
    const [word] = words.positionals;
    if (word === undefined) throw new InputError('FILE is missing; see thimble export --help');
    const format = formatOf(words);
    const zipFile = words.text('zip');
    const out = words.text('out') ?? 'bundle';
    const tflite = words.text('tflite');
    const imageFile = IMAGES.includes(format) && extname(out) === `.${format}` ? out : undefined;
    if (IMAGES.some((other) => other !== format && extname(out) === `.${other}`)) throw new InputError(`has the ending of another format than --format ${format}, which ${IMAGES.includes(format) ? `writes .${format} files` : 'writes a folder of sources'}`, out);
    if (tflite !== undefined && ['format', 'zip', 'out'].some((name) => words.text(name) !== undefined)) throw new InputError('--tflite names the one file it writes; --format, --zip and --out are for sources and images');
    if (zipFile !== undefined && words.text('out') !== undefined) throw new InputError('--zip and --out are two places; give one');
    const single = tflite ?? zipFile ?? imageFile;
    if (single === undefined) readyFolder(out);
    else readyFile(single);
    const host = nodeHost();
    const { recipe, from, model, weights, labels } = await modelOf(word, words, host, io);
    if (tflite !== undefined) {
      const bytes = tfliteOf(model);
      writeWhole(tflite, bytes);
      io.out(words.on('json') ? json({ out: tflite, bytes: bytes.length, weights }) : `${tflite}: ${kib(bytes.length)}`);
      return EXIT.done;
    }
    const { files, zip, arenaBytes, flashBytes, ramBytes, frontEnd, verdict, hash } = await finishJob(host, 'export', { recipe, model, format, techniques: techniquesOf(words), ...(from !== undefined && { from }), ...labels }, undefined, io.signal);
    if (zipFile !== undefined) writeWhole(zipFile, zip);
    else if (imageFile !== undefined) writeWhole(imageFile, files[0].bytes);
    else writeFiles(out, files);
    const target = zipFile ?? out;
    if (words.on('json')) io.out(json({ out: target, format, files: files.map(({ path }) => path), arenaBytes, flashBytes, ramBytes, frontEnd, hash, weights, verdict }));
    else io.out(`${imageFile ?? `${target}: ${files.length === 1 ? files[0].path : `${files.length} files`}`}: flash ${count(flashBytes)}, RAM ${count(ramBytes)}, of which arena ${count(arenaBytes)}${frontEnd === null ? '' : `; the audio front end, where it is called, flash ${count(frontEnd.flashBytes)} and RAM ${count(frontEnd.ramBytes)} more`}\nhash ${hash}`);
    if (!verdict.fits) io.err(`does not fit ${recipe.board}: ${describeViolations(verdict)}\n`);
    return verdict.fits || !budgetNamed(words) ? EXIT.done : EXIT.overBudget;
  },
};

const IMAGES: readonly ExportFormat[] = ['elf', 'bin', 'uf2'];

function formatOf(words: Words): ExportFormat {
  const text = words.text('format') ?? 'cmake';
  const format = EXPORT_FORMATS.find((one) => one === text);
  if (format === undefined) throw new InputError(`"${text.slice(0, 40)}" is no format; ${EXPORT_FORMATS.join(', ')} are`, '--format');
  return format;
}
