/** Where the supernet errs: confusions of its smallest or largest network on the test split, and the wrong examples themselves. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Confusion, exact, percent, plural } from '../../charts/index.ts';
import type { JudgeResult, UserFile, WrongExample } from '../../engine/index.ts';
import { supernetKey } from '../../store/index.ts';
import { useJob, useRecipe, useResults, useSession } from '../app/session.tsx';
import { createPlayer } from '../capture/play.ts';
import { Button, Choice, JobBar } from '../kit/index.ts';
import { exampleNoun } from './simulateInputs.ts';
import { rangesOf, Specimen } from './Specimen.tsx';

export function Judged(): ReactNode {
  const { actions } = useSession();
  const of = supernetKey(useRecipe());
  const judged = useResults((state) => (state.judged?.of === of ? state.judged : null));
  const job = useJob('judge');
  const [which, setWhich] = useState<JudgeResult['which']>('largest');
  const [picked, setPicked] = useState<{ readonly label: number; readonly answer: number } | null>(null);
  return (
    <section className="insight" aria-labelledby="judged-title">
      <h3 id="judged-title">Where it errs</h3>
      <div className="toolbar">
        <Choice label="Network" value={which} options={[{ value: 'largest', label: 'largest' }, { value: 'smallest', label: 'smallest' }]} onChange={setWhich} />
        <Button disabled={job.status === 'running'} onClick={() => { setPicked(null); void actions.judge(which); }}>Judge it on the test split</Button>
      </div>
      <JobBar job={job} name="Judging" onStop={() => actions.stop('judge')} />
      {judged && (
        <div className="columns">
          <Confusion classes={judged.task.classes} confusion={judged.confusion} selected={picked} onSelect={(label, answer) => setPicked({ label, answer })} />
          <Errors judged={judged} picked={picked} />
        </div>
      )}
      {judged && <p className="fine">The {judged.which} network with the supernet’s weights, in float, before any fine-tuning or quantisation: {percent(judged.accuracy)} of {exact(judged.count)} test examples, measured here.</p>}
    </section>
  );
}

function Errors({ judged, picked }: { readonly judged: JudgeResult; readonly picked: { readonly label: number; readonly answer: number } | null }): ReactNode {
  const { task, confusion, wrong } = judged;
  const { classes, inputShape, origin } = task;
  const { view } = useSession();
  const own = useResults((state) => state.own);
  const sources = useResults((state) => state.sources);
  const player = useMemo(() => createPlayer(), []);
  useEffect(() => player.hush, [player]);
  const ranges = useMemo(() => rangesOf(wrong, inputShape), [wrong, inputShape]);
  if (picked === null) return <p className="fine">Choose a cell to see examples that were taken for something else.</p>;
  const { label, answer } = picked;
  const pair = `${classes[label]} taken for ${classes[answer]}`;
  if (label === answer) return <p className="fine">{plural(confusion[label][answer], 'example')} of {classes[label]} {confusion[label][answer] === 1 ? 'was' : 'were'} told right.</p>;
  const these = wrong.filter((one) => one.label === label && one.answer === answer);
  if (these.length === 0) return <p className="fine">No example of {pair}.</p>;
  const fileOf = ({ index }: WrongExample): UserFile | undefined => (own ? sources.get(own.prepared.testFiles[index] ?? '') : undefined);
  const sounds = exampleNoun(task) === 'clip';
  const heard = sounds && these.some((one) => fileOf(one) !== undefined);
  const listen = async (file: UserFile): Promise<void> => {
    try {
      await player.play(await bytesOf(file));
    } catch (error) {
      view.say('problem', `${file.path} cannot be played here (${error instanceof Error ? error.message : 'refused'}).`);
    }
  };
  return (
    <div role="group" aria-label={pair}>
      <p className="chart-title">{pair}: {these.length < confusion[label][answer] ? `${these.length} of ${confusion[label][answer]} shown` : confusion[label][answer]}</p>
      <ul className="errors">
        {these.map((one) => {
          const file = fileOf(one);
          return (
            <li key={one.index}>
              <Specimen features={one.features} shape={inputShape} ranges={ranges} label={`test example ${one.index}, ${pair}`} />
              {file && sounds ? <Button tone="quiet" aria-label={`Listen to ${file.path}`} onClick={() => void listen(file)}>Listen</Button> : <span className="hint">no. {one.index}</span>}
            </li>
          );
        })}
      </ul>
      {sounds && !heard && <p className="fine">{origin === 'synthetic' ? 'The sound of these clips does not ship with the page: this is what the network hears of it.' : 'The sounds are not at hand after a reload: open the folder again to listen. This is what the network hears of them.'}</p>}
    </div>
  );
}

async function bytesOf(file: UserFile): Promise<Uint8Array> {
  if ('bytes' in file) return file.bytes;
  if ('blob' in file) return new Uint8Array(await file.blob.slice(0, file.blob.size).arrayBuffer());
  return file.read(0, file.size);
}
