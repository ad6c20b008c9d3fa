/**
 * What an opened link says its run gave, before anything has run here, and called so: the sender's word. Running the
 * same recipe here holds every figure against it, before the reader's eyes: reproduced, or different, field by field.
 */
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { count, kib, ms, percent } from '../../charts/index.ts';
import { isHidden, isLocked, type FieldPair, type SharedField, type SharedResult } from '../../engine/index.ts';
import { boardName, budgetInForce, IDLE, onBoard, reproduction, sameRun, wouldRun } from '../../store/index.ts';
import { Button, JobBar, Verdict } from '../kit/index.ts';
import { goTo } from './navigate.ts';
import { boardOf, useArchive, useJob, useResults, useSession } from './session.tsx';

const FIELDS: Record<SharedField, { readonly label: string; readonly format: (value: string | number) => string }> = {
  accuracyInt8: { label: 'accuracy on test, int8', format: (value) => percent(Number(value), 2) },
  accuracyFloat: { label: 'accuracy on test, float', format: (value) => percent(Number(value), 2) },
  sramBytes: { label: 'peak SRAM', format: (value) => kib(Number(value)) },
  flashBytes: { label: 'flash', format: (value) => kib(Number(value)) },
  latencyMs: { label: 'latency, estimated', format: (value) => ms(Number(value)) },
  macs: { label: 'MACs', format: (value) => count(Number(value)) },
  genome: { label: 'network', format: String },
  hash: { label: 'SHA-256 of the result', format: (value) => `${String(value).slice(0, 16)}…` },
};

/** @param readOnly in another page's frame, where nothing runs */
export function LinkResult({ readOnly = false }: { readonly readOnly?: boolean }): ReactNode {
  const session = useSession();
  const { recipe, linked, told } = useStore(session.recipe);
  const search = useResults((state) => state.search);
  const job = useJob('search');
  const runs = useArchive();
  if (!linked || !told) return null;
  const pairs = reproduction({ linked, told }, search);
  const mine = search !== null && !search.recorded && sameRun(search.recipe, linked);
  const underway = mine && (job.status === 'running' || job.status === 'stopping');
  const run = (): void => {
    if (!sameRun(recipe, linked) && !session.recipe.edit(() => linked)) return;
    void session.actions.search();
  };
  return (
    <section className="link-result" aria-labelledby="link-result-title">
      <h2 id="link-result-title">The link says</h2>
      <p>
        Its sender’s search of {linked.space} for {boardName(linked.board)} found a network of <strong>{percent(told.accuracy.int8)}</strong> on test as int8, in {kib(told.sramBytes)} of SRAM.{' '}
        <Verdict costs={told} budget={onBoard(budgetInForce(linked, boardOf(linked)), boardOf(linked))} />
      </p>
      <Outcome pairs={pairs} />
      <Fields told={told} pairs={pairs} />
      {!readOnly && (
        <>
          <JobBar job={mine ? job : IDLE} name="Search of the link" quiet onStop={() => session.actions.stop('search')} />
          {!underway && (
            <div className="actions">
              <Button tone={pairs ? 'plain' : 'primary'} disabled={isHidden(linked.view, 'run') || isLocked(linked.view, 'run')} onClick={run}>{pairs ? 'Run it again' : 'Run it here and compare'}</Button>
              <Button onClick={() => { void session.actions.look(search?.result?.genome === told.genome ? null : told.genome); goTo(session, 'network'); }}>Look at this network</Button>
              <Button tone="quiet" onClick={() => session.recipe.setState({ told: null })}>Put away</Button>
              {!pairs && <span className="hint">{wouldRun(linked, runs)}{sameRun(recipe, linked) ? '' : ' It brings the link’s settings back; Undo returns to yours.'}</span>}
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** The verdict in one sentence, made of the fields that differ. */
function Outcome({ pairs }: { readonly pairs: readonly FieldPair[] | null }): ReactNode {
  if (!pairs) return <p className="fine">Nothing of this was measured here; it is what the link tells.</p>;
  const different = pairs.filter(({ same }) => !same);
  if (different.length === 0) return <p className="verdict fits" role="status">✓ Reproduced: the same recipe ran here, and all {pairs.length} figures are the same, down to the hash over weights, genome and accuracies.</p>;
  const names = different.map(({ field }) => FIELDS[field].label).join(', ');
  const sameNetwork = pairs.some(({ field, same }) => field === 'hash' && same);
  return (
    <p className="verdict over" role="status">
      ✕ Differs in {names}.{' '}
      {sameNetwork ? 'The network is the same to the last bit; what it is said to cost was reckoned by another version of Thimble.' : 'The link was made by another version of Thimble, or changed on its way.'}
    </p>
  );
}

function Fields({ told, pairs }: { readonly told: SharedResult; readonly pairs: readonly FieldPair[] | null }): ReactNode {
  const saying: Record<SharedField, string | number> = { ...told, accuracyInt8: told.accuracy.int8, accuracyFloat: told.accuracy.float };
  const order = Object.keys(FIELDS) as SharedField[];
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Figures told and found">
      <table>
        <thead><tr><th scope="col">figure</th><th scope="col">the link says</th>{pairs && <><th scope="col">run here</th><th scope="col">the same?</th></>}</tr></thead>
        <tbody>
          {order.map((field) => {
            const { label, format } = FIELDS[field];
            const pair = pairs?.find((one) => one.field === field);
            return (
              <tr key={field}>
                <th scope="row">{label}</th>
                <td><code title={String(saying[field])}>{format(saying[field])}</code></td>
                {pair && <><td><code title={String(pair.here)}>{format(pair.here)}</code></td><td>{pair.same ? '✓ same' : <strong className="problem">✕ differs{format(pair.here) === format(pair.told) ? ` (${String(pair.told)}, here ${String(pair.here)})` : ''}</strong>}</td></>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
