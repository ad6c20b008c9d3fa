/**
 * The command line that does what the page does: each text can be pasted into a shell and gives the same bytes. The
 * search's own recipe travels as its link; board and limits that were changed since are options beside it.
 */
import { boardRows } from './catalog.ts';
import { encodeLink } from './link.ts';
import { withoutView, type Recipe } from './recipe.ts';
import type { ExportFormat } from './results.ts';

/** The network a command is about, and what it is compiled for. */
export interface CommandTarget {
  /** Name of a model file that is open in the page, which the person has; null for the network that a search found. */
  readonly file: string | null;
  /** Of the search that found it; of a file it decides nothing. */
  readonly searched: Recipe;
  /** What is set now: board, budgets, memory model. */
  readonly now: Recipe;
  /** Options of the techniques in force, a space before each. */
  readonly techniques: string;
}

const OUT = 'out/';
/** What the command line takes for "no limit": its largest. */
const LONGEST_MS = 3_600_000;

export const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** @param out whether bundle, recipe, result and model are written, for commands that go on with them */
export const searchCommand = (recipe: Recipe, out = true): string => `npx thimble search ${quoted(encodeLink(withoutView(recipe)))}${out ? ` --out ${OUT}` : ''} --json`;

/** The page's ranking of spaces, of one family. */
export const spacesCommand = (recipe: Recipe, family: string): string =>
  `npx thimble spaces --family ${family} --task ${recipe.task} --space ${recipe.space} --seed ${recipe.seeds.search} --board ${recipe.board}${limits(recipe, null)}${formula(recipe)} --json`;

/** What one network of the recipe's space costs; without weights, by the formula of the recipe. */
export const genomeCommand = (genome: string, recipe: Recipe): string => `npx thimble analyze ${quoted(genome)} --board ${recipe.board}${limits(recipe, null)}${formula(recipe)} --json`;

export const analyzeCommand = (target: CommandTarget): string => ofNetwork('analyze', target, `--explain-peak${target.techniques} --json`);

export const exportCommandLine = (target: CommandTarget, format: ExportFormat): string => ofNetwork('export', target, `--format ${format} --out bundle/${target.techniques} --json`);

/** On the first test clip, which the search leaves beside its network; of a file it is the person's own input. */
export const simulateCommand = (target: CommandTarget): string =>
  ofNetwork('simulate', target, `--input ${target.file === null ? `${OUT}sample.bin` : 'input.bin'}${target.techniques} --json`);

export const evalCommandLine = (target: CommandTarget): string => ofNetwork('eval', target, '--json');

function ofNetwork(verb: string, { file, searched, now }: CommandTarget, rest: string): string {
  const first = file === null ? `npx thimble search ${quoted(encodeLink(withoutView(searched)))} --out ${OUT} && ` : '';
  return `${first}npx thimble ${verb} ${file === null ? OUT : quoted(file)} --board ${now.board}${limits(now, file === null ? searched : null)} ${rest}`;
}

/** Limits as options, as far as they differ from those that hold without them. */
const formula = ({ memoryModel }: Recipe): string => (memoryModel === 'C' ? '' : ` --memory-model ${memoryModel}`);

function limits({ board, budgets }: Recipe, base: Recipe | null): string {
  const own = boardRows().find(({ id }) => id === board);
  const before = base?.budgets ?? { sramBytes: null, flashBytes: null, latencyMs: null, headroomBytes: 8192 };
  const size = (name: string, value: number | null, old: number | null, boardsOwn: number | undefined): string =>
    value === old ? '' : value === null && boardsOwn === undefined ? '' : ` --${name} ${value ?? boardsOwn}B`;
  return [
    size('sram', budgets.sramBytes, before.sramBytes, own?.sramBytes.value),
    size('flash', budgets.flashBytes, before.flashBytes, own?.flashBytes.value),
    budgets.latencyMs === before.latencyMs ? '' : ` --latency ${budgets.latencyMs ?? LONGEST_MS}`,
    size('headroom', budgets.headroomBytes, before.headroomBytes, undefined),
  ].join('');
}
