/**
 * What int8 costs a network of a supernet. Its float weights are those of the supernet, or, for a search's choice, are
 * trained again as the search trained them: the same recipe gives the same bits, and the int8 network made of them is
 * held against the one in hand, so that the floats shown are known to be its own.
 */
import { InputError, sameBytes } from '../../core/lib/index.ts';
import { inputElements, type FloatNet } from '../../core/net/index.ts';
import { compareSteps, compareWeights, decibels, encodeInt8Net, type Int8Net, type TensorNoise } from '../../core/quant/index.ts';
import { loadRunner } from '../../core/sim/index.ts';
import { decodeGenome } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { evaluateFloatSteps, FINAL_CALIBRATION, fineTune, foldSubnet } from '../../core/train/index.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import type { Host } from '../host.ts';
import { INT8_KERNELS, int8AccuracySteps, quantiseSteps, spread } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { QuantisationResult, QuantLayer } from '../quantisation.ts';
import { atShape, fineTuneRecipe, fitToTask, loadSupernet, loadTaskShown, resolve, shippedClasses, trainsFirst } from '../setup.ts';
import { compileFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Values compared at most, over all tensors and examples: the readable executors take a second for some millions. */
const MOST_VALUES = 3e6;
const MOST_EXAMPLES = 24;

export async function* quantisation(host: Host, { recipe: asked, genome: text, model, checkpoint, data }: Jobs['quantisation']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, QuantisationResult> {
  const progress = new Progress<null>(host, signal, () => null);
  resolve(asked);
  const genome = decodeGenome(text);
  progress.enter('load', 4, 'files');
  yield* progress.events();
  const { task } = yield* loadTaskShown(host, progress, asked, data);
  const recipe = fitToTask(asked, task, checkpoint, 'train', await shippedClasses(host, asked, data));
  if (genome.space !== recipe.space) throw new InputError(`is of search space ${genome.space}, the recipe's supernet of ${recipe.space}`, 'genome');
  if (checkpoint === undefined && trainsFirst(recipe)) throw new InputError('the supernet that this search trained is no longer at hand; train it in step 4, then ask again', 'checkpoint');
  const { supernet } = await loadSupernet(host.readAsset, recipe, checkpoint);
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  await progress.breathe();

  let floatNet: FloatNet;
  if (model === undefined) {
    floatNet = foldSubnet(backend, supernet, genome, task, FINAL_CALIBRATION);
  } else {
    progress.enter('fine-tune', 1, 'steps', 'training it again as the search did');
    floatNet = yield* progress.drive(fineTune(backend, supernet, genome, task, { ...fineTuneRecipe(recipe), kernelTransform: supernet.transforms }), ({ step, steps }) => {
      if (step === 0) progress.enter('fine-tune', steps, 'steps', 'training it again as the search did');
      progress.at(step);
    });
  }
  const fed = atShape(task, floatNet.net.tensors[floatNet.net.inputs[0]].shape);
  progress.enter('float test', 1, 'passes');
  const float = yield* progress.drive(evaluateFloatSteps(backend, floatNet, fed.test, fed.inputQuant), () => {});
  progress.enter('int8', recipe.quant.calibration, 'examples', 'calibrating activation ranges');
  const int8Net = yield* progress.drive(quantiseSteps(floatNet, fed, recipe), (done) => progress.at(done));
  progress.enter('int8 test', fed.test.count, 'examples', 'running the int8 kernels over the test split');
  const int8 = yield* progress.drive(int8AccuracySteps(runner, compileFor(int8Net, recipe), fed.test), (done) => progress.at(done));
  const examples = examplesFor(int8Net, fed.test.count);
  progress.enter('compare', examples, 'examples', 'float and int8 side by side, layer by layer');
  const noises = yield* progress.drive(compareSteps(floatNet, int8Net, spread(fed.test, examples).features, examples), (done) => progress.at(done));
  yield* progress.events(true);
  return {
    genome: text, weights: model === undefined ? 'inherited' : 'fine-tuned',
    sameAsModel: model === undefined ? null : sameBytes(encodeInt8Net(int8Net), model),
    accuracy: { float: float.accuracy, int8: int8.accuracy, count: int8.count },
    examples, calibration: Math.min(recipe.quant.calibration, fed.train.count),
    layers: layersOf(floatNet, int8Net, noises),
  };
}

function examplesFor({ net }: Int8Net, available: number): number {
  const values = net.tensors.reduce((sum, { shape: [height, width, channels] }) => sum + height * width * channels, inputElements(net));
  return Math.max(1, Math.min(MOST_EXAMPLES, available, Math.floor(MOST_VALUES / values)));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function layersOf(floatNet: FloatNet, int8Net: Int8Net, noises: readonly TensorNoise[]): QuantLayer[] {
  const weights = compareWeights(floatNet, int8Net);
  return int8Net.net.nodes.map(({ name, kind, output }) => {
    const { signal, noise, grid } = noises[output];
    const { scale, zeroPoint } = int8Net.tensors[output];
    const own = weights.get(name);
    return {
      name, op: kind, scale, zeroPoint, activations: grid, sqnrDb: finite(decibels(signal, noise)), mse: noise / Math.max(1, grid.total),
      weights: own === undefined ? null : { grid: own.grid, count: own.grid.total, sqnrDb: finite(own.sqnrDb), oneScaleDb: finite(own.oneScaleDb), scales: own.scales },
    };
  });
}
