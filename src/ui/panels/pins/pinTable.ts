/**
 * Pinned networks as tables: what each costs and how it differs from the first, which of their genes differ, and the
 * whole list as a file. Pure functions; the page and the tests read the same figures.
 */
import { count, kib, mj, ms, percent, type Table } from '../../../charts/index.ts';
import { encodeLink, genesOf, type BudgetView, type PriceRow } from '../../../engine/index.ts';
import { excesses, type Pin } from '../../../store/index.ts';
import { excessText } from '../../kit/index.ts';

export interface PinLine {
  readonly pin: Pin;
  /** On the board at hand; null until the engine has told. */
  readonly price: PriceRow | null;
}

export interface CompareRow {
  readonly label: string;
  readonly kind: 'estimated' | 'counted' | 'measured';
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
  /** Shares are told apart in points, amounts in per cent as well. */
  readonly share: boolean;
}

export function compareRows(lines: readonly PinLine[]): readonly CompareRow[] {
  const cost = (label: string, kind: CompareRow['kind'], format: CompareRow['format'], pick: (price: PriceRow) => number | null): CompareRow =>
    ({ label, kind, format, share: false, values: lines.map(({ price }) => price && pick(price)) });
  const accuracy = (label: string, pick: (pin: Pin) => number | null): CompareRow => ({ label, kind: 'measured', format: percent, share: true, values: lines.map(({ pin }) => pick(pin)) });
  return [
    accuracy('accuracy, int8, test split', ({ accuracy: { test } }) => test?.int8 ?? null),
    accuracy('accuracy, inherited, validation split', ({ accuracy: { inherited } }) => inherited),
    cost('peak SRAM', 'estimated', kib, ({ sramBytes }) => sramBytes),
    cost('flash', 'estimated', kib, ({ flashBytes }) => flashBytes),
    cost('latency', 'estimated', ms, ({ latencyMs }) => latencyMs),
    cost('energy', 'estimated', mj, ({ energyMj }) => energyMj),
    cost('MACs', 'counted', count, ({ macs }) => macs),
    cost('parameters', 'counted', count, ({ parameters }) => parameters),
  ].filter(({ values }) => values.some((value) => value !== null));
}

/** e.g. "+3.1 KiB, +8 %", "−1.2 points", "the same"; empty where there is nothing to compare. */
export function difference({ values, format, share }: CompareRow, at: number): string {
  const [base, value] = [values[0], values[at]];
  if (at === 0 || base === null || value === null) return '';
  const by = value - base;
  const sign = by < 0 ? '−' : '+';
  if (share) return Math.abs(by) < 0.0005 ? 'the same' : `${sign}${(100 * Math.abs(by)).toFixed(1)} points`;
  if (by === 0) return 'the same';
  return base === 0 ? `${sign}${format(Math.abs(by))}` : `${sign}${format(Math.abs(by))}, ${sign}${Math.abs((100 * by) / base).toFixed(0)} %`;
}

export interface GeneRow {
  readonly name: string;
  /** One per network; a dash where it has no such choice. */
  readonly values: readonly string[];
}

/** Choices in which the networks differ, whatever spaces they are of; those of blocks that a network does not have are none of its. */
export function differingGenes(pins: readonly Pin[]): readonly GeneRow[] {
  const genes = pins.map(({ genome }) => new Map(genesOf(genome).filter(({ used }) => used).map(({ name, options, chosen }) => [name, String(options[chosen])])));
  const names = [...new Set(genes.flatMap((one) => [...one.keys()]))];
  return names
    .map((name) => ({ name, values: genes.map((one) => one.get(name) ?? '–') }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** e.g. "Network 2 needs 12.1 KiB less SRAM than Network 1 and is 1.2 points less accurate; they differ in 5 choices." */
export function compareFinding(lines: readonly PinLine[]): string {
  const [first, second] = lines;
  const genes = differingGenes(lines.map(({ pin }) => pin)).length;
  const apart = genes === 0 ? 'no choice sets them apart' : `${genes} ${genes === 1 ? 'choice sets' : 'choices set'} them apart`;
  if (lines.length !== 2 || first.price === null || second.price === null) return `${lines.length} networks side by side; ${apart}.`;
  const bytes = second.price.sramBytes - first.price.sramBytes;
  const memory = bytes === 0 ? `takes as much SRAM as ${first.pin.name}` : `takes ${kib(Math.abs(bytes))} ${bytes < 0 ? 'less' : 'more'} SRAM than ${first.pin.name}`;
  const [a, b] = [first.pin, second.pin].map(({ accuracy }) => accuracy);
  const told = a.test && b.test ? b.test.int8 - a.test.int8 : a.inherited !== null && b.inherited !== null ? b.inherited - a.inherited : null;
  const right = told === null ? '' : Math.abs(told) < 0.0005 ? ' and is as accurate' : ` and is ${(100 * Math.abs(told)).toFixed(1)} points ${told < 0 ? 'less' : 'more'} accurate`;
  return `${second.pin.name} ${memory}${right}; ${apart}.`;
}

const link = ({ recipe, genome }: Pin): string => encodeLink({ ...recipe, view: { selected: genome, panel: 'network' } });
const verdict = (price: PriceRow | null, budget: BudgetView): string => {
  if (price === null) return '';
  const broken = excesses(price, budget);
  return broken.length === 0 ? 'fits' : excessText(broken);
};

/** The list as it is downloaded; base units, empty cells where nothing is known. */
export function pinsTable(lines: readonly PinLine[], budget: BudgetView): Table {
  return {
    columns: ['name', 'note', 'genome', 'board', 'verdict', 'accuracyInt8', 'accuracyFloat', 'accuracyInherited', 'testCount', 'peakSramBytes', 'flashBytes', 'latencyMs', 'energyMj', 'macs', 'parameters', 'hash', 'pinned', 'link'],
    rows: lines.map(({ pin, price }) => {
      const { inherited, test } = pin.accuracy;
      return [
        pin.name, pin.note, pin.genome, budget.board, verdict(price, budget), test?.int8 ?? '', test?.float ?? '', inherited ?? '', test?.count ?? '',
        price?.sramBytes ?? '', price?.flashBytes ?? '', price?.latencyMs ?? '', price?.energyMj ?? '', price?.macs ?? '', price?.parameters ?? '', pin.hash ?? '', new Date(pin.pinnedAt).toISOString(), link(pin),
      ];
    }),
  };
}

export function pinsJson(lines: readonly PinLine[], budget: BudgetView): string {
  const pins = lines.map(({ pin, price }) => {
    const { name, note, genome, pinnedAt, recipe, data, recorded, accuracy, hash } = pin;
    const costs = price && { peakSramBytes: price.sramBytes, flashBytes: price.flashBytes, latencyMs: price.latencyMs, energyMj: price.energyMj, macs: price.macs, parameters: price.parameters };
    return { name, note, genome, pinnedAt: new Date(pinnedAt).toISOString(), data, recorded, accuracy, hash, costs, verdict: verdict(price, budget), recipe, link: link(pin) };
  });
  return `${JSON.stringify({ budget, costs: 'estimated by the models a search judges by, on the board of the budget', pins }, null, 2)}\n`;
}
