/** Step 6: the chosen network, what it costs layer by layer, where its bytes live, and the peak explained as a sum. */
import type { ReactNode } from 'react';
import { count, kib, LayerBars, Lifelines, mj, ms, percent, plural, type Life } from '../../charts/index.ts';
import type { Analysis, SearchRunResult } from '../../engine/index.ts';
import { useBudget, useJob, useResults, useSession, useView } from '../app/session.tsx';
import { Button, FigureValue, Meter, Stats, Value, Verdict } from '../kit/index.ts';
import { peakOf } from './peak.ts';

export function NetworkPanel(): ReactNode {
  const analysis = useResults((state) => state.analysis);
  const search = useResults((state) => state.search);
  const job = useJob('analyze');
  const { actions, view } = useSession();
  const layer = useView((state) => state.layer);
  const budget = useBudget();
  if (job.status === 'failed' && !analysis) return <p className="notice problem" role="alert">{job.problem}</p>;
  if (!analysis) return <p className="fine">A network appears here when a search has found one, or when you pick one in its chart.</p>;
  const winner = search?.result?.genome === analysis.genome ? search.result : null;
  const row = search?.candidates.find((one) => one.genome === analysis.genome);
  const costs = { sramBytes: analysis.verdict.sramBytes, flashBytes: analysis.flashBytes.total, latencyMs: analysis.latency.value };
  return (
    <>
      {job.status === 'failed' && <p className="notice problem" role="alert">{job.problem}</p>}
      <div className="toolbar">
        <p className="lead"><Verdict costs={costs} budget={budget} /> <code className="genome">{analysis.genome ?? analysis.name}</code></p>
        {!winner && search?.result && <Button onClick={() => void actions.look(null)}>Back to the search’s choice</Button>}
      </div>
      <div className="columns">
        <div className="meters">
          <Meter label="peak SRAM" actual={costs.sramBytes} limit={Math.max(0, budget.sramBytes - budget.headroomBytes)} format={kib} source={analysis.memoryModel === 'plan' ? 'the arena of the generated C, planned below' : `published formula ${analysis.memoryModel} for int8 inference; the arena below is the plan itself`} />
          <Meter label="flash" actual={costs.flashBytes} limit={budget.flashBytes} format={kib} source="int8 weights and tables counted, code by its published size" />
          <Meter label="latency" actual={costs.latencyMs} limit={budget.latencyMs} format={ms} source={analysis.latency.source} />
        </div>
        <Stats items={[
          ...accuracies(winner, row?.accuracy ?? null, search?.recorded ?? false, search?.data ?? null),
          { label: 'MACs', value: <Value text={count(analysis.macs)} kind="counted" source="multiply-accumulates of one inference, from the shapes" /> },
          { label: 'parameters', value: <Value text={count(analysis.parameters)} kind="counted" source="weights with batch norm's two per channel, as published figures count them" /> },
          ...(analysis.energy ? [{ label: 'energy', value: <FigureValue figure={analysis.energy} format={mj} /> }] : []),
        ]} />
      </div>
      {winner && (
        <p className="fine">
          Result SHA-256 <code className="result-hash">{winner.hash}</code> over weights, genome and accuracies: the same recipe gives it on any machine, in the page or on the command line.
        </p>
      )}
      <Memory analysis={analysis} allowed={budget.sramBytes - budget.headroomBytes} headroom={budget.headroomBytes} />
      <LayerBars rows={analysis.layers} selected={layer} onSelect={(index) => view.setState({ layer: index === layer ? null : index })} />
      <Flash analysis={analysis} />
    </>
  );
}

function accuracies(winner: Omit<SearchRunResult, 'model'> | null, inherited: number | null, recorded: boolean, data: string | null): { label: string; value: ReactNode; note?: string }[] {
  if (winner) {
    const source = `on ${plural(winner.testCount, 'test example')} of ${data === null ? 'synthetic speech' : `your recordings (${data})`}${recorded ? ', when the recorded search was made' : ', in this page'}`;
    return [
      { label: 'accuracy, int8', value: <Value text={percent(winner.accuracy.int8)} kind="measured" recorded={recorded} source={`int8 network ${source}`} /> },
      { label: 'accuracy, float', value: <Value text={percent(winner.accuracy.float)} kind="measured" recorded={recorded} source={`fine-tuned float network ${source}`} /> },
    ];
  }
  return inherited === null ? [] : [{
    label: 'accuracy, inherited', value: <Value text={percent(inherited)} kind="measured" recorded={recorded} source="validation split, with the supernet’s weights, before fine-tuning" />,
  }];
}

