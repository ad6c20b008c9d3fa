/**
 * Any network as an int8 model without a search: a genome with the supernet's weights where its space has one, anything
 * else with random weights, which is enough to compile, simulate and time it, and said to be so.
 */
import { elements, type FloatNet, type Net } from '../../core/net/index.ts';
import { InputError, Rng } from '../../core/lib/index.ts';
import { encodeInt8Net, quantise, randomInputs, randomWeights } from '../../core/quant/index.ts';
import { decodeGenome } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { FINAL_CALIBRATION, foldSubnet } from '../../core/train/index.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import { openFile, type Opened } from '../files.ts';
import type { Host } from '../host.ts';
import { quantiseSteps } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { atShape, loadSupernet, loadTaskShown } from '../setup.ts';
import type { BuildResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';
import { netOf } from './analyze.ts';

/** Parameters of a random network's input: the middle of [-1, 1]. */
const RANDOM_INPUT = { scale: 1 / 128, zeroPoint: 0 };
const RANDOM_CALIBRATION = 2;

export async function* build(
  host: Host,
  { recipe, genome, file, checkpoint }: Jobs['build']['input'],
  signal?: StopSignal,
): AsyncGenerator<JobEvent<null>, BuildResult> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('build', 1, 'networks');
  yield* progress.events();
  if ((genome === undefined) === (file === undefined)) throw new InputError('takes a genome or a file, one of the two', 'build');
  const opened: Opened = file === undefined ? { kind: 'genome', genome: decodeGenome(genome ?? '') } : openFile(file);
  if (opened.kind === 'model') return { model: opened.bytes, weights: 'file' };
  const { net, genome: known } = netOf(opened);
  if (known === null || known.space !== recipe.space) return { model: randomModel(net, recipe.quant.rounding), weights: 'random' };

  const { task } = yield* loadTaskShown(host, progress, recipe);
  const { supernet } = await loadSupernet(host.readAsset, recipe, checkpoint);
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  await progress.breathe();
  const floatNet: FloatNet = foldSubnet(backend, supernet, known, task, FINAL_CALIBRATION);
  progress.enter('int8', recipe.quant.calibration, 'examples', 'calibrating activation ranges');
  const int8Net = yield* progress.drive(quantiseSteps(floatNet, atShape(task, net.tensors[net.inputs[0]].shape), recipe), (done) => progress.at(done));
  return { model: encodeInt8Net(int8Net), weights: checkpoint === undefined && recipe.training.checkpoint === null ? 'random' : 'supernet' };
}

/** Seeded by the network's name: same network, same bytes. */
export function randomModel(net: Net, rounding: 'double' | 'single'): Uint8Array {
  const rng = new Rng(`random model ${net.name} ${elements(net.tensors[net.inputs[0]].shape)}`);
  const inputs = randomInputs(net, RANDOM_CALIBRATION, rng);
  return encodeInt8Net(quantise(randomWeights(net, rng.fork('weights')), inputs, RANDOM_CALIBRATION, RANDOM_INPUT, { rounding }));
}
