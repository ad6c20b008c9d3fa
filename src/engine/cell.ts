/**
 * One output of one layer worked out step by step in the layer's own integers, as a person would on paper: the products
 * of the window, their sum, the bias, the factor, the zero point, the clamp. The arithmetic is the reference executor's
 * (core/quant), of which the result is the very byte; what is new here is only that every step is kept.
 * Source of the arithmetic: TensorFlow Lite 8-bit quantization specification.
 */
import { exact } from '../core/lib/index.ts';
import { ADD_LEFT_SHIFT, clamp, requantise } from '../core/quant/index.ts';
import type { ArithmeticView, FactorView, LayerView, ModelView } from './modelView.ts';

/** One value that is read. */
export interface Term {
  /** Which of the layer's inputs, and where in it: flat, and by row, column, channel. */
  readonly from: number;
  readonly at: number;
  readonly place: readonly [row: number, column: number, channel: number];
  /** int8 */
  readonly value: number;
  /** Taken off before it counts; 0 where nothing is. */
  readonly zeroPoint: number;
  /** Null where there is none. */
  readonly weight: number | null;
  /** (value - zeroPoint) * weight */
  readonly product: number;
}

/** Terms as they lie in the window of one input channel, or eight a row where there is no window. */
export interface CellGrid {
  /** Channel of the input, or null where the grid goes across channels. */
  readonly channel: number | null;
  readonly columns: number;
  /** Row by row; null where the window stands out over the edge, which counts as nothing. */
  readonly terms: readonly (Term | null)[];
}

/** What is taken in at once: the terms `from` to `to` of a grid, the last one not included. */
export interface CellPart {
  readonly grid: number;
  readonly from: number;
  readonly to: number;
  /** Of these, and of all so far. Of a maximum the largest. */
  readonly sum: number;
  readonly total: number;
}

/** A step after the terms. */
export interface CellStep {
  readonly words: string;
  readonly formula: string;
  readonly value: number;
}

export interface Cell {
  readonly place: readonly [row: number, column: number, channel: number];
  /** How terms come together. */
  readonly by: 'sum' | 'largest' | 'pair';
  readonly grids: readonly CellGrid[];
  readonly parts: readonly CellPart[];
  readonly steps: readonly CellStep[];
  /** int8: the last step's. */
  readonly value: number;
}

/** Values in a row of a grid without a window. */
const ROW = 8;

/** Minus as people write it, thousands apart. */
const said = (value: number): string => exact(value).replace('-', '−');
const bracketed = (value: number): string => (value < 0 ? `(${said(value)})` : said(value));
const signed = (value: number): string => `${value < 0 ? '−' : '+'} ${said(Math.abs(value))}`;

/**
 * @param tensors values by tensor, of one inference @param place row, column and channel of the output, from 0
 * @returns null for an operator that is no arithmetic, or has none yet
 */
export function cellOf(view: ModelView, layer: LayerView, tensors: readonly { readonly values: Int8Array }[], place: Cell['place']): Cell | null {
  const { arithmetic } = layer;
  if (arithmetic === null) return null;
  const read = readerOf(view, layer, tensors);
  const { grids, bySize } = gridsOf(view, layer, arithmetic, read, place);
  const by = layer.op === 'maxPool2d' ? 'largest' : layer.op === 'add' || layer.op === 'sub' || layer.op === 'mul' ? 'pair' : 'sum';
  const parts = partsOf(grids, by, bySize);
  const steps = stepsOf(view, layer, arithmetic, grids, parts.at(-1)?.total ?? 0, place[2]);
  return { place, by, grids, parts, steps, value: steps[steps.length - 1].value };
}

type Reader = (from: number, row: number, column: number, channel: number, weight: number | null) => Term | null;

/** Pools compare and average values as they are; whatever is weighted, added or scaled counts from its zero point. */
const countsFromZero = ({ op }: LayerView): boolean => op !== 'averagePool2d' && op !== 'maxPool2d';

function readerOf(view: ModelView, layer: LayerView, tensors: readonly { readonly values: Int8Array }[]): Reader {
  return (from, row, column, channel, weight) => {
    const id = layer.inputs[from];
    const { shape: [height, width, channels], quant } = view.tensors[id];
    if (row < 0 || row >= height || column < 0 || column >= width) return null;
    const at = (row * width + column) * channels + channel;
    const zeroPoint = countsFromZero(layer) ? quant?.zeroPoint ?? 0 : 0;
    const value = tensors[id].values[at];
    return { from, at, place: [row, column, channel], value, zeroPoint, weight, product: (value - zeroPoint) * (weight ?? 1) };
  };
}

