/**
 * Step 8: the network runs on its board, simulated in this page: the same image, instruction by instruction, in an arena
 * of exactly the planned size, on test examples, on noise, or on a file of yours.
 */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { count, exact, kib, mj, ms, percent, Scores } from '../../charts/index.ts';
import type { SimulateResult } from '../../engine/index.ts';
import { analysisInHand, networkInHand } from '../../store/index.ts';
import { Control } from '../app/Control.tsx';
import { useJob, useRecipe, useResults, useSession, useView } from '../app/session.tsx';
import { FigureValue, JobBar, SelectField, Stats, Value } from '../kit/index.ts';
import { Execution } from './Execution.tsx';
import { FirmwareRun } from './FirmwareRun.tsx';
import { InputDrop, type TakenInputs } from './InputDrop.tsx';
import { OpenedNote } from './OpenModel.tsx';
import { LookInside } from './inside/LookInside.tsx';
import { MeasuredPart } from './measured/MeasuredPart.tsx';
import { answerText, endsOf, exampleNoun, joined, noise, suits } from './simulateInputs.ts';
import { WholeTest } from './WholeTest.tsx';

export function SimulatePanel(): ReactNode {
  const { actions, results } = useSession();
  const samples = useResults((state) => state.samples);
  const search = useResults((state) => state.search);
  const opened = useResults((state) => state.opened);
  const analysis = useResults(analysisInHand);
  const simulated = useResults((state) => state.simulated);
  const techniques = useView((state) => state.techniques);
  const now = useRecipe();
  const job = useJob('simulate');
  const reading = useJob('features');
  const [at, setAt] = useState(0);
  const [taken, setTaken] = useState<(TakenInputs & { readonly model: Uint8Array }) | null>(null);

  const target = networkInHand({ opened, search }, now);
  const model = target?.model ?? null;
  const mine = taken?.model === model ? taken : null;
  const task = samples?.task ?? null;
  const fits = analysis !== null && task !== null && suits(analysis, task);
  // A search on the user's own words, or a file from elsewhere, has classes of its own: the task's examples do not suit it.
  const foreign = !fits || (target?.classes !== undefined && target.classes.join() !== task?.classes.join());
  const { inputs: inputBytes, outputs } = useMemo(() => (analysis ? endsOf(analysis) : { inputs: 0, outputs: 0 }), [analysis]);
  const inputs = useMemo(() => {
    if (mine) return mine.inputs;
    if (samples === null || inputBytes === 0) return null;
    return foreign ? noise(inputBytes) : joined(samples, analysis?.layers[0]?.inputShape ?? samples.task.inputShape);
  }, [mine, samples, foreign, inputBytes, analysis]);
  // the same array as long as it is the same input, so that what was made of it stays
  const chosen = useMemo(() => (inputs && inputBytes > 0 ? inputs.slice(at * inputBytes, (at + 1) * inputBytes) : null), [inputs, inputBytes, at]);
  useEffect(() => {
    if (model && inputs && !simulated) void actions.simulate(inputs);
  }, [model, inputs, simulated, techniques, now.board, now.budgets, actions]);

  if (!target || !model || !samples) return <><p className="fine">The chosen network runs here, once a search has chosen one, or a model file is open.</p><FirmwareRun /></>;
  const classes = target.classes ?? (fits ? samples.task.classes : Array.from({ length: outputs }, (_, index) => `output ${index + 1}`));
  const named = opened ? opened.own && (opened.classes !== undefined || fits) : target.classes !== undefined || fits;
  const truths = mine || foreign ? [] : samples.examples.map((one) => one.label);
  const noun = exampleNoun(samples.task);
  const show = (next: TakenInputs | null): void => {
    setTaken(next && { ...next, model });
    setAt(0);
    results.setState({ simulated: null });
  };
  return (
    <>
      <OpenedNote />
      <Control name="step-simulate"><InputDrop bytes={inputBytes} hears={fits && noun === 'clip' && !target.opened} name={mine?.name ?? null} onTake={show} back={foreign ? 'noise' : `the test ${noun}s`} onReset={mine ? () => show(null) : null} /></Control>
      {foreign && !mine && <p className="fine">It is fed noise, the same on every machine: the task of step 2 has no examples for this network, which takes other inputs or tells other classes. Costs are right; what it answers means nothing. Open a raw input file to see it answer.</p>}
      <JobBar job={reading} name="Front end" quiet onStop={() => actions.stop('features')} />
      <JobBar job={job} name="Simulation" onStop={() => actions.stop('simulate')} />
      {simulated && (
        <>
          <div className="columns">
            <div>
              <SelectField label={mine ? `Input of ${mine.name}` : foreign ? 'Input' : `Test ${noun} (${samples.task.origin === 'synthetic' ? 'synthetic' : 'yours'})`} value={String(at)} onChange={(value) => setAt(Number(value))}
                options={simulated.runs.map((run, index) => ({
                  value: String(index),
                  label: truths[index] === undefined ? (mine ? `no. ${index + 1}` : 'noise') : `no. ${index + 1}: ${classes[truths[index]]}${run.top === truths[index] ? '' : ` ✕ taken for ${classes[run.top]}`}`,
                }))} />
              <Headline result={simulated} truths={truths} noun={noun} plannedStack={analysis?.compiled?.stackBytes ?? null} />
            </div>
            <Answer result={simulated} at={at} classes={classes} named={named} truth={truths[at] ?? null} noun={noun} />
          </div>
          <Execution result={simulated} />
          {simulated.simulated && chosen && <LookInside input={chosen} layers={simulated.layers} />}
          <MeasuredPart result={simulated} network={opened?.name ?? analysis?.genome ?? 'this network'} estimate={analysis?.latency ?? null} />
        </>
      )}
      {!target.opened && <WholeTest foreign={foreign} />}
      <Control name="step-simulate"><FirmwareRun /></Control>
    </>
  );
}

