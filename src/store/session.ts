/**
 * One sitting at the page: builds the stores, brings back what was kept, reads the link, draws the recorded search
 * where there is nothing else, goes on with a search that a reload cut short, and from then on writes every change to
 * storage and to the link. Order matters: the link wins over what was stored, which stays one undo away.
 */
import { decodeShared, defaultRecipe, defaultTechniques, labelsOf, lockedChanges, looksLikeLink, parseRecipe, parseSharedResult, type EngineBridge, type RecordedSearch, type Shared } from '../engine/index.ts';
import { fromBase64url } from '../core/lib/index.ts';
import { createActions, type Actions, type Stores } from './actions.ts';
import { createArchiveStore } from './archive.ts';
import { keepInCommon, runsOf, tellOfTabs } from './inCommon.ts';
import { createJobsStore, explain } from './jobs.ts';
import { sameLimits, sameTarget } from './network.ts';
import { familyOf, type OwnData } from './ownData.ts';
import { createRecipeStore, sameRun, type RecipeState } from './recipe.ts';
import { createResultsStore } from './results.ts';
import { wouldRun } from './sharing.ts';
import { createMeasuredStore, readLogs } from './measured.ts';
import { createPinsStore, readPins } from './pins.ts';
import { addressOf, keepWriting } from './keepWriting.ts';
import type { Storage, Tell } from './storage.ts';
import { KEYS, SHARED, type Addresses, type StoredSearch, type StoredTraining } from './stored.ts';
import { atDesk, oneTab, type Tabs } from './tabs.ts';
import { createTakesStore, type TakesState } from './takes.ts';
import type { Vault } from './vault.ts';
import { createViewStore, PANELS, type ViewState } from './view.ts';

export interface SessionHost {
  readonly bridge: EngineBridge;
  readonly storage: (tell: Tell) => Storage;
  /** Left out where no other tab can be. */
  readonly tabs?: Tabs;
  readonly readLink: () => string;
  readonly writeLink: (fragment: string) => void;
  /** Whether this page is a reload of itself, not opened by an address. */
  readonly reloaded: boolean;
  /** The search that ships with the page, or null where it cannot be read. */
  readonly readRecorded: () => Promise<RecordedSearch | null>;
  readonly now: () => number;
  /** Where tasks of the user's own data are kept; left out where nothing is. */
  readonly vault?: Vault;
  readonly later: (action: () => void, ms: number) => () => void;
  /** Calls back when the page may be about to go away, so that nothing waits unwritten. */
  readonly onHide: (action: () => void) => void;
  /** Calls back with a link put into the address of the open page; the page may write over it before it is told. */
  readonly onLink: (action: (fragment: string) => void) => void;
}

export interface Session extends Stores {
  readonly actions: Actions;
  /** Puts the search that ships with the page into the place of what stands there; settings stay. */
  readonly showRecorded: () => Promise<void>;
}

