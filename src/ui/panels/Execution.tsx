/** What the board did, instruction by instruction: layers, functions, instruction mix, stack; or why it is not simulated. */
import { useMemo, type ReactNode } from 'react';
import { ExecutionBars, plural } from '../../charts/index.ts';
import type { SimulatedView, SimulateResult } from '../../engine/index.ts';
import { useLayer } from '../app/session.tsx';
import { Profile } from './Profile.tsx';

export function Execution({ result }: { readonly result: SimulateResult }): ReactNode {
  const { simulated, notSimulated, layers } = result;
  const layer = useLayer(useMemo(() => layers.map(({ name }) => name), [layers]));
  return (
    <>
      {simulated && <Honesty simulated={simulated} />}
      {!simulated && notSimulated !== null && <p className="notice"><span>No instructions are counted here: {notSimulated}. Cycles are estimated from multiply-accumulates.</span></p>}
      {simulated && simulated.staleReads.length > 0 && (
        <div className="notice problem" role="alert">
          <ul>{simulated.staleReads.map((read) => <li key={`${read.layer} ${read.offset}`}>{read.layer} reads {plural(read.bytes, 'byte')} at arena offset {read.offset} that nothing has written ({read.function}, PC 0x{read.pc.toString(16)}).</li>)}</ul>
        </div>
      )}
      <ExecutionBars rows={layers} {...layer} />
      {simulated && <Profile of={simulated} />}
    </>
  );
}

/** How much of this to believe. */
function Honesty({ simulated: { core, timing, runs, selfTest } }: { readonly simulated: SimulatedView }): ReactNode {
  return (
    <p className="fine">
      The firmware image ran on a simulated {core}, {runs === 1 ? 'this input' : `the first ${runs} inputs`}; instructions are exact. Cycles: {timing.model}. Accuracy: {timing.accuracy}.
      After reset the image tested itself{selfTest.text.trim() === '' ? '' : <> and said “{selfTest.text.trim()}”</>}.
    </p>
  );
}
