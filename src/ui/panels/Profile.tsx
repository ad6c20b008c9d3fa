/** Where the time of a run went: by function, and by class of instruction. */
import type { ReactNode } from 'react';
import { count, exact, ms, percent, plural, Shares } from '../../charts/index.ts';
import type { SimulatedView } from '../../engine/index.ts';

/** Classes of instructions by words; a class not named here shows its own. */
const CLASSES: Readonly<Record<string, string>> = {
  alu: 'arithmetic and logic', multiply: 'multiply', longMultiply: 'long multiply', dsp: 'DSP (pairs of 16 bits)', divide: 'divide', load: 'load', store: 'store',
  loadMultiple: 'load multiple, pop', storeMultiple: 'store multiple, push', branch: 'branch', call: 'call and return', it: 'if-then (IT)', hint: 'hint', system: 'system',
  fpMove: 'float move', fpArithmetic: 'float arithmetic', fpMultiplyAdd: 'float multiply-add', fpDivide: 'float divide', fpLoad: 'float load', fpStore: 'float store',
};

export function Profile({ of: { functions, mix } }: { readonly of: Pick<SimulatedView, 'functions' | 'mix'> }): ReactNode {
  return <div className="columns"><Functions functions={functions} /><Mix mix={mix} /></div>;
}

function Functions({ functions }: Pick<SimulatedView, 'functions'>): ReactNode {
  const whole = Math.max(1, functions.reduce((sum, one) => sum + one.cycles, 0));
  const top = functions[0];
  return (
    <Shares
      name="functions" unit="cycles"
      title={top ? `${top.name} takes ${percent(top.cycles / whole, 0)} of the time, of ${plural(functions.length, 'function')}.` : 'No function ran.'}
      parts={functions.map((one) => ({ name: one.name, value: one.cycles, more: `, ${ms(one.latencyMs)}; ${exact(one.instructions)} instructions` }))}
      table={{ columns: ['function', 'instructions', 'cycles', 'ms', 'µJ', 'share of cycles'], rows: functions.map((one) => [one.name, one.instructions, one.cycles, one.latencyMs.toFixed(3), one.energyMj === null ? '' : (one.energyMj * 1000).toFixed(1), percent(one.cycles / whole)]) }}
    />
  );
}

function Mix({ mix }: Pick<SimulatedView, 'mix'>): ReactNode {
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
