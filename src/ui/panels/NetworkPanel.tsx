/** Step 6: the chosen network, what it costs layer by layer, where its bytes live, and the peak explained as a sum. */
import { Fragment, type ReactNode } from 'react';
import { count, exact, kib, LayerBars, mj, ms, percent, plural } from '../../charts/index.ts';
import { defaultTechniques, type Analysis, type SearchRunResult } from '../../engine/index.ts';
import { energyShown, excesses, latencyShown, type SearchState } from '../../store/index.ts';
import { ShareResult } from '../app/ShareResult.tsx';
import { Control } from '../app/Control.tsx';
import { useJob, useLimits, useResults, useSession, useVerdictBasis, useView } from '../app/session.tsx';
import { useAnew } from '../app/useAnew.ts';
import { Button, FigureValue, focusBeside, Meter, Stats, Value, Verdict } from '../kit/index.ts';
import { BatteryLifePart } from './battery/BatteryLifePart.tsx';
import { FORMULAS } from './formulas.ts';
import { Genes } from './Genes.tsx';
import { Memory } from './Memory.tsx';
import { Quantisation } from './quant/Quantisation.tsx';
import { ModelView } from './model/ModelView.tsx';
import { OpenModel } from './OpenModel.tsx';
import { PinButton } from './pins/PinButton.tsx';
import { taskName } from './taskChoices.ts';
import { WholeBoard } from './WholeBoard.tsx';
import { otherwise } from './techniqueTable.ts';

export function NetworkPanel(): ReactNode {
  const analysis = useResults((state) => state.analysis);
  const search = useResults((state) => state.search);
  const opened = useResults((state) => state.opened);
  const latency = useResults(latencyShown);
  const energy = useResults(energyShown) ?? analysis?.energy ?? null;
  const job = useJob('analyze');
  const { actions, view } = useSession();
  const selectedLayer = useView((state) => state.selectedLayer);
  const refused = useResults((state) => state.refused);
  const budget = useLimits();
  const basis = useVerdictBasis();
  const anew = useAnew();
  const problem = job.status === 'failed' && refused === null ? <p className="notice problem" role="alert">{job.problem}</p> : null;
  if (!analysis || !latency) return <>{problem}<p className="fine">A network appears here when a search has found one, or when you pick one in its chart. Or bring your own.</p><OpenModel /></>;
  const winner = search?.result?.genome === analysis.genome ? search.result : null;
  const row = search?.candidates.find((one) => one.genome === analysis.genome);
  const layers = analysis.layers.map((one, index) => ({ ...one, kernel: analysis.compiled?.steps[index]?.kernel }));
  const costs = { sramBytes: analysis.verdict.sramBytes, flashBytes: analysis.flashBytes.total, latencyMs: latency.value };
  return (
    <>
      <OpenModel />
      {problem}
      <div className="toolbar">
        <p className="lead"><Verdict costs={costs} budget={budget} basis={basis} />{anew && <span className="tag">working it out anew …</span>} <code className="genome">{analysis.genome ?? analysis.name}</code></p>
        <div className="actions">
          {!winner && !opened && search?.result && <Button onClick={() => void actions.look(null)}>Back to the search’s choice</Button>}
          <PinButton />
        </div>
      </div>
      {opened && excesses(costs, budget).length > 0 && <WholeBoard />}
      <CompiledOtherwise />
      <div className="columns">
        <div className="meters">
          <Meter label="peak SRAM" actual={costs.sramBytes} limit={Math.max(0, budget.sramBytes - budget.headroomBytes)} format={kib} kind={analysis.memoryModel === 'plan' ? 'counted' : 'estimated'} source={analysis.memoryModel === 'plan' ? 'the arena of the generated code, planned below' : `the published formula of ${FORMULAS[analysis.memoryModel]} for int8 inference; the arena below is the plan itself`} />
          <Meter label="flash" actual={costs.flashBytes} limit={budget.flashBytes} format={kib} source={analysis.compiled ? 'constants counted byte by byte; code by the sizes of the kernels it needs' : 'int8 weights and tables counted, code by its published size'} />
          <Meter label="latency" actual={costs.latencyMs} limit={budget.latencyMs} format={ms} kind={latency.kind} source={latency.source} />
        </div>
        <Stats items={[
          ...accuracies(winner, row?.accuracy ?? null, search),
          { label: 'MACs', value: <Value text={count(analysis.macs)} kind="counted" source="multiply-accumulates of one inference, from the shapes" /> },
          { label: 'parameters', value: <Value text={count(analysis.parameters)} kind="counted" source="weights with batch norm's two per channel, as published figures count them" /> },
          ...(energy ? [{ label: 'energy', value: <FigureValue figure={energy} format={mj} /> }] : []),
        ]} />
      </div>
      {winner && (
        <p className="fine">
          Result SHA-256 <code className="result-hash">{winner.hash}</code> over weights, genome and accuracies: {winner.trainedOn === undefined ? 'the same recipe gives it on any machine, in the page or on the command line.' : `not reproducible, as its supernet was trained on ${winner.trainedOn}.`}
        </p>
      )}
      <ShareResult panel="network" verb="analyze" />
      {analysis.genome !== null && <Genes genome={analysis.genome} />}
      <Memory analysis={analysis} allowed={budget.sramBytes - budget.headroomBytes} headroom={budget.headroomBytes} />
      <LayerBars rows={layers} selected={layers.findIndex(({ name }) => name === selectedLayer)} onSelect={(index) => view.pointOut(layers[index].name)} />
      <Flash analysis={analysis} />
      <Quantisation analysis={analysis} />
      <ModelView />
      <BatteryLifePart analysis={analysis} latency={latency} />
    </>
  );
}

