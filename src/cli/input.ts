/** From words on the command line to a recipe, a network file, WAV folders: what several commands read alike. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  defaultRecipe, InputError, openFile, openText, parseRecipe, searchPresets, type NamedBytes, type Opened, type Recipe,
} from '../engine/index.ts';
import { bytesOf, numberOf, type Words } from './command.ts';

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

/** The base recipe with what the command line says put over it, checked as a whole. */
export function recipeOf(words: Words, base: Recipe = defaultRecipe): Recipe {
  const given = <T>(value: T | undefined, old: T): T => value ?? old;
  const preset = words.text('preset');
  if (preset !== undefined && preset !== 'quick' && preset !== 'published') throw new InputError(`"${preset}" is no preset; quick and published are`, '--preset');
  const search = preset === undefined ? base.search : searchPresets[preset];
  const whole = (name: string): number | undefined => numberOf(words, name, 0, 1e6);
  const seed = numberOf(words, 'seed', 0, 0xffffffff);
  const board = words.text('board');
  return parseRecipe(
    {
      ...base,
      task: given(words.text('task'), base.task),
      board: given(board?.toLowerCase().slice(0, 60), base.board),
      space: given(words.text('space'), base.space),
      memoryModel: given<string>(words.text('memory-model'), base.memoryModel),
      budgets: {
        sramBytes: given(bytesOf(words, 'sram'), base.budgets.sramBytes),
        flashBytes: given(bytesOf(words, 'flash'), base.budgets.flashBytes),
        latencyMs: given(numberOf(words, 'latency', 0, 1e9, false), base.budgets.latencyMs),
        headroomBytes: given(bytesOf(words, 'headroom'), base.budgets.headroomBytes),
      },
      search: { ...search, generations: given(whole('generations'), search.generations), population: given(whole('population'), search.population) },
      seeds: { ...base.seeds, search: given(seed, base.seeds.search) },
    },
    'options',
  );
}

/** Whether the person named a board or a limit, rather than getting the default one. */
export const budgetNamed = (words: Words): boolean => ['board', 'sram', 'flash', 'latency'].some((name) => words.text(name) !== undefined);

export function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new InputError(code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'is a folder, a file is needed' : `cannot be read (${code})`, path);
  }
}

/** FILE of the command line: a file, a folder that `search --out` wrote, a link or a genome. */
export function readNetwork(word: string): { opened: Opened; file: NamedBytes } {
  const direct = existsSync(word) ? null : openText(word);
  if (direct !== null) return { opened: direct, file: { path: 'argument', bytes: new TextEncoder().encode(word) } };
  const folder = existsSync(word) && statSync(word).isDirectory();
  const path = folder ? join(word, MODEL_FILE) : word;
  if (folder && !existsSync(path)) throw new InputError(`has no ${MODEL_FILE}; "thimble search --out" writes one`, word);
  const file = { path, bytes: readBytes(path) };
  return { opened: openFile(file), file };
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

const MOST_FILES = 300_000;
const MOST_BYTES = 8 * 2 ** 30;

/** WAV folders with their paths; empty folders too, since an empty class is worth a word. */
export function readFolders(root: string): NamedBytes[] {
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new InputError('is not a folder of class folders with WAV files', root);
  const files: NamedBytes[] = [];
  let total = 0;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path).replaceAll('\\', '/');
    if (entry.isDirectory()) files.push({ path: `${name}/`, bytes: new Uint8Array(0) });
    else if (entry.isFile() && name.includes('/')) {
      const bytes = readBytes(path);
      total += bytes.length;
      files.push({ path: name, bytes });
    }
    if (files.length > MOST_FILES || total > MOST_BYTES) throw new InputError(`holds more than ${MOST_FILES} files or ${MOST_BYTES / 2 ** 30} GiB`, root);
  }
  return files;
}