export async function openSession(host: SessionHost): Promise<Session> {
  const view = createViewStore();
  const storage = host.storage((tone, text) => view.say(tone, text));
  const tabs = host.tabs ?? oneTab;
  const keys = [...Object.values(KEYS).map((key) => atDesk(key, tabs.desk)), SHARED.archive, SHARED.pins, SHARED.measured];
  const [storedRecipe, storedView, search, training, recorded, own, runs, pinned, logs] = await Promise.all(keys.map((key) => storage.read(key)));
  const kept = recipeOf(storedRecipe);
  const recipe = createRecipeStore(kept ?? { recipe: defaultRecipe }, (rows) => view.say('info', `Locked by the link’s author: ${labelsOf(rows)}. “Open the whole tool” at the top unlocks it.`));
  const results = createResultsStore();
  const archive = createArchiveStore();
  const takes = createTakesStore();
  const pins = createPinsStore();
  const measured = createMeasuredStore();
  const stores: Stores = { view, recipe, results, archive, takes, pins, measured, jobs: createJobsStore(host.bridge) };
  const actions = createActions(stores, host.now, host.vault ?? null);

  if (storedView) {
    const seen = storedView as Partial<ViewState>;
    // what an older version kept knows nothing of later techniques
    view.setState({ ...seen, techniques: { ...defaultTechniques, ...seen.techniques }, notices: [] });
  }
  archive.setState({ runs: runsOf(runs) });
  pins.setState({ pins: readPins(pinned) });
  measured.setState({ logs: readLogs(logs) });
  const trained = (training ?? null) as StoredTraining | null;
  if (trained) results.setState({ training: { ...trained, checkpoint: trained.checkpoint ?? null } });
  if (recorded) takes.setState(recorded as TakesState);
  const mine = await reopened(own, host.vault);
  if (mine) results.setState({ own: mine });
  else if (own) view.say('info', `Your data (${(own as OwnData).tag}) are no longer kept in this browser; the built-in task is shown. Open them again in step 2.`);
  void actions.listKept();
  const stored = (search ?? null) as StoredSearch | null;
  // one cut short before its first network can go on, but shows nothing that the recorded one should give way to
  const stands = stored !== null && (stored.result !== null || stored.candidates.length > 0);
  if (stands) results.setState({ search: stored, analysis: stored.result?.analysis ?? null });

  const mineAlready = isOwn(host, storedRecipe);
  const linked = !mineAlready && openLink(host.readLink(), stores, kept !== null);
  // A link that was refused is not left in the address, where a reload would meet it again.
  const restoreLink = (): void => host.writeLink(addressOf(recipe.getState()));
  if (!mineAlready && !linked && !isEmpty(host.readLink())) restoreLink();
  const ownTag = results.getState().own?.tag ?? null;
  // it goes on with its own settings, whatever was set since; but where a link asks for others nothing runs unasked
  const resumes = stored?.running === true && stored.data === ownTag && (!linked || sameRun(stored.recipe, recipe.getState().recipe));
  if (linked) view.setState({ family: familyOf(recipe.getState().recipe.space) });
  keepWriting(host, stores, storage, tabs, linked);
  keepInCommon(stores, storage, tabs, () => void actions.listKept());
  await tellOfTabs(stores, storage, tabs);
  // What a network costs, and what it is compiled to, is the board's matter: another board or budget, another analysis.
  recipe.subscribe(({ recipe: next }, { recipe: last }) => {
    if (next.task !== last.task) void actions.loadSamples();
    if (familyOf(next.space) !== familyOf(last.space)) view.setState({ family: familyOf(next.space), curves: [] });
    if (next.board !== last.board || next.memoryModel !== last.memoryModel) void actions.pricePins();
    if (!sameTarget(next, last)) void actions.retarget();
    else if (!sameLimits(next, last)) results.setState({ exported: null });
  });

  if (!stands) await drawRecorded(host, stores, kept === null && !linked);
  void actions.refresh();
  void actions.pricePins();
  pins.subscribe((next, last) => { if (next.pins.some(({ genome }) => next.prices?.rows.has(genome) !== true) && next.pins !== last.pins) void actions.pricePins(); });
  host.onLink((fragment) => {
    if (!openLink(fragment, stores, true, true)) return isEmpty(fragment) ? undefined : restoreLink();
    const { panel } = recipe.getState().recipe.view;
    const known = PANELS.find((id) => id === panel);
    if (known) view.show(known);
    void actions.analyse();
  });
  if (resumes) {
    view.say('info', `The search goes on from generation ${stored.checkpoint?.generation ?? 0}, where the reload cut it short.`);
    void actions.search(stored);
  } else if (stored?.running && stored.data !== ownTag && stored.data !== null) {
    view.say('info', `A search on your own data (${stored.data}) was cut short. Open them again in step 2 and run it.`);
  } else if (stored?.running) {
    view.say('info', 'A search was cut short while it ran with other settings; Undo brings those back, then Run starts it again.');
  }
  if (trained?.running === true && trained.data === ownTag) {
    const begun = trained.checkpoint !== null;
    if (linked && !sameRun(trained.recipe, recipe.getState().recipe)) {
      view.say('info', `A training was cut short while it ran with other settings; ${begun ? 'its last whole epoch is kept: go on from it in step 4.' : 'it had no whole epoch yet. Undo brings those settings back, then Train starts it again.'}`);
    } else {
      view.say('info', begun ? `Training goes on from its last whole epoch (${trained.points.findLast(({ accuracy }) => accuracy !== null)?.epoch ?? 0}), where the reload cut it short.` : 'Training starts again: the reload cut it short before its first whole epoch was kept.');
      void actions.train(trained);
    }
  }
  return { ...stores, actions, showRecorded: () => drawRecorded(host, stores, false) };
}

