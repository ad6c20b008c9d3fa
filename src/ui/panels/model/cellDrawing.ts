/** One output being computed, as the drawing takes it: planes, windows, what is taken in at each step, and each step in words. */
import { exact, plural, type OpStepsProps, type StepMap, type StepRect, type Table } from '../../../charts/index.ts';
import type { Cell, CellPart, LayerView, ModelView, Term } from '../../../engine/index.ts';

export type Place = Cell['place'];

/** Minus as people write it, thousands apart. */
export const said = (value: number): string => exact(value).replace('-', '−');

/** Values in a row of a vector; long ones get longer rows, so that they stay in sight. */
const rowOf = (length: number): number => (length <= 256 ? 8 : 32);

const isVector = ([height, width]: readonly number[]): boolean => height * width === 1;

/** The plane of a tensor in which a place lies: its channel, or all of it where it is a vector, or is read as one. */
function planeOf(view: ModelView, id: number, what: string, values: Int8Array, channel: number, flat = false): StepMap {
  const { shape: [height, width, channels], quant } = view.tensors[id];
  const zeroPoint = quant?.zeroPoint ?? 0;
  if (flat || isVector([height, width])) {
    const length = height * width * channels;
    const columns = Math.min(length, rowOf(length));
    return { label: `${what}, ${plural(length, 'value')}`, rows: Math.ceil(length / columns), columns, values, zeroPoint, at: (row, column) => (row * columns + column < length ? row * columns + column : -1) };
  }
  return { label: `${what}, channel ${channel + 1}/${channels}`, rows: height, columns: width, values, zeroPoint, at: (row, column) => (row * width + column) * channels + channel };
}

const litTerms = ({ grids }: Cell, { grid, from, to }: CellPart): Term[] => grids[grid].terms.slice(from, to).flatMap((term) => term ?? []);

/** What is drawn after so many steps. */
export function drawingOf(view: ModelView, layer: LayerView, tensors: readonly { readonly values: Int8Array }[], cell: Cell, step: number): Pick<OpStepsProps, 'inputs' | 'closeUp' | 'output'> {
  const part = cell.parts[Math.min(step, cell.parts.length - 1)];
  const grid = cell.grids[part.grid];
  const reading = step < cell.parts.length;
  const lit = reading ? litTerms(cell, part) : [];
  const [row, column, channel] = cell.place;
  const flat = layer.op === 'dense';
  const of = grid.channel ?? (lit[0] ?? grid.terms.find((term) => term !== null))?.place[2] ?? 0;
  const inputs = layer.inputs.map((id, at) => {
    const other = grid.terms.find((term) => term?.from === at)?.place;
    const map = planeOf(view, id, layer.inputs.length === 1 ? 'in' : at === 0 ? '1st' : '2nd', tensors[id].values, at === 0 ? of : other?.[2] ?? 0, flat);
    const wrapped = flat || isVector(view.tensors[id].shape);
    const spot = (term: Term): readonly [number, number] => (wrapped ? [Math.floor(term.at / map.columns), term.at % map.columns] : [term.place[0], term.place[1]]);
    return { map, window: windowOf(layer, cell, map, at, wrapped, lit, spot), lit: part.to - part.from < grid.terms.length || cell.grids.length === 1 ? lit.filter((term) => term.from === at).map(spot) : [] };
  });
  const output = planeOf(view, layer.output, 'out', tensors[layer.output].values, channel);
  const vector = isVector(view.tensors[layer.output].shape);
  const [outRow, outColumn] = vector ? [Math.floor(channel / output.columns), channel % output.columns] : [row, column];
  return {
    inputs,
    closeUp: {
      label: closeUpLabel(layer, cell, part), columns: Math.min(grid.columns, grid.terms.length),
      terms: grid.terms.map((term) => term && { value: term.value - term.zeroPoint, weight: term.weight }), lit: reading ? [part.from, part.to] : [0, 0],
    },
    output: { map: output, row: outRow, column: outColumn, done: step >= cell.parts.length + cell.steps.length - 1 },
  };
}

/** Where the window stands on an input: by the layer's geometry, or all that is read where it has none. */
function windowOf({ arithmetic, op }: LayerView, { place: [row, column], grids }: Cell, map: StepMap, from: number, wrapped: boolean, lit: readonly Term[], spot: (term: Term) => readonly [number, number]): StepRect {
  const window = arithmetic?.window ?? null;
  if (window !== null) {
    const { kernel, stride, dilation, before } = window;
    if (!wrapped) return { row: row * stride[0] - before[0], column: column * stride[1] - before[1], rows: (kernel[0] - 1) * dilation[0] + 1, columns: (kernel[1] - 1) * dilation[1] + 1 };
  }
  const whole = { row: 0, column: 0, rows: map.rows, columns: map.columns };
  if (op === 'mean' || op === 'dense' || (window !== null && lit.length > 1)) return whole;
  const first = grids[0].terms.find((term) => term?.from === from) ?? null;
  if (first === null) return whole;
  const [at, across] = spot(first);
  return { row: at, column: across, rows: 1, columns: 1 };
}

