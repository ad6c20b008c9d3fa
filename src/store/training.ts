/** What is done to a supernet: it is trained, and asked where it errs and whether its larger spaces are better. */
import type { NamedBytes, Recipe } from '../engine/index.ts';
import type { Stores } from './actions.ts';
import { MOST_DEATHS } from './jobs.ts';
import type { ResultsState, TrainState } from './results.ts';
import { spacesKey, supernetKey, trainedFor } from './selectors.ts';

export function createTrainingActions({ recipe: recipes, jobs, results, view }: Pick<Stores, 'recipe' | 'jobs' | 'results' | 'view'>) {
  /**
   * @param from a run cut short, to go on with from its last epoch's end
   * @param deaths of workers in a row that brought it no further
   */
  async function train(from?: TrainState, deaths = 0): Promise<void> {
    const started = from?.recipe ?? recipes.getState().recipe;
    const { own } = results.getState();
    const before = results.getState().training;
    const resume = from?.checkpoint ?? null;
    const fresh: TrainState = { recipe: started, data: own?.tag ?? null, points: resume && from ? untilEpochEnd(from.points) : [], checkpoint: resume, result: null };
    results.setState({ training: fresh, judged: null, spaceAccuracy: null });
    const patch = (change: (state: TrainState) => Partial<TrainState>): void => results.setState(({ training }) => ({ training: training && { ...training, ...change(training) } }));
    const result = await jobs.run('train', { recipe: started, ...(resume && { resume }), ...(own && { data: own.files }), device: view.getState().device }, ({ points, checkpoint }) =>
      patch((training) => ({ points: [...training.points, ...points], checkpoint: checkpoint ?? training.checkpoint })));
    // Weights trained earlier are given up only for new ones.
    if (result) patch(() => ({ result, checkpoint: result.resume ?? null }));
    else if (jobs.getState().train?.died === true && results.getState().training?.checkpoint && inVain(resume, deaths) < MOST_DEATHS) {
      view.say('info', 'A worker of this page died in the middle of training; it goes on from its last whole epoch, to the same weights.');
      await train(results.getState().training ?? undefined, inVain(resume, deaths));
    } else if (before?.result) results.setState({ training: before });
  }

  /** Deaths in a row that brought training no further than where it began. */
  const inVain = (start: Uint8Array | null, deaths: number): number => (results.getState().training?.checkpoint === start ? deaths + 1 : 0);

  /** The supernet that a search would begin with, and the data it is for. */
  function supernetInUse(): { recipe: Recipe; checkpoint?: Uint8Array; data?: readonly NamedBytes[] } {
    const { own, training } = results.getState();
    const trained = trainedFor(recipes.getState().recipe, training, own?.tag ?? null);
    return { recipe: recipes.getState().recipe, ...(trained && { checkpoint: trained }), ...(own && { data: own.files }) };
  }

  /** Whether data and training are those that were asked about; either may be changed while a job runs. Which recipe it was, the answer bears. */
  const isStill = (own: ResultsState['own'], training: ResultsState['training']): boolean => {
    const now = results.getState();
    return now.own?.tag === own?.tag && now.training?.result === training?.result;
  };

  /** Where the supernet's smallest or largest network errs, on the test split. */
  async function judge(which: 'smallest' | 'largest'): Promise<void> {
    const { own, training } = results.getState();
    const asked = supernetInUse();
    const judged = await jobs.run('judge', { ...asked, which, split: 'test' });
    if (judged && isStill(own, training)) results.setState({ judged: { ...judged, of: supernetKey(asked.recipe) } });
  }

  /** TinyNAS's assumption, put to the test with the supernet at hand. */
  async function checkSpaces(networks: number): Promise<void> {
    results.setState({ spaceAccuracy: null });
    const { own, training } = results.getState();
    const asked = supernetInUse();
    const of = spacesKey(asked.recipe);
    const result = await jobs.run('spaceAccuracy', { ...asked, networks }, (rows) => { if (isStill(own, training)) results.setState({ spaceAccuracy: { of, rows, result: null } }); });
    if (result && isStill(own, training)) results.setState({ spaceAccuracy: { of, rows: result.spaces, result } });
  }

  /** How fast the recipe's supernet trains on the graphics processor here. */
  async function measureGpu(): Promise<void> {
    const gpuPace = await jobs.run('measureGpu', { recipe: recipes.getState().recipe });
    if (gpuPace) results.setState({ gpuPace });
  }

  return { train, judge, checkSpaces, measureGpu };
}

/** What comes after an epoch's end is told again by the run that goes on from it. */
const untilEpochEnd = (points: TrainState['points']): TrainState['points'] => points.slice(0, 1 + points.findLastIndex(({ accuracy }) => accuracy !== null));
