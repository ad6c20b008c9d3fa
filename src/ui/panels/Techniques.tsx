/** How the network is compiled: each technique switched by itself, what it saves here, and what the last switch changed. */
import type { ReactNode } from 'react';
import { exact } from '../../charts/index.ts';
import { defaultTechniques, type Analysis, type CompiledView, type Techniques } from '../../engine/index.ts';
import { Control } from '../app/Control.tsx';
import { useJob, useResults, useSession, useView } from '../app/session.tsx';
import { Button, focusBeside } from '../kit/index.ts';
import { difference, isOn, PATCHES, patchPrice, PLANNERS, savedBy, switched, TECHNIQUES, workDifference, type TechniqueRow } from './techniqueTable.ts';

export function TechniquesTable({ compiled, macs }: { readonly compiled: CompiledView } & Pick<Analysis, 'macs'>): ReactNode {
  const { actions } = useSession();
  const techniques = useView((state) => state.techniques);
  const before = useResults((state) => state.before);
  const running = useJob('analyze').status === 'running';
  const changed = TECHNIQUES.some(({ id }) => techniques[id] !== defaultTechniques[id]);
  return (
    <Control name="techniques"><div className="peak">
      <h3>What each technique saves here</h3>
      <table className="sum-table techniques">
        <thead><tr><th scope="col">technique</th><th scope="col" className="number">arena</th><th scope="col" className="number">flash</th></tr></thead>
        <tbody>
          {TECHNIQUES.map((row) => <Row key={row.id} row={row} compiled={compiled} price={row.id === 'patch' ? patchPrice(compiled, macs) : ''} />)}
        </tbody>
      </table>
      <p className="fine" role="status">{running ? 'Compiling …' : before?.compiled ? `${difference(before.compiled, compiled)}${workDifference(before.macs, macs)}` : 'A saving is what the network would need more with that technique alone switched off.'}</p>
      {changed && <div className="actions"><Button tone="quiet" onClick={({ currentTarget }) => { focusBeside(currentTarget, currentTarget.closest('.peak')?.querySelector<HTMLElement>('input') ?? null); void actions.recompile(defaultTechniques); }}>All as they were</Button></div>}
      {compiled.passes.length > 0 && (
        <details className="rejected">
          <summary>What the graph passes changed</summary>
          <ul className="bullets">{compiled.passes.map(({ pass, what }) => <li key={what}>{pass}: {what}</li>)}</ul>
        </details>
      )}
      {compiled.patch && (
        <p className="fine">
          The first {compiled.patch.steps} layers run in {compiled.patch.rows} × {compiled.patch.cols} patches; their borders are computed twice, {exact(compiled.patch.extraMacs)} MACs more.
        </p>
      )}
    </div></Control>
  );
}

function Row({ row: { id, name, does, idle }, compiled, price }: { readonly row: TechniqueRow; readonly compiled: CompiledView; readonly price: string }): ReactNode {
  const { actions } = useSession();
  const techniques = useView((state) => state.techniques);
  const on = isOn(techniques, id);
  const saved = savedBy(compiled, techniques, id);
  const choices = id === 'planner' ? PLANNERS : id === 'patch' ? PATCHES : null;
  return (
    <tr>
      <th scope="row">
        {choices === null ? (
          <label className="check">
            <input type="checkbox" checked={on} onChange={(event) => void actions.recompile(switched(id, event.target.checked))} />
            <span>{name} <span className="hint">{does}</span></span>
          </label>
        ) : (
          <label className="chosen">
            <span>{name} <span className="hint">{does}</span>{price !== '' && `; costs ${price}`}</span>
            <select value={chosenOf(techniques, id)} onChange={(event) => void actions.recompile({ [id]: event.target.value })}>
              {choices.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
            </select>
          </label>
        )}
      </th>
      {saved
        ? <><td className="number">{saving(saved.arenaBytes)}</td><td className="number">{saving(saved.flashBytes)}</td></>
        : <td className="number hint" colSpan={2}>{on ? idle : 'off'}</td>}
    </tr>
  );
}

/** A grid of one's own, which only the command line sets, counts as what the budget asks for. */
const chosenOf = ({ planner, patch }: Techniques, id: TechniqueRow['id']): string => (id === 'planner' ? planner : typeof patch === 'string' ? patch : 'auto');

const saving = (bytes: number): string => (bytes === 0 ? '0 B' : bytes > 0 ? `saves ${exact(bytes)} B` : `costs ${exact(-bytes)} B`);
