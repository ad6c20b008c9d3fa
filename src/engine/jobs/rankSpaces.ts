/** TinyNAS stage 1 as a job: space by space, rows as they come, best first at the end. */
import { betterSpace, STAGE1_SAMPLES, summariseSpace, type RankedSpace } from '../../core/search/index.ts';
import { quantile } from '../../core/lib/index.ts';
import { dscnnGrid, mcunetGrid } from '../../core/space/index.ts';
import type { Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { budgetOf, budgetView } from '../setup.ts';
import type { JobEvent, SpaceRanking, SpaceRow, StopSignal } from '../types.ts';

const CDF_POINTS = 101;

function row({ space, meanMacs, p80Macs, samples, survivors, enough, cdf }: RankedSpace): SpaceRow {
  const cdfMacs = cdf.length <= CDF_POINTS ? [...cdf] : Array.from({ length: CDF_POINTS }, (_, i) => quantile(cdf, i / (CDF_POINTS - 1)));
  return {
    id: space.id,
    width: space.widths.length === 1 ? space.widths[0] : null,
    resolution: space.family === 'mcunet' ? space.input[0] : null,
    meanMacs, p80Macs, samples, survivors, enough, cdfMacs,
  };
}

export async function* rankSpaces(
  host: Host,
  { recipe, family, samples = STAGE1_SAMPLES }: Jobs['rankSpaces']['input'],
  signal?: StopSignal,
): AsyncGenerator<JobEvent<readonly SpaceRow[]>, SpaceRanking> {
  const progress = new Progress<readonly SpaceRow[]>(host, signal, (old, next) => [...old, ...next]);
  const budget = budgetOf(recipe);
  const spaces = family === 'mcunet' ? mcunetGrid() : dscnnGrid();
  const ranked: RankedSpace[] = [];
  let busyMs = 0;
  progress.enter('sample', spaces.length, 'spaces');
  for (const space of spaces) {
    const before = host.now();
    const one = summariseSpace(space, budget, recipe.seeds.search, samples);
    busyMs += host.now() - before;
    ranked.push(one);
    progress.add([row(one)]);
    progress.at(ranked.length, space.id);
    yield* progress.events();
    await progress.breathe();
  }
  yield* progress.events(true);
  ranked.sort(betterSpace);
  return { spaces: ranked.map(row), networksPerSecond: Math.round((spaces.length * samples) / Math.max(busyMs / 1000, 1e-3)), budget: budgetView(recipe) };
}
