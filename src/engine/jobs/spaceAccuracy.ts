/**
 * TinyNAS ranks spaces by the work their fitting networks do, on the assumption that more work means more accuracy
 * (MCUNet, arXiv 2007.10319, section 3.1). Where a trained supernet is at hand that can be checked: networks of each
 * width and resolution that fit the budget are drawn as stage 1 draws them and measured with the supernet's weights.
 */
import { fastJudge } from '../../core/cost/index.ts';
import { kendallTau, mean, Rng } from '../../core/lib/index.ts';
import { encodeGenome, sampleGenome, canonical, WIDTH_GENE, type Genome, type Space } from '../../core/space/index.ts';
import type { Host } from '../host.ts';
import type { SpaceAccuracy, SpaceAccuracyRow } from '../insight.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { budgetOf, checkpointOf, fitToTask, loadSupernet, loadTaskShown, resolve, shippedClasses, poolData } from '../setup.ts';
import type { Recipe } from '../recipe.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Draws for each network wanted; a part of the space in which fewer fit is told with those found. */
const DRAWS = 50;
const PER_WORKER = 2;

interface Part {
  readonly id: string;
  readonly networks: readonly { readonly genome: Genome; readonly macs: number }[];
  readonly drawn: number;
}

/** One part for each width, and for each width and side where the space has sides to choose from. */
function partsOf(space: Space, recipe: Recipe, wanted: number): Part[] {
  const budget = budgetOf(recipe);
  const judge = fastJudge(space);
  const sides = space.resolutions.length === 0 ? [null] : space.resolutions.map((side, gene) => ({ side, gene }));
  return space.widths.flatMap((width, widthGene) => sides.map((side): Part => {
    const id = `w${width}${side === null ? '' : `-r${side.side}`}`;
    const rng = new Rng(recipe.seeds.search).fork(`${space.id}/${id}`);
    const found = new Map<string, Part['networks'][number]>();
    let drawn = 0;
    while (found.size < wanted && drawn < DRAWS * wanted) {
      drawn++;
      const genes = [...sampleGenome(space, rng).genes];
      genes[WIDTH_GENE] = widthGene;
      if (side !== null) genes[genes.length - 1] = side.gene;
      const genome = canonical(space, { space: space.id, genes });
      const { macs, peakSramC, flashBytes } = judge(genome.genes);
      if (peakSramC <= budget.sramBytes - budget.headroomBytes && flashBytes <= budget.flashBytes) found.set(encodeGenome(genome), { genome, macs });
    }
    return { id, networks: [...found.values()], drawn };
  }));
}

export async function* spaceAccuracy(
  host: Host,
  { recipe: asked, checkpoint, data, networks: wanted }: Jobs['spaceAccuracy']['input'],
  signal?: StopSignal,
): AsyncGenerator<JobEvent<readonly SpaceAccuracyRow[]>, SpaceAccuracy> {
  const progress = new Progress<readonly SpaceAccuracyRow[]>(host, signal, (_, next) => next);
  resolve(asked);
  progress.enter('load', 3, 'files');
  yield* progress.events();
  const { task } = yield* loadTaskShown(host, progress, asked, data);
  const recipe = fitToTask(asked, task, checkpoint, 'search', await shippedClasses(host, asked, data));
  const { supernet } = await loadSupernet(host.readAsset, recipe, checkpoint);
  await progress.breathe();
  const parts = partsOf(supernet.space, recipe, wanted);
  const rows: SpaceAccuracyRow[] = parts.map(({ id, drawn }) => ({ id, drawn, networks: [] }));
  const pool = host.openFitnessPool({ recipe, checkpoint: checkpointOf(supernet, recipe), data: poolData(recipe, task) });
  const stop = (): void => pool.close();
  signal?.addEventListener('abort', stop);
  // Part after part would show one curve at a time; a network of each in turn shows all of them grow.
  const order = Array.from({ length: wanted }, (_, i) => parts.flatMap((part, at) => (i < part.networks.length ? [{ at, ...part.networks[i] }] : []))).flat();
  progress.enter('measure', order.length, 'sub-nets', `${pool.workers} workers`);
  try {
    const batch = pool.workers * PER_WORKER;
    for (let from = 0; from < order.length; from += batch) {
      const some = order.slice(from, from + batch);
      const genomes = some.map(({ genome }) => encodeGenome(genome));
      const accuracies = await pool.evaluate(genomes);
      some.forEach(({ at, macs }, i) => {
        rows[at] = { ...rows[at], networks: [...rows[at].networks, { genome: genomes[i], macs, accuracy: accuracies[i] }] };
      });
      progress.add([...rows]);
      progress.at(Math.min(order.length, from + batch));
      yield* progress.events();
      await progress.breathe();
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    pool.close();
  }
  yield* progress.events(true);
  const measured = rows.filter(({ networks }) => networks.length > 0);
  return {
    spaces: rows,
    tauOfSpaces: kendallTau(measured.map(({ networks }) => [mean(networks.map(({ macs }) => macs)), mean(networks.map(({ accuracy }) => accuracy))])),
    tauOfNetworks: kendallTau(measured.flatMap(({ networks }) => networks.map(({ macs, accuracy }) => [macs, accuracy] as const))),
    examples: recipe.search.examples ?? task.validation.count,
  };
}
