/** The user's own files to a task, once, with an account of what was found: what the page shows before anything is trained. */
import { encodeTask } from '../../core/data/index.ts';
import { findSpace, spaceForTask } from '../../core/space/index.ts';
import { InputError } from '../../core/lib/index.ts';
import type { Host } from '../host.ts';
import { ownTaskSteps } from '../ownTask.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { JobEvent, StopSignal } from '../types.ts';
import type { PreparedData } from '../userData.ts';
import { samplesOf } from './samples.ts';

type Partial = Jobs['readData']['partial'];

const SAMPLES_A_CLASS = 4;
/** So many of them at most cross to the page, whatever their size. */
const MOST_SAMPLE_BYTES = 2 ** 23;
/** Larger tasks, which are pictures and hardly shrink, are not packed: seconds for a tenth of the bytes. */
const MOST_PACKED_BYTES = 2 ** 25;
const STAGES = { list: 'opening', read: 'reading', deal: 'dealing to splits' } as const;

export async function* readData(host: Host, { recipe, files, options }: Jobs['readData']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<Partial>, PreparedData> {
  const progress = new Progress<Partial>(host, signal, (old, next) => ({ problems: [...old.problems, ...next.problems] }));
  const steps = ownTaskSteps(recipe, files, options);
  let stage = '';
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) {
      const { task, ...account } = value;
      progress.enter('pack', 1, 'tasks');
      yield* progress.events(true);
      await progress.breathe();
      const size = task.inputShape.reduce((product, extent) => product * extent, 1);
      const shown = Math.max(1, Math.min(SAMPLES_A_CLASS * task.classes.length, Math.floor(MOST_SAMPLE_BYTES / size)));
      const bytes = size * (task.train.count + task.validation.count + task.test.count);
      return { task: encodeTask(task, bytes > MOST_PACKED_BYTES ? 0 : 1), ...account, samples: samplesOf(task, shown), ...spaceOf(task.inputShape, task.classes.length, recipe.space) };
    }
    if (stage !== value.stage) progress.enter(value.stage, value.total, 'files');
    stage = value.stage;
    progress.at(value.done, value.file === '' ? STAGES[value.stage] : `${STAGES[value.stage]} ${value.file.slice(-80)}`);
    if (value.problems.length > 0) progress.add({ problems: value.problems });
    yield* progress.events();
    await progress.breathe();
  }
}

function spaceOf(shape: readonly [number, number, number], classes: number, wanted: string): Pick<PreparedData, 'space' | 'why'> {
  try {
    return { space: spaceForTask(shape, classes, findSpace(wanted)).id, why: '' };
  } catch (error) {
    if (error instanceof InputError) return { space: null, why: error.message };
    throw error;
  }
}
