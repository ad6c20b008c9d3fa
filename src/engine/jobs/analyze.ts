/** What a network costs and where it lives in memory, as a job; a thousandth of the work of any other. */
import { buildNet, type Net } from '../../core/net/index.ts';
import { InputError } from '../../core/lib/index.ts';
import { decodeGenome, type Genome } from '../../core/space/index.ts';
import { openFile, type Opened } from '../files.ts';
import type { Host } from '../host.ts';
import { analyse, analyseModel, netOfGenome } from '../network.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { Analysis, JobEvent, StopSignal } from '../types.ts';

/** The network a file or text stands for. @throws InputError for a recipe without a selected network */
export function netOf(opened: Opened): { net: Net; genome: Genome | null } {
  switch (opened.kind) {
    case 'genome':
      return { net: netOfGenome(opened.genome), genome: opened.genome };
    case 'architecture':
      return { net: buildNet(opened.architecture), genome: null };
    case 'model':
      return { net: opened.model.net, genome: null };
    case 'recipe': {
      const { selected } = opened.recipe.view;
      if (selected === null || selected === '') throw new InputError('names no network; search it first, or give a genome, an architecture or a model', 'recipe.view.selected');
      const genome = decodeGenome(selected);
      return { net: netOfGenome(genome), genome };
    }
    default:
      return opened satisfies never;
  }
}

export async function* analyze(host: Host, { recipe, genome, file, techniques, formula = false }: Jobs['analyze']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, Analysis> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('analyze', 1, 'networks');
  await progress.breathe();
  if ((genome === undefined) === (file === undefined)) throw new InputError('takes a genome or a file, one of the two', 'analyze');
  const opened: Opened = file === undefined ? { kind: 'genome', genome: decodeGenome(genome ?? '') } : openFile(file);
  const { net, genome: known } = netOf(opened);
  const analysis = opened.kind === 'model' && !formula ? analyseModel(recipe, opened.model, techniques) : analyse(recipe, net, known, techniques);
  progress.at(1);
  yield* progress.events(true);
  return analysis;
}
