/**
 * How long a cell lasts: what an inference takes times how often, and what sleep takes all the time between. Cells by
 * the nominal capacity and voltage that their makers print; nothing is taken off for age, cold or a regulator.
 */
import { exact } from '../../../charts/index.ts';

export interface Cell {
  readonly id: string;
  readonly name: string;
  readonly mAh: number;
  readonly volts: number;
  readonly source: string;
  /** What it gives in short pulses, mA; null where it gives what any of these boards draws. */
  readonly pulseMa: number | null;
}

/** Two whose figures could be looked up, if at second hand; any other is the user's own, from its data sheet. */
export const CELLS: readonly Cell[] = [
  { id: 'cr2032', name: 'CR2032 coin cell', mAh: 225, volts: 3, source: 'typical of the CR2032 (IEC 60086; ANSI/NEDA 5004LC: 220 to 225 mAh at 0.2 mA), pulses of 15 mA at most, as listed at encyc.org/wiki/CR2032; your maker’s data sheet is what counts', pulseMa: 15 },
  { id: 'aa', name: 'two AA lithium cells', mAh: 3000, volts: 3, source: 'Energizer’s data sheet of the L91, 3,000 mAh at 1.5 V, quoted at second hand; two in series', pulseMa: null },
];

export const SECONDS_A_DAY = 86_400;

export interface Use {
  /** Of one inference. */
  readonly inferenceMj: number;
  readonly inferenceMs: number;
  readonly perDay: number;
  readonly sleepMicroamps: number;
}

/** All in joules; a cell holds mAh x 3.6 C x V. */
export interface Day {
  readonly inferences: number;
  readonly sleep: number;
  readonly total: number;
  /** Seconds awake. */
  readonly awake: number;
}

export const joulesIn = ({ mAh, volts }: Pick<Cell, 'mAh' | 'volts'>): number => mAh * 3.6 * volts;

export function dayOf({ inferenceMj, inferenceMs, perDay, sleepMicroamps }: Use, volts: number): Day {
  const inferences = (perDay * inferenceMj) / 1000;
  const awake = (perDay * inferenceMs) / 1000;
  const sleep = volts * sleepMicroamps * 1e-6 * Math.max(0, SECONDS_A_DAY - awake);
  return { inferences, sleep, total: inferences + sleep, awake };
}

export const lifeDays = (cell: Pick<Cell, 'mAh' | 'volts'>, use: Use): number => joulesIn(cell) / dayOf(use, cell.volts).total;

/** Back to back, without a pause. */
export const mostPerDay = ({ inferenceMs }: Pick<Use, 'inferenceMs'>): number => (SECONDS_A_DAY * 1000) / Math.max(1e-3, inferenceMs);

/** e.g. `3.4 years`, `26 days`, `7.5 h`. */
export function span(days: number): string {
  const told = (value: number, unit: string): string => `${value >= 10 ? exact(Math.round(value)) : value.toFixed(1)} ${unit}`;
  if (days >= 365) return told(days / 365.25, 'years');
  if (days >= 2) return told(days, 'days');
  return days * 24 >= 1 ? told(days * 24, 'h') : told(days * 24 * 60, 'min');
}

/** e.g. `one every 10 s`, `one an hour`, `20.4 a second`. */
export function rate(perDay: number): string {
  const seconds = SECONDS_A_DAY / perDay;
  if (seconds < 1) return `${(1 / seconds).toFixed(1)} a second`;
  for (const [each, name] of [[1, 'second'], [60, 'minute'], [3600, 'hour'], [SECONDS_A_DAY, 'day']] as const) if (Math.abs(seconds / each - 1) < 0.005) return name === 'hour' ? 'one an hour' : `one a ${name}`;
  const unit = seconds < 90 ? [seconds, 's'] as const : seconds < 5400 ? [seconds / 60, 'min'] as const : seconds < 129_600 ? [seconds / 3600, 'h'] as const : [seconds / SECONDS_A_DAY, 'days'] as const;
  return `one every ${unit[0] >= 10 ? Math.round(unit[0]) : Number(unit[0].toFixed(1))} ${unit[1]}`;
}
