/** TinyNAS stage 1 as a job: space by space, rows as they come, best first at the end. */
import { betterSpace, STAGE1_SAMPLES, summariseSteps, type RankedSpace } from '../../core/search/index.ts';
import { quantile } from '../../core/lib/index.ts';
import { dscnnGrid, findSpace, mcunetGrid, toyboxGrid, type Space } from '../../core/space/index.ts';
import type { Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { Recipe } from '../recipe.ts';
import { budgetOf, budgetView } from '../setup.ts';
import type { JobEvent, SpaceRanking, SpaceRow, StopSignal } from '../types.ts';

const CDF_POINTS = 101;

function row({ space, meanMacs, p80Macs, samples, survivors, enough, cdf }: RankedSpace): SpaceRow {
  const cdfMacs = cdf.length <= CDF_POINTS ? [...cdf] : Array.from({ length: CDF_POINTS }, (_, i) => quantile(cdf, i / (CDF_POINTS - 1)));
  return {
    id: space.id,
    width: space.widths.length === 1 ? space.widths[0] : null,
    resolution: space.family === 'mcunet' ? space.input[0] : space.resolutions.length === 1 ? space.resolutions[0] : null,
    meanMacs, p80Macs, samples, survivors, enough, cdfMacs,
  };
}

/** One space per width (and side), then the one in which they are elastic. */
function gridOf(family: Jobs['rankSpaces']['input']['family'], recipe: Recipe): Space[] {
  const own = findSpace(recipe.space); // also where it decides nothing, so that a wrong name is said
  if (family === 'mcunet') return mcunetGrid();
  const like = own.family === family ? { classes: own.classes } : {};
  if (family === 'toybox') return toyboxGrid(own.family === 'toybox' && own.input[2] === 1 ? { ...like, channels: 1 } : like);
  const input = own.family === 'dscnn' ? { input: [own.input[0], own.input[1]] as const } : {};
  return dscnnGrid({ ...like, ...input });
}

export async function* rankSpaces(
  host: Host,
  { recipe, family, samples = STAGE1_SAMPLES }: Jobs['rankSpaces']['input'],
  signal?: StopSignal,
): AsyncGenerator<JobEvent<readonly SpaceRow[]>, SpaceRanking> {
  const progress = new Progress<readonly SpaceRow[]>(host, signal, (old, next) => [...old, ...next]);
  const budget = budgetOf(recipe);
  const spaces = gridOf(family, recipe);
  const ranked: RankedSpace[] = [];
  let busyMs = 0;
  progress.enter('sample', spaces.length, 'spaces');
  for (const space of spaces) {
    const steps = summariseSteps(space, budget, recipe.seeds.search, samples);
    for (let drawn = false; !drawn; ) {
      const before = host.now();
      const step = steps.next();
      busyMs += host.now() - before;
      drawn = step.done === true;
      if (step.done === true) {
        ranked.push(step.value);
        progress.add([row(step.value)]);
        progress.at(ranked.length, space.id);
      }
      yield* progress.events();
      await progress.breathe();
    }
  }
  yield* progress.events(true);
  ranked.sort(betterSpace);
  return { spaces: ranked.map(row), networksPerSecond: Math.round((spaces.length * samples) / Math.max(busyMs / 1000, 1e-3)), budget: budgetView(recipe) };
}
