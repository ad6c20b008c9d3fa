/** Where the network's bytes live: the arena over time, its peak as a sum tensor by tensor, and the techniques behind it. */
import type { ReactNode } from 'react';
import { exact, kib, type Life, Lifelines, StepBytes } from '../../charts/index.ts';
import type { Analysis, CompiledView } from '../../engine/index.ts';
import { useLayer, useResults } from '../app/session.tsx';
import { FORMULAS } from './formulas.ts';
import { peakOf } from './peak.ts';
import { TechniquesTable } from './Techniques.tsx';
import { movedSince } from './techniqueTable.ts';

interface Props {
  readonly analysis: Analysis;
  /** SRAM less the head-room. */
  readonly allowed: number;
  readonly headroom: number;
}

export function Memory({ analysis, allowed, headroom }: Props): ReactNode {
  const before = useResults((state) => state.before);
  const compiled = analysis.compiled ?? null; // a search recorded by an older Thimble has none
  const peak = compiled?.peak ?? peakOf(analysis.arena);
  const moved = movedSince(before, analysis);
  const { steps, uses } = analysis.arena;
  const layer = useLayer(steps);
  return (
    <>
      <Lifelines
        lives={livesOf(analysis, moved)} steps={analysis.arena.steps} arenaBytes={analysis.arena.bytes} peakStep={peak.step} budgetBytes={allowed > 0 ? allowed : null}
        beforeBytes={before?.arena.bytes ?? null}
        title={`The arena is fullest at step ${peak.step + 1}, ${analysis.arena.steps[peak.step] ?? ''}: ${kib(peak.bytes)} are in use at once.`}
        {...layer}
      />
      {uses && <StepBytes steps={uses.map((use, step) => ({ ...use, name: steps[step] }))} peakStep={peak.step} budgetBytes={allowed > 0 ? allowed : null} {...layer} />}
      <div className="columns">
        {compiled ? <CompiledPeak compiled={compiled} headroom={headroom} /> : <PlannedPeak analysis={analysis} headroom={headroom} />}
        {compiled
          ? <TechniquesTable compiled={compiled} macs={analysis.macs} />
          : <p className="fine">This network is judged by its shapes alone. Techniques can be switched, and the plan explained byte by byte, for a network with weights: the search’s choice, or a model file.</p>}
      </div>
      <p className="fine">{formulas(analysis)}</p>
    </>
  );
}

/** The network's own input and output are told apart; a tensor outside the arena has no place in it. */
function livesOf({ arena }: Analysis, moved: ReadonlySet<string>): Life[] {
  const end = arena.steps.length - 1;
  return [
    ...arena.tensors.filter(({ offset }) => offset >= 0).map((tensor): Life => ({
      ...tensor, first: Math.max(0, tensor.first), last: Math.min(end, tensor.last), moved: moved.has(tensor.name),
      role: tensor.first <= 0 && tensor === arena.tensors[0] ? 'io' : tensor.last >= end && tensor.first === end ? 'io' : 'activation',
    })),
    ...arena.scratch.map(({ step, offset, bytes }): Life => ({ name: `scratch of ${arena.steps[step]}`, offset, bytes, first: step, last: step, role: 'scratch' })),
  ];
}

const bytes = (value: number): string => `${value < 0 ? '−' : ''}${exact(Math.abs(value))} B`;

const ROLES = { input: 'read here', output: 'written here', held: 'held', scratch: 'scratch', shared: 'counted twice above' } as const;

function CompiledPeak({ compiled, headroom }: { readonly compiled: CompiledView; readonly headroom: number }): ReactNode {
  const { peak, arenaBytes, lowerBound, stackBytes } = compiled;
  const sum = peak.uses.reduce((total, use) => total + use.bytes, 0);
  const bound = arenaBytes === lowerBound ? 'this one needs no more' : `this one needs ${bytes(arenaBytes - lowerBound)} more`;
  return (
    <div className="peak">
      <h3>The peak as a sum, step {peak.step + 1}, {peak.name}</h3>
      <table className="sum-table">
        <tbody>
          {peak.uses.map((use) => (
            <tr key={`${use.role} ${use.name}`} className={use.bytes < 0 ? 'less' : undefined}>
              <th scope="row">{use.name} <span className="hint">{use.name !== ROLES[use.role] && ROLES[use.role]}{use.role === 'held' && use.until !== null && ` until ${use.until}`}</span></th>
              <td className="number">{bytes(use.bytes)}</td>
            </tr>
          ))}
          {peak.unused > 0 && <tr><th scope="row">unused at this step</th><td className="number">{bytes(peak.unused)}</td></tr>}
          <tr className="total"><th scope="row">arena <span className="hint">{sum + peak.unused === arenaBytes ? '✓ adds up' : '✕ does not add up'}</span></th><td className="number">{bytes(arenaBytes)}</td></tr>
          <tr><th scope="row">head-room <span className="hint">for stack ({bytes(stackBytes)} estimated) and runtime</span></th><td className="number">{bytes(headroom)}</td></tr>
          <tr className="total"><th scope="row">SRAM to set aside</th><td className="number">{bytes(arenaBytes + headroom)} = {kib(arenaBytes + headroom)}</td></tr>
        </tbody>
      </table>
      <p className="fine">
        Lower bound: no plan with these techniques can do with less than {bytes(lowerBound)}; {bound}.
        {compiled.inputExternal && ' The input lies in your own buffer and is not counted.'}
      </p>
    </div>
  );
}

function PlannedPeak({ analysis: { arena }, headroom }: { readonly analysis: Analysis; readonly headroom: number }): ReactNode {
  const peak = peakOf(arena);
  return (
    <div className="peak">
      <h3>The peak as a sum, step {peak.step + 1}</h3>
      <table className="sum-table">
        <tbody>
          {peak.parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name}{part.inPlaceOf !== null && <span className="hint"> in place of {part.inPlaceOf}</span>}</th>
              <td className="number">{bytes(part.bytes)}</td>
            </tr>
          ))}
          {peak.gaps > 0 && <tr><th scope="row">gaps the plan cannot fill</th><td className="number">{bytes(peak.gaps)}</td></tr>}
          <tr className="total"><th scope="row">arena</th><td className="number">{bytes(arena.bytes)}</td></tr>
          <tr><th scope="row">head-room for stack and runtime</th><td className="number">{bytes(headroom)}</td></tr>
          <tr className="total"><th scope="row">SRAM to set aside</th><td className="number">{bytes(arena.bytes + headroom)} = {kib(arena.bytes + headroom)}</td></tr>
        </tbody>
      </table>
      <p className="fine">No plan can do with less than {bytes(arena.lowerBound)}.</p>
    </div>
  );
}

function formulas({ peakByModel: { A, B, C }, memoryModel, peakSramBytes: { arena, scratch } }: Analysis): string {
  const used = memoryModel === 'plan' ? 'the plan' : `formula ${memoryModel}, ${kib(arena)} of tensors + ${kib(scratch)} of scratch = ${kib(arena + scratch)}`;
  return `By the published formulas the peak is ${kib(A)} (A, ${FORMULAS.A}), ${kib(B)} (B, ${FORMULAS.B}) or ${kib(C)} (C, ${FORMULAS.C}); the verdict uses ${used}. Not counted: input capture, drivers and your own buffers.`;
}
