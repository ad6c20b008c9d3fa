/** From words on the command line to a recipe or a network file: what several commands read alike. */
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  defaultRecipe, encodeLink, InputError, isCheckpoint, openFile, openText, parseRecipe, parseRecipeText, recipeForTask, searchPresets, TASKS, withoutView, type NamedBytes, type Opened, type Recipe,
} from '../engine/index.ts';
import { bytesOf, causeOf, numberOf, type Words } from './command.ts';

/** Options that shape a recipe; every command that takes a budget has them. */
export const RECIPE_OPTIONS = {
  task: { type: 'string' },
  board: { type: 'string' },
  space: { type: 'string' },
  sram: { type: 'string' },
  flash: { type: 'string' },
  latency: { type: 'string' },
  headroom: { type: 'string' },
  'memory-model': { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const BUDGET_HELP = `  --board ID            microcontroller board, e.g. stm32f746 (default ${defaultRecipe.board})
  --sram, --flash SIZE  limits instead of the board's own: 64 or 64KiB, 2MiB, 65536B
  --headroom SIZE       SRAM kept for stack and runtime (default 8KiB)
  --latency MS          limit on estimated latency
  --memory-model A|B|C  formula for peak SRAM (default C, TinyEngine's)`;

export const MODEL_FILE = 'model.int8';

/** The base recipe with what the command line says put over it, checked as a whole. A task brings its own space and supernet along. */
export function recipeOf(words: Words, start: Recipe = defaultRecipe): Recipe {
  const base = recipeForTask(start, words.text('task') ?? start.task);
  const given = <T>(value: T | undefined, old: T): T => value ?? old;
  const preset = words.text('preset');
  if (preset !== undefined && preset !== 'quick' && preset !== 'published') throw new InputError(`"${preset}" is no preset; quick and published are`, '--preset');
  const search = preset === undefined ? base.search : searchPresets[preset];
  const population = given(numberOf(words, 'population', 2, 1000), search.population);
  const seed = numberOf(words, 'seed', 0, 0xffffffff);
  const board = words.text('board');
  const task = words.text('task');
  if (task !== undefined && !TASKS.includes(task)) throw new InputError(`there is no task "${task.slice(0, 40)}"; known are ${TASKS.join(', ')}`, '--task');
  return recipeFrom(
    {
      ...base,
      task: given(task, base.task),
      board: given(board?.trim().toLowerCase().replaceAll(/\s+/g, '-').slice(0, 60), base.board),
      space: given(words.text('space'), base.space),
      memoryModel: given<string>(words.text('memory-model'), base.memoryModel),
      budgets: {
        sramBytes: given(bytesOf(words, 'sram'), base.budgets.sramBytes),
        flashBytes: given(bytesOf(words, 'flash'), base.budgets.flashBytes),
        latencyMs: given(numberOf(words, 'latency', 0.001, 3_600_000, false), base.budgets.latencyMs),
        headroomBytes: given(bytesOf(words, 'headroom'), base.budgets.headroomBytes),
      },
      search: { ...search, generations: given(numberOf(words, 'generations', 0, 1000), search.generations), population, parents: Math.min(search.parents, population), prescreen: given(numberOf(words, 'prescreen', 1, 20), search.prescreen) },
      seeds: { ...base.seeds, search: given(seed, base.seeds.search) },
    },
  );
}

/** Options that say what the recipe alone knows to be wrong, by the recipe's field. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['board', '--board'], ['space', '--space'], ['memoryModel', '--memory-model'], ['training.schedule', '--schedule'],
  ['budgets.sramBytes', '--sram, in bytes'], ['budgets.flashBytes', '--flash, in bytes'], ['budgets.headroomBytes', '--headroom, in bytes'],
]);

/** What the options made of a recipe, checked as a whole. @throws InputError that names the option */
export function recipeFrom(made: object): Recipe {
  try {
    return parseRecipe(made, '');
  } catch (error) {
    if (!(error instanceof InputError) || error.where === undefined) throw error;
    const field = error.where.replace(/^\./, '');
    throw new InputError(error.message.slice(error.where.length + 2), OPTIONS.get(field) ?? `options.${field}`);
  }
}

/** Whether the person named a board or a limit, rather than getting the default one. */
export const budgetNamed = (words: Words): boolean => ['board', 'sram', 'flash', 'latency'].some((name) => words.text(name) !== undefined);

const MOST_FILE_BYTES = 512 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;

/** A whole file, or what a pipe or device gives, `-` the standard input, as far as it stays below what any input of Thimble needs. @throws InputError */
export function readBytes(path: string): Uint8Array {
  if (path === '') throw new InputError('the name of a file is empty');
  if (path === '-') return readPieces(0, 'standard input');
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    if (size > MOST_FILE_BYTES) throw tooLarge(path);
    return size > 0 ? new Uint8Array(readFileSync(file)) : readPieces(file, path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new InputError(code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'is a folder, a file is needed' : `cannot be read (${code})`, path);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Bytes that begin as a supernet's; what is wrong further in, the job says that decodes it. @throws InputError */
export function readCheckpoint(path: string): Uint8Array {
  const bytes = readBytes(path);
  if (isCheckpoint(bytes)) return bytes;
  throw new InputError('is no supernet checkpoint; "thimble train --out" writes one', path);
}

/** Whether it can be looked into and read again: a pipe gives its bytes once. */
export const isPlainFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const tooLarge = (path: string): InputError => new InputError(`holds more than ${MOST_FILE_BYTES / 2 ** 20} MiB; nothing Thimble reads does`, path);

/** Pipes and devices state no size. */
function readPieces(file: number, path: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const piece = new Uint8Array(PIECE_BYTES);
    const count = readSome(file, piece, path);
    if (count === 0) return new Uint8Array(Buffer.concat(pieces));
    total += count;
    if (total > MOST_FILE_BYTES) throw tooLarge(path);
    pieces.push(piece.slice(0, count));
  }
}

function readSome(file: number, piece: Uint8Array, path: string): number {
  try {
    return readSync(file, piece, 0, PIECE_BYTES, null);
  } catch (error) {
    throw new InputError(`cannot be read (${causeOf(error)})`, path);
  }
}

/** A file, a link or a genome, as it is. @throws InputError */
export function readWord(word: string): { opened: Opened; file: NamedBytes } {
  const direct = existsSync(word) ? null : openText(word);
  if (direct !== null) return { opened: direct, file: { path: 'argument', bytes: new TextEncoder().encode(word) } };
  const file = { path: word, bytes: readBytes(word) };
  return { opened: openFile(file), file };
}

export interface NetworkFile {
  readonly opened: Opened;
  readonly file: NamedBytes;
  /** The recipe that found the network, where it is known: board and limits are then its own unless said otherwise. */
  readonly recipe: Recipe | undefined;
}

/**
 * FILE of the command line: as `readWord`, or a folder that `search --out` wrote. In such a folder model and recipe
 * know each other: the recipe stands for the network that it found, and the network is judged by its recipe.
 */
export function readNetwork(word: string): NetworkFile {
  if (existsSync(word) && statSync(word).isDirectory()) {
    if (!existsSync(join(word, MODEL_FILE))) throw new InputError(`has no ${MODEL_FILE}; "thimble search --out" writes one`, word);
    return readNetwork(join(word, MODEL_FILE));
  }
  const { opened, file } = readWord(word);
  if (opened.kind === 'model') return { opened, file, recipe: basename(word) === MODEL_FILE ? recipeBeside(word) : undefined };
  if (opened.kind !== 'recipe') return { opened, file, recipe: undefined };
  const { recipe } = opened;
  if (recipe.view.selected !== null || !foundBeside(word, recipe)) return { opened, file, recipe };
  return { ...readWord(join(dirname(word), MODEL_FILE)), recipe };
}

function recipeBeside(modelPath: string): Recipe | undefined {
  const path = join(dirname(modelPath), 'recipe.json');
  try {
    return existsSync(path) ? parseRecipeText(readFileSync(path, 'utf8'), path) : undefined;
  } catch {
    return undefined; // something else by that name; the model stands without it
  }
}

/** Whether the model beside a recipe is what that very recipe found. */
function foundBeside(recipePath: string, recipe: Recipe): boolean {
  const folder = dirname(recipePath);
  if (!existsSync(recipePath) || !existsSync(join(folder, MODEL_FILE)) || !existsSync(join(folder, 'link.txt'))) return false;
  return readFileSync(join(folder, 'link.txt'), 'utf8').trim() === encodeLink(withoutView(recipe));
}

/** Class names from the result.json beside a model, where a search left one. */
export function readLabels(modelPath: string): { classes?: readonly string[] } {
  const path = join(dirname(modelPath), 'result.json');
  if (!existsSync(path)) return {};
  try {
    const { classes } = JSON.parse(readFileSync(path, 'utf8')) as { classes?: unknown };
    return Array.isArray(classes) && classes.every((name) => typeof name === 'string') ? { classes } : {};
  } catch {
    return {};
  }
}
