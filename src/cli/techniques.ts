/** The compiler's techniques on the command line: each can be switched off, so that what it saves can be seen. */
import { InputError, type Techniques } from '../engine/index.ts';
import type { Words } from './command.ts';

export const TECHNIQUE_OPTIONS = {
  'no-passes': { type: 'boolean' },
  'no-reorder': { type: 'boolean' },
  'no-in-place': { type: 'boolean' },
  'no-overlap': { type: 'boolean' },
  'no-lean': { type: 'boolean' },
  'input-streams': { type: 'boolean' },
  patch: { type: 'string' },
  planner: { type: 'string' },
} as const;

export const TECHNIQUE_HELP = `  --patch off|auto|least|PxQ@N  first N layers patch by patch, P rows and Q columns of patches; auto: as few patches as
                        the SRAM limit asks for, least: what needs the least memory, off (default): none
  --input-streams       the input stays in the caller's buffer or streams in; it is then not counted
  --no-in-place         outputs never take the place of an input
  --no-overlap          outputs never begin inside the input they are computed from
  --no-reorder          layers run in the file's order
  --planner best|greedy|apart  addresses sought until no plan can need less (default), the largest tensor first, or
                        every tensor in bytes of its own
  --no-lean             never a slower kernel to save scratch
  --no-passes           the network as it is: nothing folded, fused or dropped`;

const GRID = /^(\d{1,3})x(\d{1,3})@(\d{1,4})$/;

/** The first technique that was named, or undefined. */
export const techniqueNamed = (words: Words): string | undefined =>
  Object.keys(TECHNIQUE_OPTIONS).find((name) => words.on(name) || words.text(name) !== undefined);

/** @throws InputError for a --patch or --planner that is none */
export function techniquesOf(words: Words): Techniques {
  return {
    passes: !words.on('no-passes'),
    reorder: !words.on('no-reorder'),
    inPlace: !words.on('no-in-place'),
    overlap: !words.on('no-overlap'),
    planner: plannerOf(words.text('planner') ?? 'best'),
    lean: !words.on('no-lean'),
    inputExternal: words.on('input-streams'),
    patch: patchOf(words.text('patch') ?? 'off'),
  };
}

function plannerOf(text: string): Techniques['planner'] {
  if (text === 'best' || text === 'greedy' || text === 'apart') return text;
  throw new InputError(`"${text.slice(0, 40)}" is none of best, greedy and apart`, '--planner');
}

function patchOf(text: string): Techniques['patch'] {
  if (text === 'off' || text === 'auto' || text === 'least') return text;
  const found = GRID.exec(text);
  if (found === null) throw new InputError(`"${text.slice(0, 40)}" is none of off, auto, least and rows x columns @ layers, e.g. 2x2@5`, '--patch');
  const [rows, cols, steps] = found.slice(1).map(Number);
  return { rows, cols, steps };
}
