/**
 * The main job: evolution over the supernet, fine-tuning of the winner, float and int8 accuracy on the test split, and
 * the result with its hash. Between generations it hands out a checkpoint; given back as `resume`, the same recipe and
 * supernet come to the same result. Source of the schedule: MCUNet (arXiv 2007.10319) supplement D.
 */
import { hashHex, utf8 } from '../../core/lib/index.ts';
import { encodeInt8Net, errorPerLayer, type Int8Net } from '../../core/quant/index.ts';
import { predictionError } from '../../core/search/index.ts';
import { loadRunner } from '../../core/sim/index.ts';
import { decodeGenome } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { evaluateFloatSteps, fineTune, hashSupernet } from '../../core/train/index.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import type { Host } from '../host.ts';
import { INT8_KERNELS, int8AccuracySteps, quantiseSteps, spread } from '../int8.ts';
import { encodeLink } from '../link.ts';
import { analyseModel } from '../network.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { withoutView } from '../recipe.ts';
import { compileFor } from '../techniques.ts';
import { atShape, checkpointOf, checkScenes, fineTuneRecipe, fitToTask, poolData, loadSupernet, loadTaskShown, resolve, shippedClasses, trainingOf, trainsFirst } from '../setup.ts';
import type { SearchPartial, SearchRunResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';
import { evolution, mergePartials } from './evolution.ts';
import { markOf, pointMaker, trainStage } from './train.ts';

const ERROR_EXAMPLES = 2;

export async function* search(
  host: Host,
  { recipe: asked, checkpoint, resume, data }: Jobs['search']['input'],
  signal?: StopSignal,
): AsyncGenerator<JobEvent<SearchPartial>, SearchRunResult> {
  const progress = new Progress<SearchPartial>(host, signal, mergePartials);
  const { generations } = asked.search;
  resolve(asked);
  checkScenes(asked, data);
  progress.enter('load', 4, 'files');
  yield* progress.events();
  const { task } = yield* loadTaskShown(host, progress, asked, data);
  const recipe = fitToTask(asked, task, checkpoint, 'search', await shippedClasses(host, asked, data));
  const { space } = resolve(recipe);
  const loaded = await loadSupernet(host.readAsset, recipe, checkpoint);
  const { supernet } = loaded;
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  await progress.breathe();

  const trainHere = checkpoint === undefined && trainsFirst(recipe);
  if (trainHere) yield* trainStage(host, signal, progress, backend, supernet, task, trainingOf(recipe, supernet), () => {}); // points are of the winner's fine-tuning; progress tells of this
  const checkpointHash = trainHere ? hashSupernet(supernet, trainingOf(recipe, supernet)) : loaded.hash;

  const found = yield* evolution(host, progress, { recipe, supernet: checkpointOf(supernet, recipe), data: poolData(recipe, task), key: checkpointHash, space }, resume, signal);
  const { best } = found;
  const genome = decodeGenome(best.genome);

  const toPoint = pointMaker();
  progress.enter('fine-tune', 1, 'steps', `training ${best.genome} by itself`);
  const floatNet = yield* progress.drive(fineTune(backend, supernet, genome, task, { ...fineTuneRecipe(recipe), kernelTransform: supernet.transforms }), (event) => {
    if (event.step === 0) progress.enter('fine-tune', event.steps, 'steps', `training ${best.genome} by itself`);
    const point = toPoint(event);
    if (point !== null) progress.add({ candidates: [], generation: generations, generations, checkpoint: null, points: [point] });
    progress.at(event.step);
  });
  progress.enter('float test', 1, 'passes');
  const fed = atShape(task, floatNet.net.tensors[floatNet.net.inputs[0]].shape);
  const float = yield* progress.drive(evaluateFloatSteps(backend, floatNet, fed.test, fed.inputQuant), () => {});
  progress.enter('int8', recipe.quant.calibration, 'examples', 'calibrating activation ranges');
  const int8Net: Int8Net = yield* progress.drive(quantiseSteps(floatNet, fed, recipe), (done) => progress.at(done));
  progress.enter('int8 test', fed.test.count, 'examples', 'running the int8 kernels over the test split');
  const int8 = yield* progress.drive(int8AccuracySteps(runner, compileFor(int8Net, recipe), fed.test), (done) => progress.at(done));
  yield* progress.events(true);

  const model = encodeInt8Net(int8Net);
  const compared = spread(fed.train, ERROR_EXAMPLES);
  const accuracy = { float: float.accuracy, int8: int8.accuracy, inherited: best.accuracy ?? 0 };
  const analysis = { ...analyseModel(recipe, int8Net), genome: best.genome };
  return {
    genome: best.genome,
    accuracy,
    peakSramBytes: analysis.peakSramBytes.total,
    flashBytes: analysis.flashBytes.total,
    macs: analysis.macs,
    latencyMs: analysis.latency.value,
    energyMj: analysis.energy?.value ?? null,
    evaluations: found.evaluations,
    rejected: found.candidates.filter((candidate) => !candidate.verdict.fits).length,
    predictor: predictionError(found.candidates.map(({ accuracy, predicted = null }) => ({ accuracy, predicted }))),
    hash: hashHex(model, utf8(best.genome), utf8(JSON.stringify([accuracy.float, accuracy.int8]))),
    checkpointHash,
    ...markOf(supernet),
    testCount: int8.count,
    classes: task.classes,
    confusion: [...int8.confusion],
    quantError: errorPerLayer(floatNet, int8Net, compared.features, compared.count).map(({ name, sqnrDb }) => ({
      name, sqnrDb: Number.isFinite(sqnrDb) ? sqnrDb : null,
    })),
    pareto: found.pareto,
    candidates: found.candidates,
    model,
    analysis,
    link: encodeLink(withoutView(recipe)),
  };
}
