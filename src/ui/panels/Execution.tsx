/** What the board did, instruction by instruction: layers, functions, instruction mix, stack; or why it is not simulated. */
import type { ReactNode } from 'react';
import { count, ExecutionBars, percent, plural, Shares } from '../../charts/index.ts';
import type { SimulatedView, SimulateResult } from '../../engine/index.ts';

/** Classes of instructions by words; a class not named here shows its own. */
const CLASSES: Readonly<Record<string, string>> = {
  alu: 'arithmetic and logic', multiply: 'multiply', longMultiply: 'long multiply', dsp: 'DSP (pairs of 16 bits)', divide: 'divide', load: 'load', store: 'store',
  loadMultiple: 'load multiple, pop', storeMultiple: 'store multiple, push', branch: 'branch', call: 'call and return', it: 'if-then (IT)', hint: 'hint', system: 'system',
  fpMove: 'float move', fpArithmetic: 'float arithmetic', fpMultiplyAdd: 'float multiply-add', fpDivide: 'float divide', fpLoad: 'float load', fpStore: 'float store',
};

export function Execution({ result }: { readonly result: SimulateResult }): ReactNode {
  const { simulated, notSimulated, layers } = result;
  return (
    <>
      {simulated && <Honesty simulated={simulated} />}
      {!simulated && notSimulated !== null && <p className="notice"><span>No instructions are counted here: {notSimulated}. Cycles are estimated from multiply-accumulates.</span></p>}
      {simulated && simulated.staleReads.length > 0 && (
        <div className="notice problem" role="alert">
          <ul>{simulated.staleReads.map((read) => <li key={`${read.layer} ${read.offset}`}>{read.layer} reads {plural(read.bytes, 'byte')} at arena offset {read.offset} that nothing has written ({read.function}, PC 0x{read.pc.toString(16)}).</li>)}</ul>
        </div>
      )}
      <ExecutionBars rows={layers} />
      {simulated && <div className="columns"><Functions simulated={simulated} /><Mix simulated={simulated} /></div>}
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

function Functions({ simulated: { functions } }: { readonly simulated: SimulatedView }): ReactNode {
  const whole = Math.max(1, functions.reduce((sum, one) => sum + one.cycles, 0));
  const top = functions[0];
  return (
    <Shares
      name="functions" unit="cycles"
      title={top ? `${top.name} takes ${percent(top.cycles / whole, 0)} of the time, of ${plural(functions.length, 'function')}.` : 'No function ran.'}
      parts={functions.map((one) => ({ name: one.name, value: one.cycles, more: `; ${one.instructions.toLocaleString('en')} instructions` }))}
      table={{ columns: ['function', 'instructions', 'cycles', 'share of cycles'], rows: functions.map((one) => [one.name, one.instructions, one.cycles, percent(one.cycles / whole)]) }}
    />
  );
}

function Mix({ simulated: { mix } }: { readonly simulated: SimulatedView }): ReactNode {
  const whole = Math.max(1, mix.reduce((sum, one) => sum + one.count, 0));
  const named = mix.map((one) => ({ name: CLASSES[one.class] ?? one.class, value: one.count }));
  return (
    <Shares
      name="instruction-mix" unit="instructions"
      title={named[0] ? `${percent(named[0].value / whole, 0)} of ${count(whole)} instructions are ${named[0].name}.` : 'No instruction ran.'}
      parts={named}
      table={{ columns: ['class', 'instructions', 'share'], rows: named.map((one) => [one.name, one.value, percent(one.value / whole)]) }}
    />
  );
}
