/** Step 8: the int8 network runs in the page, in an arena of exactly the planned size, on test clips or a file of yours. */
import { useEffect, useMemo, useState, type DragEvent, type ReactNode } from 'react';
import { count, kib, mj, ms, percent, plural, Scores } from '../../charts/index.ts';
import type { TaskSamples } from '../../engine/index.ts';
import { useJob, useResults, useSession } from '../app/session.tsx';
import { Button, FigureValue, JobBar, SelectField, Stats, Value } from '../kit/index.ts';

interface Dropped { readonly name: string; readonly inputs: Int8Array }

export function SimulatePanel(): ReactNode {
  const { actions } = useSession();
  const samples = useResults((state) => state.samples);
  const model = useResults((state) => state.search?.model ?? null);
  const made = useResults((state) => state.search?.result?.classes);
  const simulated = useResults((state) => state.simulated);
  const job = useJob('simulate');
  const reading = useJob('features');
  const [at, setAt] = useState(0);
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const classes = made ?? samples?.task.classes ?? [];
  const foreign = samples !== null && classes.join() !== samples.task.classes.join();
  const inputs = useMemo(() => dropped?.inputs ?? (samples && !foreign ? joined(samples) : null), [dropped, samples, foreign]);
  useEffect(() => {
    if (model && inputs && !simulated) void actions.simulate(inputs);
  }, [model, inputs, simulated, actions]);

  if (!model || !samples) return <p className="fine">The chosen network runs here, once a search has chosen one.</p>;
  const truths = dropped ? [] : samples.examples.map((one) => one.label);
  const shown = simulated?.runs[Math.min(at, simulated.runs.length - 1)];
  const truth = truths[at] ?? null;
  const right = simulated?.runs.filter((run, index) => run.top === truths[index]).length ?? 0;
  return (
    <>
      <DropZone bytes={product(samples.task.inputShape)} onTake={(next) => { setDropped(next); setAt(0); void actions.simulate(next.inputs); }}
        onReset={dropped ? () => { setDropped(null); setAt(0); if (!foreign) void actions.simulate(joined(samples)); } : null} name={dropped?.name ?? null} />
      {foreign && <p className="fine">This network was made for your own classes, so the built-in clips do not suit it. Open a raw input file, or measure it on your recordings.</p>}
      <JobBar job={reading} name="Front end" onStop={() => actions.stop('features')} />
      <JobBar job={job} name="Simulation" onStop={() => actions.stop('simulate')} />
      {simulated && shown && (
        <>
          <div className="columns">
            <div>
              <SelectField label={dropped ? `Input of ${dropped.name}` : 'Test clip (synthetic speech)'} value={String(at)} onChange={(value) => setAt(Number(value))}
                options={simulated.runs.map((run, index) => ({
                  value: String(index),
                  label: truths[index] === undefined ? `no. ${index + 1}` : `no. ${index + 1}: ${classes[truths[index]]}${run.top === truths[index] ? '' : ` ✕ heard as ${classes[run.top]}`}`,
                }))} />
              <Stats items={[
                ...(dropped ? [] : [{ label: 'these clips', value: `${right} of ${simulated.runs.length} right`, note: `${percent(right / simulated.runs.length, 0)}, simulated` }]),
                { label: 'latency', value: <FigureValue figure={simulated.latency} format={ms} /> },
                ...(simulated.energy ? [{ label: 'energy', value: <FigureValue figure={simulated.energy} format={mj} /> }] : []),
                { label: 'cycles', value: <Value text={count(simulated.cycles)} kind="estimated" source={simulated.latency.source} /> },
                { label: 'arena', value: kib(simulated.arenaBytes), note: 'exactly as planned' },
              ]} />
              <p className={simulated.equalsReference ? 'verdict fits' : 'verdict over'}>
                {simulated.equalsReference ? `✓ the first ${plural(simulated.checkedRuns, 'output')} checked against the int8 reference: equal, byte for byte` : '✕ an output differs from the int8 reference'}
              </p>
            </div>
            <Scores classes={classes} scores={shown.output} truth={truth}
              title={`The network answers “${classes[shown.top] ?? shown.top}”${truth === null ? '' : shown.top === truth ? ', and is right' : `; the clip says “${classes[truth]}”`}.`} />
          </div>
        </>
      )}
      <WholeTest foreign={foreign} />
    </>
  );
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** All examples in a row, as the simulator takes them. */
function joined({ examples, task }: TaskSamples): Int8Array {
  const size = product(task.inputShape);
  const all = new Int8Array(size * examples.length);
  examples.forEach((example, index) => all.set(example.features, index * size));
  return all;
}

function DropZone({ bytes, name, onTake, onReset }: { readonly bytes: number; readonly name: string | null; readonly onTake: (dropped: Dropped) => void; readonly onReset: (() => void) | null }): ReactNode {
  const { actions, view } = useSession();
  const take = async (chosen: FileList | null): Promise<void> => {
    const files = [...(chosen ?? [])];
    const file = files[0];
    if (!file) return;
    const name = files.length === 1 ? file.name : plural(files.length, 'recording');
    if (files.every((one) => /\.wav$/i.test(one.name))) {
      const inputs = await actions.featuresOf(await Promise.all(files.map(async (one) => ({ path: one.name, bytes: new Uint8Array(await one.arrayBuffer()) }))));
      if (inputs) onTake({ name, inputs });
      return;
    }
    if (files.length > 1) return view.say('problem', `${plural(files.length, 'file')} at once must all be WAV recordings; a raw input file comes alone.`);
    if (file.size === 0 || file.size % bytes !== 0 || file.size > bytes * 1000)
      return view.say('problem', `${file.name} has ${file.size.toLocaleString('en')} bytes; a raw input file has ${bytes} bytes for each input, 1,000 inputs at most.`);
    onTake({ name: file.name, inputs: new Int8Array(await file.arrayBuffer()) });
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    void take(event.dataTransfer.files);
  };
  return (
    <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <label className="button plain">
        Open recordings or a raw input file
        <input type="file" multiple className="visually-hidden" onChange={(event) => void take(event.target.files)} />
      </label>
      <span className="hint">{name === null ? `or drop them here: WAV files, or the input tensor’s ${bytes} int8 bytes, one input after another` : `showing ${name}`}</span>
      {onReset && <Button tone="quiet" onClick={onReset}>Back to the test clips</Button>}
    </div>
  );
}

/** The int8 network over the whole test split or the user's recordings, on request, with its confusions as a table. */
function WholeTest({ foreign }: { readonly foreign: boolean }): ReactNode {
  const { actions } = useSession();
  const evaluated = useResults((state) => state.evaluated);
  const own = useResults((state) => state.own);
  const job = useJob('evaluate');
  return (
    <>
      <div className="actions">
        {!foreign && <Button disabled={job.status === 'running'} onClick={() => void actions.evaluate(false)}>Measure on the whole test split</Button>}
        {own && <Button disabled={job.status === 'running'} onClick={() => void actions.evaluate(true)}>Measure on my recordings</Button>}
        {evaluated && <strong>{percent(evaluated.accuracy)} of {count(evaluated.count)} right, measured here</strong>}
      </div>
      {evaluated && evaluated.problems.length > 0 && <ul className="problem">{evaluated.problems.slice(0, 20).map((line) => <li key={line}>{line}</li>)}</ul>}
      <JobBar job={job} name="Evaluation" onStop={() => actions.stop('evaluate')} />
      {evaluated && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Confusion table">
          <table className="confusion">
            <caption>Rows: what was said. Columns: what the network heard.</caption>
            <thead><tr><td />{evaluated.classes.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {evaluated.confusion.map((row, truth) => (
                <tr key={evaluated.classes[truth]}>
                  <th scope="row">{evaluated.classes[truth]}</th>
                  {row.map((n, heard) => <td key={heard} className={`number${heard === truth ? ' diagonal' : ''}`}>{n === 0 ? '·' : n}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