/** Short: a window of three columns is no wider. */
function closeUpLabel({ weights }: LayerView, { grids }: Cell, { grid, from }: CellPart): string {
  const { terms, columns } = grids[grid];
  const what = weights ? 'value × weight' : 'values';
  return terms.length > 10 * columns ? `${what}, row ${Math.floor(from / columns) + 1} of ${Math.ceil(terms.length / columns)}` : what;
}

/** e.g. `(−12 − −128) × −23`; at most three written out. */
function productsText(terms: readonly Term[]): string {
  const written = terms.slice(0, 3).map(({ value, zeroPoint, weight }) => {
    const centred = zeroPoint === 0 ? said(value) : `(${said(value)} ${zeroPoint < 0 ? '+' : '−'} ${said(Math.abs(zeroPoint))})`;
    return weight === null ? centred : `${centred} × ${weight < 0 ? `(${said(weight)})` : said(weight)}`;
  });
  return `${written.join(' + ')}${terms.length > 3 ? ` + … ${terms.length - 3} more` : ''}`;
}

const where = ([row, column, channel]: readonly number[], vector: boolean): string => (vector ? `value ${channel + 1}` : `row ${row + 1}, column ${column + 1}`);

/** The part that is taken in, in words and figures. */
export function partText(view: ModelView, layer: LayerView, cell: Cell, at: number): { readonly words: string; readonly formula: string } {
  const part = cell.parts[at];
  const terms = litTerms(cell, part);
  const { channel, columns } = cell.grids[part.grid];
  const vector = isVector(view.tensors[layer.inputs[0]].shape) || layer.op === 'dense';
  const words = cell.by === 'pair' ? (at === 0 ? 'first' : 'second')
    : cell.grids.length > 1 && channel !== null ? `channel ${channel + 1}`
    : terms.length === 0 ? 'over the edge'
    : part.to - part.from === 1 ? where(terms[0].place, vector)
    : channel === null ? `${vector ? 'values' : 'channels'} ${part.from + 1} to ${part.to}` : `row ${Math.floor(part.from / columns) + 1}`;
  if (terms.length === 0) return { words, formula: 'nothing is read there: counts as nothing' };
  if (cell.by === 'largest') return { words, formula: `${said(part.sum)}; the largest so far is ${said(part.total)}` };
  const sum = `${productsText(terms)} = ${said(part.sum)}`;
  return { words, formula: cell.by === 'pair' || cell.parts.length === 1 ? sum : `${sum}; the sum so far is ${said(part.total)}` };
}

const NAMES: Readonly<Partial<Record<LayerView['op'], string>>> = { add: 'are added', sub: 'are taken from one another', mul: 'are multiplied' };

/** e.g. "stem, row 1, column 2, channel 3: 40 products add up to −4,211; with bias, factor and zero point that is −18, the byte stored." */
export function cellFinding(view: ModelView, layer: LayerView, cell: Cell): string {
  const [row, column, channel] = cell.place;
  const at = isVector(view.tensors[layer.output].shape) ? `output ${channel + 1}` : `row ${row + 1}, column ${column + 1}, channel ${channel + 1}`;
  const terms = cell.grids.reduce((sum, { terms: some }) => sum + some.filter((term) => term !== null).length, 0);
  const total = cell.parts[cell.parts.length - 1].total;
  const how = layer.op === 'maxPool2d' ? `of ${terms} values the largest is ${said(total)}`
    : layer.op === 'averagePool2d' || layer.op === 'mean' ? `${said(terms)} values add up to ${said(total)}; their mean, rounded,`
    : cell.by === 'pair' ? `two values ${NAMES[layer.op] ?? 'meet'}; on the output’s step that`
    : `${said(terms)} products add up to ${said(total)}; with bias, factor and zero point that`;
  return `${layer.name}, ${at}: ${how}${layer.op === 'maxPool2d' ? '; that' : ''} is ${said(cell.value)}, the byte stored.`;
}

/** Every term and every step. */
export function cellTable(cell: Cell): Table {
  return {
    columns: ['step', 'input', 'row', 'column', 'channel', 'int8', 'zero point', 'weight', 'product', 'result'],
    rows: [
      ...cell.grids.flatMap(({ terms }) => terms.flatMap((term) => (term === null ? [] : [['term', term.from + 1, ...term.place.map((at) => at + 1), term.value, term.zeroPoint, term.weight ?? '', term.product, '']]))),
      ...cell.steps.map(({ words, formula, value }) => [`${words}: ${formula}`, '', '', '', '', '', '', '', '', value]),
    ],
  };
}