/** The data that were in use, their task from the vault; null where it is no longer kept there. */
async function reopened(stored: unknown, vault: Vault | undefined): Promise<OwnData | null> {
  const own = (stored ?? null) as OwnData | null;
  if (own?.kept == null || !vault) return null;
  const bytes = await vault.open(own.kept).catch(() => null);
  return bytes && { ...own, files: [{ path: `${own.tag}.task`, bytes }] };
}

function recipeOf(stored: unknown): RecipeState | null {
  try {
    const { recipe, past, future, linked, told = null } = stored as Omit<RecipeState, 'told'> & Partial<RecipeState>;
    return { recipe: parseRecipe(recipe), past: past.map((one) => parseRecipe(one)), future: future.map((one) => parseRecipe(one)), linked: linked && parseRecipe(linked), told: told && parseSharedResult(told) };
  } catch {
    return null; // nothing stored, or written by an older Thimble
  }
}

/** Whether the address is one that this page wrote itself with the stored recipe, no link from outside. */
function isOwn({ readLink, reloaded }: Pick<SessionHost, 'readLink' | 'reloaded'>, stored: unknown): boolean {
  const { address, before } = (stored ?? {}) as Partial<Addresses>;
  const here = readLink();
  return here === (address ?? null) || (reloaded && here === before);
}

const isEmpty = (fragment: string): boolean => fragment === '' || fragment === '#';

/** Takes the recipe of a link and answers true, or says what is wrong with it and leaves everything as it was. */
function openLink(fragment: string, { recipe, view, archive }: Pick<Stores, 'recipe' | 'view' | 'archive'>, hadWork: boolean, pasted = false): boolean {
  if (isEmpty(fragment)) return false;
  const refuse = (text: string): false => {
    view.say('problem', text);
    return false;
  };
  if (!looksLikeLink(fragment)) return refuse(`The part of the address after # is no Thimble link; ${hadWork ? 'your own settings are' : 'the default settings are'} shown.`);
  let shared: Shared;
  try {
    shared = decodeShared(fragment);
  } catch (error) {
    return refuse(`This link cannot be opened: ${explain(error).replace(/^link: /, 'it ')}. ${hadWork ? 'Your own settings are as you left them.' : 'The default settings are shown instead.'} Copy the link again, whole, or ask its sender for the recipe.json.`);
  }
  const { recipe: linked, result } = shared;
  const here = recipe.getState().recipe;
  // What is pasted over a teacher's link is no way round its locks, unless it is a teacher's link itself.
  const broken = pasted && !linked.view.lock ? lockedChanges(here, linked) : [];
  if (broken.length > 0) return refuse(`This link would change what the author of the one before locked: ${labelsOf(broken)}. Nothing was changed; “Open the whole tool” at the top unlocks it, and then the link opens.`);
  if (sameRun(linked, here)) {
    recipe.setState({ recipe: { ...here, view: linked.view }, ...(result && { linked, told: result }) });
    return true;
  }
  recipe.open(linked, result);
  view.say('info', [
    'Opened from a link; nothing runs until you start it.',
    result ? 'What it says of its result stands first; it can be run here and compared.' : wouldRun(linked, archive.getState().runs),
    ...(hadWork ? ['Undo brings your earlier settings back.'] : []),
  ].join(' '));
  return true;
}

/** @param first a first visit: the page then starts with the recorded recipe, so that Run makes the same search again */
async function drawRecorded(host: SessionHost, { results, recipe }: Stores, first: boolean): Promise<void> {
  const recorded = await host.readRecorded();
  if (recorded === null) return;
  const { result } = recorded;
  if (first) recipe.setState({ recipe: parseRecipe(recorded.recipe) });
  results.setState({
    analysis: result.analysis,
    search: {
      recipe: parseRecipe(recorded.recipe), data: null, recorded: true, candidates: result.candidates, generation: recorded.recipe.search.generations,
      generations: recorded.recipe.search.generations, checkpoint: null, points: [], result, model: fromBase64url(recorded.model),
    },
  });
}