function Headline({ result, truths, noun, plannedStack }: { readonly result: SimulateResult; readonly truths: readonly number[]; readonly noun: string; readonly plannedStack: number | null }): ReactNode {
  const { simulated, instructions, stackBytes } = result;
  const right = result.runs.filter((run, index) => run.top === truths[index]).length;
  const stack = stackBytes === null ? [] : [{
    label: 'stack', value: <Value text={`${exact(stackBytes)} B`} kind={simulated ? 'simulated' : 'estimated'} source={simulated ? 'the deepest the stack went in one inference, on the simulated board' : 'what the generated code is estimated to take'} />,
    ...(simulated && plannedStack !== null && { note: `${exact(plannedStack)} B planned${stackBytes > plannedStack ? ' ✕ more than planned' : ''}` }),
  }];
  return (
    <>
      <Stats items={[
        ...(truths.length === 0 ? [] : [{ label: `these ${noun}s`, value: `${right} of ${result.runs.length} right`, note: `${percent(right / result.runs.length, 0)}, simulated` }]),
        ...(instructions === null ? [] : [{ label: 'instructions', value: <Value text={count(instructions)} kind="counted" source={`${exact(instructions)} instructions executed by one inference, exact`} /> }]),
        { label: 'cycles', value: <Value text={count(result.cycles)} kind={simulated ? 'simulated' : 'estimated'} source={simulated ? `${simulated.timing.model}; ${simulated.timing.accuracy}` : result.latency.source} /> },
        { label: 'latency', value: <FigureValue figure={result.latency} format={ms} /> },
        ...(result.energy ? [{ label: 'energy', value: <FigureValue figure={result.energy} format={mj} /> }] : []),
        { label: 'arena', value: kib(result.arenaBytes), note: 'exactly as planned' },
        ...stack,
        ...(simulated ? [{ label: 'image in flash', value: kib(simulated.imageBytes), note: 'with its self-test' }] : []),
      ]} />
      <p className={result.equalsReference ? 'verdict fits' : 'verdict over'}>
        {result.equalsReference
          ? `✓ ${result.checkedRuns === 1 ? 'the output' : `the first ${result.checkedRuns} outputs`} checked against the int8 reference: equal, byte for byte${simulated ? ', on the simulated board too' : ''}`
          : '✕ an output differs from the int8 reference'}
      </p>
    </>
  );
}

function Answer({ result, at, classes, named, truth, noun }: { readonly result: SimulateResult; readonly at: number; readonly classes: readonly string[]; readonly named: boolean; readonly truth: number | null; readonly noun: string }): ReactNode {
  const { output, top } = result.runs[Math.min(at, result.runs.length - 1)];
  return <Scores classes={classes} scores={output} truth={truth} title={answerText(classes, named, top, truth, noun)} />;
}
