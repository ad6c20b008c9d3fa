/**
 * The words by which a lesson or a challenge says what state the tool is in: `board: rp2040`, `sram: 64 KiB`,
 * `in-place: off`, `open: network`. Each word is one row here: how its value is read and what it sets. A step's state
 * is what the steps before it have said and what it says itself, so that any step can be gone to at once.
 */
import { boardRows, genesOf, PUBLISHED, type Recipe, type RecipeBudgets, type Techniques, type TwinShape } from '../../engine/index.ts';
import { PANELS, type CostAxis, type Family, type PanelId } from '../../store/index.ts';
import { LessonError } from './LessonError.ts';

export interface Stage {
  readonly recipe: Partial<Pick<Recipe, 'board' | 'task' | 'space'>>;
  readonly budgets: Partial<RecipeBudgets>;
  readonly techniques: Partial<Techniques>;
  /** In the order they are named; the first is brought into sight, others are closed. Null: nobody has said. */
  readonly open: readonly PanelId[] | null;
  readonly family: Family | null;
  readonly axis: CostAxis | null;
  /** A layer's name, or `peak` for the one that runs when the arena is fullest. */
  readonly layer: string | null;
  /** A genome, a published network, or the winner of the search that ships with the page. */
  readonly network: { readonly genome: string } | { readonly published: string } | 'recorded';
  readonly bench: TwinShape | null;
}

export const EMPTY_STAGE: Stage = { recipe: {}, budgets: {}, techniques: {}, open: null, family: null, axis: null, layer: null, network: 'recorded', bench: null };

type Fail = (what: string) => never;
type Word = (value: string, fail: Fail) => (stage: Stage) => Stage;

const oneOf = <const T extends string>(options: readonly T[], value: string, fail: Fail): T =>
  options.find((option) => option === value) ?? fail(`“${value.slice(0, 40)}” is not one of ${options.join(', ')}`);

const SIZES = { B: 1, KiB: 1024, MiB: 1_048_576 } as const;

export function bytesOf(value: string, fail: Fail): number {
  const found = /^(\d+(?:\.\d+)?) (B|KiB|MiB)$/.exec(value);
  if (found === null) return fail(`“${value.slice(0, 40)}” is no size, such as 64 KiB`);
  const bytes = Number(found[1]) * SIZES[found[2] as keyof typeof SIZES];
  return Number.isInteger(bytes) && bytes <= 2 ** 30 ? bytes : fail(`${value} is no whole number of bytes, or more than 1,024 MiB`);
}

export function msOf(value: string, fail: Fail): number {
  const found = /^(\d+(?:\.\d+)?) (ms|s)$/.exec(value);
  return found === null ? fail(`“${value.slice(0, 40)}” is no time, such as 100 ms`) : Number(found[1]) * (found[2] === 's' ? 1000 : 1);
}

const boards = boardRows().map(({ id }) => id);
export const boardOf = (value: string, fail: Fail): string => oneOf(boards, value, fail);

const budget = (field: 'sramBytes' | 'flashBytes'): Word => (value, fail) => {
  const bytes = value === 'all' ? null : bytesOf(value, fail);
  return (stage) => ({ ...stage, budgets: { ...stage.budgets, [field]: bytes } });
};
const technique = (id: Exclude<keyof Techniques, 'patch' | 'planner'>): Word => (value, fail) => {
  const on = oneOf(['on', 'off'], value, fail) === 'on';
  return (stage) => ({ ...stage, techniques: { ...stage.techniques, [id]: on } });
};
const named = (field: 'task' | 'space'): Word => (value, fail) => {
  if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(value)) fail(`“${value.slice(0, 40)}” is no name of a ${field}`);
  return (stage) => ({ ...stage, recipe: { ...stage.recipe, [field]: value } });
};

