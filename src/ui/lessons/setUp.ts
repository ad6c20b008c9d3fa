/**
 * Puts the tool into a step's state, and takes and gives back the student's own: recipe with its undo and redo, what
 * the page shows, and the network in hand. While a lesson lasts its settings stand in the recipe's place, under no
 * lock, and each step begins an undo history of its own.
 */
import { defaultTechniques, parseRecipe, publishedFile, type Recipe, type Twins } from '../../engine/index.ts';
import { PANELS, type PanelId, type RecipeState, type ResultsState, type Session, type ViewState } from '../../store/index.ts';
import type { Stage } from './stage.ts';

/** Plain JSON: kept in the browser, so that a reload within a lesson loses nothing. */
export interface OwnSettings {
  readonly recipe: Pick<RecipeState, 'recipe' | 'past' | 'future' | 'linked' | 'told'>;
  readonly view: Pick<ViewState, 'closed' | 'family' | 'curves' | 'axis' | 'selectedLayer' | 'techniques' | 'format'>;
}

/** What a lesson replaces in the results, by reference. */
export type OwnResults = Pick<ResultsState, 'search' | 'opened' | 'analysis' | 'before' | 'exported' | 'simulated' | 'evaluated' | 'inside'>;

export function settingsOf({ recipe: recipes, view }: Session): OwnSettings {
  const { recipe, past, future, linked, told } = recipes.getState();
  const { closed, family, curves, axis, selectedLayer, techniques, format } = view.getState();
  return { recipe: { recipe, past, future, linked, told }, view: { closed, family, curves, axis, selectedLayer, techniques, format } };
}

export function resultsOf({ results }: Session): OwnResults {
  const { search, opened, analysis, before, exported, simulated, evaluated, inside } = results.getState();
  return { search, opened, analysis, before, exported, simulated, evaluated, inside };
}

export async function giveBack(session: Session, settings: OwnSettings, results: OwnResults | null): Promise<void> {
  session.recipe.setState(settings.recipe);
  session.view.setState(settings.view);
  if (results) session.results.setState(results);
  await session.actions.analyse();
}

/**
 * @param address lesson and step, for the link
 * @returns the layers of the convolution bench, where the step has one
 */
export async function setUp(session: Session, stage: Stage, address: string): Promise<Twins | null> {
  const { recipe: recipes, view, results, actions, showRecorded } = session;
  if (!results.getState().search?.recorded) await showRecorded();
  const base = results.getState().search?.recipe ?? recipes.getState().recipe;
  const genome = typeof stage.network === 'object' && 'genome' in stage.network ? stage.network.genome : null;
  recipes.setState({ recipe: staged(base, stage, genome, address), past: [], future: [], linked: null, told: null });
  view.setState({
    techniques: { ...defaultTechniques, ...stage.techniques },
    axis: stage.axis ?? 'sram',
    curves: [],
    selectedLayer: null,
    ...(stage.family !== null && { family: stage.family }),
    ...(stage.open !== null && { closed: PANELS.filter((panel) => !stage.open?.includes(panel)) }),
  });
  results.setState({ before: null, exported: null, simulated: null, inside: null, refused: null });
  if (typeof stage.network === 'object' && 'published' in stage.network) await openPublished(session, stage.network.published);
  else {
    results.setState({ opened: null });
    await actions.analyse();
  }
  if (stage.layer !== null) view.setState({ selectedLayer: stage.layer === 'peak' ? fullest(results.getState()) : stage.layer });
  return stage.bench && (await session.jobs.run('twins', { recipe: recipes.getState().recipe, shape: stage.bench }));
}

/** A network that stands there already is compiled anew, not opened again. */
async function openPublished({ actions, results }: Session, name: string): Promise<void> {
  const file = publishedFile(name);
  if (results.getState().opened?.name === file.path) await actions.analyse();
  else await actions.openModel(file);
}

/** Of the shipped search's settings, with what the stage says in their place. */
function staged(base: Recipe, { recipe, budgets, open }: Stage, genome: string | null, lesson: string): Recipe {
  const panel: PanelId | '' = open?.[0] ?? '';
  return parseRecipe({ ...base, ...recipe, budgets: { ...base.budgets, ...budgets }, view: { selected: genome, panel, lesson } });
}

const fullest = ({ analysis }: ResultsState): string | null => analysis?.layers[analysis.peakStep]?.name ?? null;
