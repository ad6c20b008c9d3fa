/**
 * Links as a class hands them in, pasted line by line, each perhaps with a name before it: `Ada https://…#1.…`. Every
 * line that cannot be read is named; two links of one and the same network are told.
 */
import { decodeShared, InputError, type BudgetView, type Recipe, type SharedResult } from '../../engine/index.ts';
import { excesses } from '../../store/index.ts';

export interface Entry {
  readonly name: string;
  /** From `#` on. */
  readonly link: string;
  readonly recipe: Recipe;
  /** Null: the link holds settings alone, nothing was run. */
  readonly result: SharedResult | null;
}

export interface Pasted {
  readonly entries: readonly Entry[];
  /** One sentence a line that could not be taken. */
  readonly problems: readonly string[];
}

const MOST_ENTRIES = 200;
const LONGEST_LINE = 20_000;

/** A name no other entry has. */
function unused(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const one = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(one)) return one;
  }
}

/** @param before entries that are there already: a link among them is not taken twice */
export function readLinks(text: string, before: readonly Entry[] = []): Pasted {
  const entries: Entry[] = [...before];
  const problems: string[] = [];
  const refuse = (line: number, what: string): void => void problems.push(`Line ${line}: ${what}.`);
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.trim();
    const number = index + 1;
    if (line === '') return;
    const found = /^(.*?)((?:https?:\/\/\S*?)?#\d+\.\S*)\s*$/s.exec(line.slice(0, LONGEST_LINE));
    if (found === null) return refuse(number, `“${line.slice(0, 40)}” has no Thimble link in it`);
    const link = found[2].slice(found[2].indexOf('#'));
    const known = entries.find((entry) => entry.link === link);
    if (known !== undefined) return refuse(number, `the same link as ${known.name}’s`);
    if (entries.length >= MOST_ENTRIES) return refuse(number, `${MOST_ENTRIES} links are the most`);
    const name = found[1].replace(/[\s:,;|\t-]+$/, '').replace(/^["']|["']$/g, '').slice(0, 40) || `no. ${entries.length + 1}`;
    try {
      entries.push({ name: unused(name, new Set(entries.map((entry) => entry.name))), link, ...decodeShared(link) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refuse(number, `${name}’s ${error.message}`);
    }
  });
  return { entries, problems };
}

export interface ClassRow {
  readonly name: string;
  readonly link: string;
  readonly recipe: Recipe;
  readonly result: SharedResult | null;
  /** Empty where everything is kept; latency counts only on the board it was estimated for. */
  readonly broken: ReturnType<typeof excesses>;
  /** Who handed in the same network before, by its hash. */
  readonly sameAs: string | null;
}

export function judgeEntries(entries: readonly Entry[], budget: BudgetView): readonly ClassRow[] {
  return entries.map((entry, index) => ({
    ...entry,
    broken: entry.result === null ? [] : excesses(entry.result, entry.recipe.board === budget.board ? budget : { ...budget, latencyMs: null }),
    sameAs: entry.result === null ? null : entries.slice(0, index).find((other) => other.result?.hash === entry.result?.hash)?.name ?? null,
  }));
}