const WORDS: Readonly<Record<string, Word>> = {
  board: (value, fail) => { const board = boardOf(value, fail); return (stage) => ({ ...stage, recipe: { ...stage.recipe, board } }); },
  task: named('task'),
  space: named('space'),
  sram: budget('sramBytes'),
  flash: budget('flashBytes'),
  headroom: (value, fail) => { const headroomBytes = bytesOf(value, fail); return (stage) => ({ ...stage, budgets: { ...stage.budgets, headroomBytes } }); },
  latency: (value, fail) => { const latencyMs = value === 'none' ? null : msOf(value, fail); return (stage) => ({ ...stage, budgets: { ...stage.budgets, latencyMs } }); },
  open: (value, fail) => { const open = value.split(/[ ,]+/).map((panel) => oneOf(PANELS, panel, fail)); return (stage) => ({ ...stage, open }); },
  family: (value, fail) => { const family = oneOf(['dscnn', 'toybox', 'mcunet'], value, fail); return (stage) => ({ ...stage, family }); },
  axis: (value, fail) => { const axis = oneOf(['sram', 'flash', 'macs', 'latency'], value, fail); return (stage) => ({ ...stage, axis }); },
  layer: (value, fail) => {
    if (!/^[\w.-]{1,60}$/.test(value)) fail(`“${value.slice(0, 40)}” is no layer’s name; or write peak, or none`);
    return (stage) => ({ ...stage, layer: value === 'none' ? null : value });
  },
  network: (value, fail) => {
    if (value === 'recorded') return (stage) => ({ ...stage, network: 'recorded' });
    if (PUBLISHED.includes(value)) return (stage) => ({ ...stage, network: { published: value } });
    try {
      genesOf(value);
    } catch (error) {
      fail(`“${value.slice(0, 40)}” is neither recorded, nor one of ${PUBLISHED.join(', ')}, nor a genome (${error instanceof Error ? error.message : 'unreadable'})`);
    }
    return (stage) => ({ ...stage, network: { genome: value } });
  },
  'in-place': technique('inPlace'),
  overlap: technique('overlap'),
  reorder: technique('reorder'),
  lean: technique('lean'),
  passes: technique('passes'),
  'input-outside': technique('inputExternal'),
  planner: (value, fail) => { const planner = oneOf(['best', 'greedy', 'apart'], value, fail); return (stage) => ({ ...stage, techniques: { ...stage.techniques, planner } }); },
  patches: (value, fail) => {
    const grid = /^([1-8]) x ([1-8]) over ([1-9]\d?) layers$/.exec(value);
    const patch: Techniques['patch'] = grid ? { rows: Number(grid[1]), cols: Number(grid[2]), steps: Number(grid[3]) } : oneOf(['off', 'auto'], value, (what) => fail(`${what}, nor like 2 x 2 over 5 layers`));
    return (stage) => ({ ...stage, techniques: { ...stage.techniques, patch } });
  },
  bench: (value, fail) => {
    const found = /^(\d{1,3}) x \1 x (\d{1,4}) to (\d{1,4}), window (1|3|5|7|9)$/.exec(value);
    if (found === null) return fail(`“${value.slice(0, 60)}” is no layer for the bench, such as 14 x 14 x 64 to 128, window 3`);
    const [, side, inputs, outputs, kernel] = found.map(Number);
    return (stage) => ({ ...stage, bench: { side, inputs, outputs, kernel } });
  },
};

export const STAGE_WORDS: readonly string[] = Object.keys(WORDS);

/**
 * @param line number of the first line, from 1
 * @throws LessonError at the line of a word that is not known, or a value that is not right
 */
export function parseStage(lines: readonly string[], file: string, line: number): (stage: Stage) => Stage {
  const changes = lines.flatMap((text, index) => {
    if (text.trim() === '') return [];
    const fail: Fail = (what) => { throw new LessonError(what, file, line + index); };
    const found = /^([a-z][a-z-]*):\s+(\S.*)$/.exec(text.trim());
    if (found === null) return fail(`“${text.trim().slice(0, 40)}” is not of the form “word: value”`);
    const [, name, value] = found;
    if (!Object.hasOwn(WORDS, name)) return fail(`“${name}” is no word for the tool’s state; known are ${STAGE_WORDS.join(', ')}`);
    return [WORDS[name](value, (what) => fail(`${name}: ${what}`))];
  });
  return (stage) => changes.reduce((now, change) => change(now), stage);
}
