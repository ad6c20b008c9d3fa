/**
 * How long the network runs on a cell: energy of one inference (simulated where the board was, else estimated), how
 * often it runs, and what sleep takes, as a sum that can be checked, and a word on which of the two decides.
 */
import { useMemo, useState, type ReactNode } from 'react';
import { BatteryLife, count, exact, mj, ms, percent } from '../../../charts/index.ts';
import type { Figure } from '../../../engine/index.ts';
import { FigureValue, NumberField, SelectField, Value } from '../../kit/index.ts';
import { CELLS, dayOf, joulesIn, lifeDays, mostPerDay, rate, SECONDS_A_DAY, span, type Cell, type Use } from './cells.ts';

/** Positions of the slider, and points of the curves: from one inference a day to one after the other. */
const STOPS = 120;
const FIRST_PER_DAY = 1440;
const FIRST_SLEEP = 5;

interface Props {
  readonly latency: Figure;
  readonly energy: Figure;
}

const joules = (value: number): string => `${value >= 100 ? exact(Math.round(value)) : value.toPrecision(3)} J`;

/** The cell and what takes most of it, e.g. "A CR2032 coin cell lasts 1.8 years at one a minute; sleep takes 87 % of it." */
function batteryFinding(cell: Cell, use: Use): string {
  const day = dayOf(use, cell.volts);
  const share = day.sleep / day.total;
  const most = share > 0.5 ? `sleep takes ${percent(share, 0)} of it, so a smaller network would hardly help` : `inferences take ${percent(1 - share, 0)} of it, so a smaller network, or fewer runs, would help`;
  return `${cell.name[0].toUpperCase()}${cell.name.slice(1)}: ${span(lifeDays(cell, use))} at ${rate(use.perDay)}; ${most}.`;
}

export function Battery({ latency, energy }: Props): ReactNode {
  const [id, setId] = useState(CELLS[0].id);
  const [own, setOwn] = useState({ mAh: 500, volts: 3.7 });
  const [wanted, setWanted] = useState(FIRST_PER_DAY);
  const [sleepMicroamps, setSleep] = useState(FIRST_SLEEP);
  const most = mostPerDay({ inferenceMs: latency.value });
  const perDay = Math.min(wanted, most);
  const use: Use = useMemo(() => ({ inferenceMj: energy.value, inferenceMs: latency.value, perDay, sleepMicroamps }), [energy.value, latency.value, perDay, sleepMicroamps]);
  const cells = useMemo((): readonly Cell[] => [...CELLS, ...(id === 'own' ? [{ id: 'own', name: 'my own cell', ...own, source: 'your own figures', pulseMa: null }] : [])], [id, own]);
  const chosen = Math.max(0, cells.findIndex((cell) => cell.id === id));
  const cell = cells[chosen];
  const stops = useMemo(() => Array.from({ length: STOPS + 1 }, (_, i) => most ** (i / STOPS)), [most]);
  const lines = useMemo(() => cells.map((one) => ({ name: one.name, points: stops.map((rated) => ({ perDay: rated, days: lifeDays(one, { inferenceMj: energy.value, inferenceMs: latency.value, perDay: rated, sleepMicroamps }) })) })), [cells, stops, energy.value, latency.value, sleepMicroamps]);
  const day = dayOf(use, cell.volts);
  const drawn = (energy.value / latency.value) * 1000 / cell.volts;
  return (
    <>
      <div className="fields wide">
        <SelectField label="Cell" value={id} options={[...CELLS.map((one) => ({ value: one.id, label: `${one.name}, ${exact(one.mAh)} mAh` })), { value: 'own', label: 'my own' }]} onChange={setId} />
        {id === 'own' && <NumberField label="Capacity" unit="mAh" value={own.mAh} onCommit={(mAh) => setOwn({ ...own, mAh: within(mAh, 1, 1e6) })} />}
        {id === 'own' && <NumberField label="Voltage" unit="V" value={own.volts} onCommit={(volts) => setOwn({ ...own, volts: within(volts, 0.5, 60) })} />}
        <NumberField label="Sleep current" unit="µA" hint="your own figure: no board here has a published one" value={sleepMicroamps} onCommit={(value) => setSleep(within(value, 0, 1e6))} />
      </div>
      <label className="what-if-slider">
        <span>How often does it run? <strong>{rate(perDay)}</strong>, {count(perDay)} a day</span>
        <input type="range" min={0} max={STOPS} step={1} value={Math.round((Math.log(perDay) / Math.log(most)) * STOPS)} aria-valuetext={`${rate(perDay)}: ${span(lifeDays(cell, use))}`}
          onChange={(event) => setWanted(stops[Number(event.target.value)])} />
      </label>
      <BatteryLife title={batteryFinding(cell, use)} cells={lines} chosen={chosen} at={perDay} span={span} rate={rate} onMove={setWanted} />
      <table className="sum-table">
        <tbody>
          <tr><th scope="row">one inference <span className="hint"><FigureValue figure={energy} format={mj} /> in <FigureValue figure={latency} format={ms} /></span></th><td className="number">{joules(energy.value / 1000)}</td></tr>
          <tr><th scope="row">inferences <span className="hint">{count(perDay)} a day × {mj(energy.value)}</span></th><td className="number">{joules(day.inferences)}</td></tr>
          <tr><th scope="row">sleep <span className="hint">{cell.volts} V × {exact(sleepMicroamps)} µA × {exact(Math.round(SECONDS_A_DAY - day.awake))} s asleep</span></th><td className="number">{joules(day.sleep)}</td></tr>
          <tr className="total"><th scope="row">a day</th><td className="number">{joules(day.total)}</td></tr>
          <tr><th scope="row">the cell holds <span className="hint"><Value text={`${exact(cell.mAh)} mAh`} kind="published" source={cell.source} /> × 3.6 × {cell.volts} V</span></th><td className="number">{joules(joulesIn(cell))}</td></tr>
          <tr className="total"><th scope="row">lasts <span className="hint">{joules(joulesIn(cell))} / {joules(day.total)} a day</span></th><td className="number">{span(joulesIn(cell) / day.total)}</td></tr>
        </tbody>
      </table>
      {cell.pulseMa !== null && drawn > cell.pulseMa && (
        <p className="notice problem"><span>While it computes, the board draws about {Math.round(drawn)} mA at {cell.volts} V; a {cell.name} is made for pulses of about {cell.pulseMa} mA. It needs another cell, a large capacitor beside it, or a thriftier board.</span></p>
      )}
      <p className="fine">Not counted: microphone or camera, the front end, radio, start-up after sleep, losses of a regulator, age and cold; no cell keeps much longer than ten years even unused. The energy is {energy.kind}: {energy.source}.</p>
    </>
  );
}

/** @throws Error with a sentence for a person */
function within(value: number | null, low: number, high: number): number {
  if (value === null || !(value >= low && value <= high)) throw new Error(`is not a number from ${low} to ${high}`);
  return value;
}
