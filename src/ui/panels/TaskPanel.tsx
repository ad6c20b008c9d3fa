/** Step 2: what the network is to tell apart, how many examples there are, and what a few of them look like to it. */
import { useMemo, useState, type ReactNode } from 'react';
import { Balance, plural } from '../../charts/index.ts';
import type { TaskSamples } from '../../engine/index.ts';
import { useJob, useRecipe, useResults, useSession } from '../app/session.tsx';
import { Choice, JobBar, Stats } from '../kit/index.ts';
import { OwnData } from './OwnData.tsx';
import { isPicture, rangesOf, Specimen } from './Specimen.tsx';
import { TASK_CHOICES } from './taskChoices.ts';

const MINE = 'mine';

export function TaskPanel(): ReactNode {
  const samples = useResults((state) => state.samples);
  const own = useResults((state) => state.own);
  const job = useJob('samples');
  const { task } = useRecipe();
  const { actions } = useSession();
  /** "My own" is chosen, and nothing of one's own is there yet. */
  const [opening, setOpening] = useState(false);
  const chosen = own || opening ? MINE : task;
  const choose = (next: string): void => {
    setOpening(next === MINE);
    if (next !== MINE) actions.chooseTask(next);
  };
  return (
    <>
      <Choice label="What to tell apart" value={chosen} options={[...TASK_CHOICES, { value: MINE, label: 'my own' }]} onChange={choose} />
      {chosen === MINE && <OwnData />}
      {job.status === 'running' && <JobBar job={job} name="Reading the task" quiet onStop={() => actions.stop('samples')} />}
      {job.status === 'failed' && <p className="notice problem" role="alert">{job.problem}</p>}
      {!samples && job.status !== 'failed' && <p className="fine">Reading the task “{task}” …</p>}
      {samples && (chosen !== MINE || own) && <Found samples={samples} />}
    </>
  );
}

function Found({ samples }: { readonly samples: TaskSamples }): ReactNode {
  const { task } = samples;
  const own = useResults((state) => state.own);
  const ranges = useMemo(() => rangesOf(samples.examples, samples.task.inputShape), [samples]);
  const picture = isPicture(task.inputShape);
  const shown = picture ? Math.max(1, Math.min(6, Math.floor(60 / task.classes.length))) : 1;
  return (
    <>
      <p>{task.title}. {task.origin === 'user' ? 'They stay in this browser; nothing is uploaded.' : picture ? SCENES : SPEECH}</p>
      <Stats items={[
        { label: 'training', value: plural(task.train, 'example') },
        { label: 'validation', value: plural(task.validation, 'example') },
        { label: 'test', value: plural(task.test, 'example') },
        { label: 'input', value: task.inputShape.join(' × '), note: picture ? 'height × width × channels, int8' : task.inputShape.join() === '49,10,1' ? 'frames × MFCC × channel, int8' : 'steps × values × channel, int8' },
      ]} />
      {own && <Balance rows={own.prepared.summary.balance} />}
      <div>
        <h3>{plural(task.classes.length, 'class', 'classes')}{task.origin === 'synthetic' && <span className="tag">synthetic</span>}</h3>
        <ul className={`thumbs${picture ? ' pictures' : ''}`}>
          {task.classes.map((name, label) => {
            const examples = samples.examples.filter((one) => one.label === label).slice(0, shown);
            return (
              <li key={name}>
                {examples.length === 0 && <span className="no-thumb">no example shown</span>}
                {examples.length > 0 && <span className="thumb-row">{examples.map((one) => <Specimen key={one.index} features={one.features} shape={task.inputShape} ranges={ranges} />)}</span>}
                <span>{name}</span>
              </li>
            );
          })}
        </ul>
      </div>
      <p className="fine">{picture ? 'Each picture is a test example as the network sees it.' : task.inputShape[1] * task.inputShape[2] === 1 ? 'Each picture is one test example as the network sees it: its values from left to right, each in its own range.' : `Each picture is one test example as the network sees it: time runs to the right, ${plural(task.inputShape[1] * task.inputShape[2], task.origin === 'synthetic' ? 'cepstral coefficient' : 'value')} upwards, each in its own range.`}</p>
    </>
  );
}

const SPEECH = 'The clips are synthetic speech, made by a program across accents, voices, pitch and speed; speakers of the test split appear in no other split. Real voices are harder: expect less on a device.';
const SCENES = 'The pictures are synthetic: drawn by a program in this page, figures and objects under changing light before cluttered backgrounds, the same on every machine. A camera’s pictures are harder: expect less on a device.';