/** `bySize`: terms that are taken in at once. */
function gridsOf(view: ModelView, layer: LayerView, { window, multiplier }: ArithmeticView, read: Reader, [row, column, channel]: Cell['place']): { readonly grids: readonly CellGrid[]; readonly bySize: number } {
  const [height, width, channels] = view.tensors[layer.inputs[0]].shape;
  const weights = layer.weights?.values ?? null;
  const windowed = (of: number, weightAt: (tap: number) => number | null): CellGrid => {
    const { kernel: [rows, columns], stride, dilation, before } = window ?? { kernel: [height, width], stride: [1, 1], dilation: [1, 1], before: [0, 0] };
    const [top, left] = window === null ? [0, 0] : [row * stride[0] - before[0], column * stride[1] - before[1]];
    return { channel: of, columns, terms: Array.from({ length: rows * columns }, (_, tap) => read(0, top + Math.floor(tap / columns) * dilation[0], left + (tap % columns) * dilation[1], of, weightAt(tap))) };
  };
  switch (layer.op) {
    case 'conv2d': {
      const taps = window === null ? 1 : window.kernel[0] * window.kernel[1];
      const grids = Array.from({ length: channels }, (_, c) => windowed(c, (tap) => weights?.[(channel * taps + tap) * channels + c] ?? null));
      if (taps > 1) return { grids, bySize: channels === 1 ? 1 : taps };
      return { grids: [{ channel: null, columns: ROW, terms: grids.flatMap(({ terms }) => terms) }], bySize: ROW };
    }
    case 'depthwiseConv2d': {
      const outputs = view.tensors[layer.output].shape[2];
      return { grids: [windowed(Math.floor(channel / multiplier), (tap) => weights?.[tap * outputs + channel] ?? null)], bySize: 1 };
    }
    case 'dense': {
      const inputs = height * width * channels;
      const terms = Array.from({ length: inputs }, (_, i) => read(0, Math.floor(i / (width * channels)), Math.floor(i / channels) % width, i % channels, weights?.[channel * inputs + i] ?? null));
      return { grids: [{ channel: null, columns: ROW, terms }], bySize: ROW };
    }
    case 'mean': return { grids: [windowed(channel, () => null)], bySize: width };
    case 'add':
    case 'sub':
    case 'mul': {
      const [, , other] = view.tensors[layer.inputs[1]].shape;
      const [rows, columns] = view.tensors[layer.inputs[1]].shape;
      const whole = rows === height && columns === width && other === channels;
      const second = whole ? read(1, row, column, channel, null) : read(1, 0, 0, other === 1 ? 0 : channel, null);
      return { grids: [{ channel, columns: 2, terms: [read(0, row, column, channel, null), second] }], bySize: 1 };
    }
    default: return { grids: [windowed(channel, () => null)], bySize: 1 };
  }
}

function partsOf(grids: readonly CellGrid[], by: Cell['by'], size: number): CellPart[] {
  const parts: CellPart[] = [];
  let total = by === 'largest' ? -Infinity : 0;
  grids.forEach(({ terms }, grid) => {
    for (let from = 0; from < terms.length; from += size) {
      const to = Math.min(terms.length, from + size);
      const here = terms.slice(from, to).flatMap((term) => (term === null ? [] : [term.product]));
      const sum = by === 'largest' ? Math.max(-Infinity, ...here) : here.reduce((a, b) => a + b, 0);
      total = by === 'largest' ? Math.max(total, sum) : by === 'pair' ? sum : total + sum;
      parts.push({ grid, from, to, sum, total });
    }
  });
  return parts;
}

/** From the terms to the stored byte. */
function stepsOf(view: ModelView, layer: LayerView, arithmetic: ArithmeticView, grids: readonly CellGrid[], total: number, channel: number): CellStep[] {
  const { factors, rounding, least, most } = arithmetic;
  const zeroPoint = view.tensors[layer.output].quant?.zeroPoint ?? 0;
  const steps: CellStep[] = [];
  const add = (words: string, formula: string, value: number): number => {
    steps.push({ words, formula: `${formula} = ${said(value)}`, value });
    return value;
  };
  const scaled = (words: string, value: number, { mantissa, shift }: FactorView): number =>
    add(words, `${bracketed(value)} × ${said(mantissa)} ÷ 2^${31 - shift}, rounded`, requantise(value, mantissa, shift, rounding));
  const clamped = (value: number): void => {
    const kept = clamp(value, least, most);
    const range = `${said(least)} to ${said(most)}`;
    steps.push({ words: 'clamped', formula: kept === value ? `${said(value)} lies within ${range} and stays` : `${said(value)} lies beyond ${range} and becomes ${said(kept)}`, value: kept });
  };
  const finished = (value: number): void => clamped(add('zero point', `${said(value)} ${signed(zeroPoint)}`, value + zeroPoint));
  switch (layer.op) {
    case 'add':
    case 'sub': {
      const [a, b] = grids[0].terms.map((term) => term?.product ?? 0);
      const lifted = (words: string, value: number, factor: FactorView): number => scaled(words, value * 2 ** ADD_LEFT_SHIFT, factor);
      const first = lifted(`first, lifted by 2^${ADD_LEFT_SHIFT}`, a, factors[0]);
      const second = lifted(`second, lifted by 2^${ADD_LEFT_SHIFT}`, b, factors[1]);
      const both = layer.op === 'add' ? add('added', `${said(first)} ${signed(second)}`, first + second) : add('taken off', `${said(first)} − ${bracketed(second)}`, first - second);
      finished(scaled('to the output’s step', both, factors[2]));
      break;
    }
    case 'mul': {
      const [a, b] = grids[0].terms.map((term) => term?.product ?? 0);
      finished(scaled('to the output’s step', add('multiplied', `${bracketed(a)} × ${bracketed(b)}`, a * b), factors[0]));
      break;
    }
    case 'mean':
      finished(scaled('to the output’s step, divided by the places', total, factors[0]));
      break;
    case 'averagePool2d': {
      const count = grids[0].terms.filter((term) => term !== null).length;
      const half = Math.trunc(count / 2);
      clamped(add('mean', `${bracketed(total)} ÷ ${count}, rounded`, Math.trunc((total > 0 ? total + half : total - half) / count)));
      break;
    }
    case 'maxPool2d':
      clamped(total);
      break;
    default: {
      const bias = layer.weights?.bias[channel] ?? 0;
      finished(scaled('to the output’s step', add('bias', `${said(total)} ${signed(bias)}`, total + bias), factors[channel]));
    }
  }
  return steps;
}