/** `stage1.block0.expand` and the like; the network's own input and output are told apart. */
function livesOf({ arena }: Analysis): Life[] {
  const end = arena.steps.length - 1;
  return [
    ...arena.tensors.map((tensor): Life => ({
      ...tensor, first: Math.max(0, tensor.first), last: Math.min(end, tensor.last),
      role: tensor.first <= 0 && tensor === arena.tensors[0] ? 'io' : tensor.last >= end && tensor.first === end ? 'io' : 'activation',
    })),
    ...arena.scratch.map(({ step, offset, bytes }): Life => ({ name: `scratch of ${arena.steps[step]}`, offset, bytes, first: step, last: step, role: 'scratch' })),
  ];
}

function Memory({ analysis, allowed, headroom }: { readonly analysis: Analysis; readonly allowed: number; readonly headroom: number }): ReactNode {
  const peak = peakOf(analysis.arena);
  const { A, B, C } = analysis.peakByModel;
  const { arena, scratch, stack } = analysis.peakSramBytes;
  return (
    <>
      <Lifelines
        lives={livesOf(analysis)} steps={analysis.arena.steps} arenaBytes={analysis.arena.bytes} peakStep={peak.step} budgetBytes={allowed > 0 ? allowed : null}
        title={`The arena is fullest at step ${peak.step + 1}, ${analysis.arena.steps[peak.step] ?? ''}: ${kib(peak.bytes)} are in use at once.`}
      />
      <div className="peak">
        <h3>The peak as a sum, step {peak.step + 1}</h3>
        <table className="sum-table">
          <tbody>
            {peak.parts.map((part) => (
              <tr key={part.name}>
                <th scope="row">{part.name}{part.inPlaceOf !== null && <span className="hint"> in place of {part.inPlaceOf}</span>}</th>
                <td className="number">{part.bytes.toLocaleString('en')} B</td>
              </tr>
            ))}
            {peak.gaps > 0 && <tr><th scope="row">gaps the plan cannot fill</th><td className="number">{peak.gaps.toLocaleString('en')} B</td></tr>}
            <tr className="total"><th scope="row">arena of the generated C</th><td className="number">{analysis.arena.bytes.toLocaleString('en')} B</td></tr>
            <tr><th scope="row">head-room for stack and runtime</th><td className="number">{headroom.toLocaleString('en')} B</td></tr>
            <tr className="total"><th scope="row">SRAM to set aside</th><td className="number">{(analysis.arena.bytes + headroom).toLocaleString('en')} B = {kib(analysis.arena.bytes + headroom)}</td></tr>
          </tbody>
        </table>
        <p className="fine">
          No plan can do with less than {kib(analysis.arena.lowerBound)}. By the published formulas the peak is {kib(A)} (A), {kib(B)} (B) or {kib(C)} (C);
          the verdict uses {analysis.memoryModel === 'plan' ? 'the plan' : analysis.memoryModel}: {kib(arena)} of tensors + {kib(scratch)} of scratch = {kib(arena + scratch)}.{stack > 0 && ` The code’s own stack, estimated at ${stack.toLocaleString('en')} B, comes out of the head-room.`} Not counted: input capture, drivers and your own buffers.
        </p>
      </div>
    </>
  );
}

function Flash({ analysis }: { readonly analysis: Analysis }): ReactNode {
  const { weights, tables, code, total } = analysis.flashBytes;
  return (
    <p className="sum">
      <span>Flash: {kib(weights)} weights</span> <span aria-label="plus">+</span> <span>{kib(tables)} tables</span> <span aria-label="plus">+</span> <span>{kib(code)} code</span>{' '}
      <span aria-label="equals">=</span> <strong>{kib(total)}</strong>
    </p>
  );
}
