/** Where a supernet's smallest or largest network errs: its confusions on a split, and examples of each to look at or hear. */
import { encodeGenome, largest, smallest } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { evaluateSteps } from '../../core/train/index.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import type { Host } from '../host.ts';
import type { JudgeResult, WrongExample } from '../insight.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { fitToTask, loadSupernet, loadTaskShown, resolve, shippedClasses } from '../setup.ts';
import type { JobEvent, StopSignal } from '../types.ts';
import { summary } from './samples.ts';

/** Of each pair of true and told class. */
const MOST_EXAMPLES = 12;

export async function* judge(host: Host, { recipe: asked, checkpoint, data, which, split }: Jobs['judge']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, JudgeResult> {
  const progress = new Progress<null>(host, signal, () => null);
  resolve(asked);
  progress.enter('load', 3, 'files');
  yield* progress.events();
  const { task } = yield* loadTaskShown(host, progress, asked, data);
  const recipe = fitToTask(asked, task, checkpoint, 'train', await shippedClasses(host, asked, data));
  const { supernet } = await loadSupernet(host.readAsset, recipe, checkpoint);
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  await progress.breathe();

  const genome = (which === 'smallest' ? smallest : largest)(supernet.space);
  progress.enter('judge', task[split].count, 'examples', `the ${which} network on the ${split} split`);
  const { accuracy, count, predictions } = yield* progress.drive(evaluateSteps(backend, supernet, genome, task, { calibration: recipe.search.calibration, split }), () => {});
  yield* progress.events(true);

  const { features, labels } = task[split];
  const size = features.length / Math.max(1, count);
  const confusion = task.classes.map(() => task.classes.map(() => 0));
  const wrong: WrongExample[] = [];
  predictions.forEach((answer, index) => {
    const label = labels[index];
    confusion[label][answer]++;
    if (answer === label || confusion[label][answer] > MOST_EXAMPLES) return;
    wrong.push({ index, label, answer, features: features.slice(index * size, (index + 1) * size) });
  });
  return { genome: encodeGenome(genome), which, split, accuracy, count, task: summary(task), confusion, wrong };
}