/** The techniques outlast the network they were switched for, so that two can be compared; the figures here say so. */
function CompiledOtherwise(): ReactNode {
  const { actions } = useSession();
  const text = useView(({ techniques }) => otherwise(techniques));
  const weights = useResults(({ analysis }) => analysis?.compiled != null);
  if (text === '' || !weights) return null;
  return (
    <div className="drop">
      <span className="hint">Compiled with {text}.</span>
      <Control name="techniques"><Button tone="quiet" onClick={({ currentTarget }) => { focusBeside(currentTarget, currentTarget.closest('section')?.querySelector<HTMLElement>('h2 button') ?? null); void actions.recompile(defaultTechniques); }}>Compile as by default</Button></Control>
    </div>
  );
}

/** Below so many test examples a share of them says more than they can: how many of how many stands beside it. */
const FEW = 200;

function accuracies(winner: Omit<SearchRunResult, 'model'> | null, inherited: number | null, search: SearchState | null): { label: string; value: ReactNode; note?: string }[] {
  const recorded = search?.recorded ?? false;
  if (winner) {
    const source = `on ${plural(winner.testCount, 'test example')} of ${search?.data == null ? `the synthetic task “${taskName(search?.recipe.task ?? '')}”` : `your own (${search.data})`}${recorded ? ', when the recorded search was made' : ', in this page'}`;
    const counted = (share: number): { note?: string } => (winner.testCount < FEW ? { note: `${Math.round(share * winner.testCount)} of ${plural(winner.testCount, 'test example')}` } : {});
    return [
      { label: 'accuracy, int8', value: <Value text={percent(winner.accuracy.int8)} kind="measured" recorded={recorded} source={`int8 network ${source}`} />, ...counted(winner.accuracy.int8) },
      { label: 'accuracy, float', value: <Value text={percent(winner.accuracy.float)} kind="measured" recorded={recorded} source={`fine-tuned float network ${source}`} />, ...counted(winner.accuracy.float) },
    ];
  }
  return inherited === null ? [] : [{
    label: 'accuracy, inherited', value: <Value text={percent(inherited)} kind="measured" recorded={recorded} source="validation split, with the supernet’s weights, before fine-tuning" />,
  }];
}

/** The flash as a sum one can check: part by part where the network is compiled. */
function Flash({ analysis }: { readonly analysis: Analysis }): ReactNode {
  const { flashBytes, compiled } = analysis;
  const parts = compiled
    ? [['weights', compiled.flash.weights], ['biases', compiled.flash.bias], ['scales', compiled.flash.scales], ['tables', compiled.flash.tables], ['plan', compiled.flash.opTable], ['alignment', compiled.flash.alignment], ['code', compiled.flash.code]] as const
    : [['weights', flashBytes.weights], ['tables', flashBytes.tables], ['code', flashBytes.code]] as const;
  return (
    <p className="sum">
      Flash:{' '}
      {parts.filter(([, bytes]) => bytes > 0).map(([name, bytes], index) => (
        <Fragment key={name}>{index > 0 && <span aria-label="plus"> + </span>}<span>{exact(bytes)} {name}</span></Fragment>
      ))}
      <span aria-label="equals"> = </span><strong>{exact(flashBytes.total)} B = {kib(flashBytes.total)}</strong>
    </p>
  );
}
