/**
 * Networks a person has pinned: with a name and a note of their own, the settings they were found under, how accurate
 * they were, and their weights where they had any. What they cost is asked of the engine for the board at hand, all
 * by the same models, so that pins of other boards and spaces stand beside each other and under today's budgets.
 */
import { createStore } from 'zustand/vanilla';
import { genesOf, parseRecipe, type NamedBytes, type PriceRow, type Recipe } from '../engine/index.ts';
import type { ArchivedRun, ArchiveStore } from './archive.ts';
import type { JobsStore } from './jobs.ts';
import type { RecipeStore } from './recipe.ts';
import type { ResultsState, ResultsStore } from './results.ts';
import type { ViewStore } from './view.ts';

export interface PinAccuracy {
  /** With the supernet's weights, before fine-tuning, on the validation split. */
  readonly inherited: number | null;
  /** Fine-tuned, on the test split: of a search's choice. */
  readonly test: { readonly int8: number; readonly float: number; readonly count: number } | null;
}

export interface Pin {
  /** The network and what it was told on: the same one pinned again is the same pin. */
  readonly id: string;
  readonly genome: string;
  readonly name: string;
  readonly note: string;
  readonly pinnedAt: number;
  /** Settings of the search it came from. */
  readonly recipe: Recipe;
  /** Tag of the user's own data, or null for the recipe's task. */
  readonly data: string | null;
  /** Of the search that ships with the page. */
  readonly recorded: boolean;
  readonly accuracy: PinAccuracy;
  /** Hash of the search's result where this is its choice. */
  readonly hash: string | null;
  /** Its int8 network, where it has one. */
  readonly model: Uint8Array | null;
  readonly classes: readonly string[] | null;
}

export interface PinsState {
  /** Newest first. */
  readonly pins: readonly Pin[];
  /** The last one dropped, and where it stood. */
  readonly dropped: { readonly pin: Pin; readonly at: number } | null;
  /** What they cost on the board named. */
  readonly prices: { readonly board: string; readonly rows: ReadonlyMap<string, PriceRow> } | null;
}

export const MOST_PINS = 60;
export const LONGEST_NAME = 60;
export const LONGEST_NOTE = 1000;

export const createPinsStore = () => {
  const store = createStore<PinsState>(() => ({ pins: [], dropped: null, prices: null }));
  const change = (id: string, fields: Partial<Pin>): void => store.setState(({ pins }) => ({ pins: pins.map((pin) => (pin.id === id ? { ...pin, ...fields } : pin)) }));
  return {
    ...store,
    /** An empty name changes nothing. */
    rename: (id: string, name: string): void => { if (name.trim() !== '') change(id, { name: name.trim().slice(0, LONGEST_NAME) }); },
    annotate: (id: string, note: string): void => change(id, { note: note.slice(0, LONGEST_NOTE) }),
    drop: (id: string): void => store.setState(({ pins, dropped }) => {
      const at = pins.findIndex((pin) => pin.id === id);
      return { pins: pins.filter((pin) => pin.id !== id), dropped: at < 0 ? dropped : { pin: pins[at], at } };
    }),
    undrop: (): void => store.setState(({ pins, dropped }) => (dropped === null ? {} : { pins: [...pins.slice(0, dropped.at), dropped.pin, ...pins.slice(dropped.at)], dropped: null })),
  };
};
export type PinsStore = ReturnType<typeof createPinsStore>;

/** Of stored values those that are pins, whatever wrote them. */
export function readPins(stored: unknown): Pin[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((value: unknown) => {
    try {
      const pin = value as Pin;
      genesOf(pin.genome); // of a space this Thimble knows
      const texts = [pin.id, pin.genome, pin.name, pin.note].every((text) => typeof text === 'string');
      return texts && typeof pin.pinnedAt === 'number' && typeof pin.accuracy === 'object' ? [{ ...pin, recipe: parseRecipe(pin.recipe) }] : [];
    } catch {
      return [];
    }
  });
}

/** The network looked at as a pin without name, note and time; null where there is none, or it is of a file. */
export function pinnable({ analysis, opened, search }: Pick<ResultsState, 'analysis' | 'opened' | 'search'>, recipe: Recipe): Omit<Pin, 'name' | 'note' | 'pinnedAt'> | null {
  const genome = analysis?.genome ?? null;
  if (genome === null || opened) return null;
  const result = search?.result?.genome === genome ? search.result : null;
  const inherited = result?.accuracy.inherited ?? search?.candidates.find((row) => row.genome === genome)?.accuracy ?? null;
  const { recipe: of, data, recorded } = inherited !== null && search ? search : { recipe, data: null, recorded: false };
  const test = result && { int8: result.accuracy.int8, float: result.accuracy.float, count: result.testCount };
  return {
    id: `${genome}#${result?.hash ?? `${of.task}/${data ?? ''}`}`, genome, recipe: of, data, recorded, accuracy: { inherited, test },
    hash: result?.hash ?? null, model: result ? search?.model ?? null : null, classes: result?.classes ?? null,
  };
}

/** The smallest number that no pin is called by. */
function nextName(pins: readonly Pin[]): string {
  let number = 1;
  while (pins.some(({ name }) => name === `Network ${number}`)) number++;
  return `Network ${number}`;
}

interface Around {
  readonly pins: PinsStore;
  readonly recipe: RecipeStore;
  readonly results: ResultsStore;
  readonly archive: ArchiveStore;
  readonly jobs: JobsStore;
  readonly view: ViewStore;
  readonly now: () => number;
  readonly reopen: (run: ArchivedRun) => void;
  readonly look: (genome: string | null) => Promise<void>;
  readonly openModel: (file: NamedBytes, classes?: readonly string[]) => Promise<void>;
}

export function createPinActions({ pins, recipe, results, archive, jobs, view, now, reopen, look, openModel }: Around) {
  /** Pins the network looked at. Where it is pinned already nothing happens. */
  function pin(): void {
    const found = pinnable(results.getState(), recipe.getState().recipe);
    const { pins: old } = pins.getState();
    if (found === null || old.some(({ id }) => id === found.id)) return;
    if (old.length >= MOST_PINS) return view.say('problem', `${MOST_PINS} networks are pinned, and more are not kept: drop one first, or download the list.`);
    pins.setState({ pins: [{ ...found, name: nextName(old), note: '', pinnedAt: now() }, ...old] });
  }

  /** Shows it in step 6 again: the search it was found by where that is still kept, else the network itself. */
  async function openPin({ genome, hash, model, classes, name }: Pin): Promise<void> {
    const { search } = results.getState();
    const run = archive.getState().runs.find(({ id }) => id === hash);
    if (hash !== null && search?.result?.hash === hash) await look(null);
    else if (run) reopen(run);
    else if (model !== null) await openModel({ path: name, bytes: model }, classes ?? undefined);
    else await look(genome === search?.result?.genome ? null : genome);
    view.show('network');
  }

  /** Asks what the pins cost on the recipe's board. */
  async function pricePins(): Promise<void> {
    const genomes = pins.getState().pins.map(({ genome }) => genome);
    const { recipe: at } = recipe.getState();
    if (genomes.length === 0) return;
    const rows = await jobs.run('price', { recipe: at, genomes });
    if (rows) pins.setState({ prices: { board: at.board, rows: new Map(rows.map((row) => [row.genome, row])) } });
  }

  return { pin, openPin, pricePins };
}
