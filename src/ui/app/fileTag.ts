/** What the files of a step's charts are named after, so that those of two searches do not take each other's place. */
import type { Recipe } from '../../engine/index.ts';
import type { PanelId, ResultsState } from '../../store/index.ts';

/** Steps whose charts are of the search's networks, or of an opened one's. */
const OF_A_NETWORK: readonly PanelId[] = ['network', 'export', 'simulate', 'live'];

/** e.g. "dscnn-stm32f446-seed7": space, board and seed of what is drawn; of an opened model its name and the board. */
export function fileTag(panel: PanelId, { recipe, search, opened }: { readonly recipe: Recipe } & Pick<ResultsState, 'search' | 'opened'>): string {
  const of = OF_A_NETWORK.includes(panel);
  if (of && opened) return `${opened.name.replace(/\.[a-z0-9]+$/i, '').replace(/[^\w.-]+/g, '-')}-${recipe.board}`;
  const searched = of || panel === 'search' ? search?.recipe ?? recipe : recipe;
  const seed = panel === 'spaces' ? '' : `-seed${panel === 'supernet' ? searched.seeds.weights : searched.seeds.search}`;
  return `${searched.space}-${of ? recipe.board : searched.board}${seed}`;
}
