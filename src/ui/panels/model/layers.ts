/** What the model view tells of each layer: names for people, costs with what kind of figure they are, the graph's boxes. */
import { count, kib, macs, ms, percent, plural, type GraphNode, type Table } from '../../../charts/index.ts';
import type { Analysis, LayerView, ModelView, OpKind, SimulateResult } from '../../../engine/index.ts';

const OPS: Readonly<Record<OpKind, string>> = {
  conv2d: 'Conv', depthwiseConv2d: 'Depthwise', dense: 'Dense', add: 'Add', sub: 'Subtract', mul: 'Multiply', averagePool2d: 'Average pool', maxPool2d: 'Max pool', mean: 'Mean',
  softmax: 'Softmax', lookup: 'Lookup', concat: 'Concat', slice: 'Slice', pad: 'Pad', resizeNearest: 'Resize',
};

export const shapeText = (shape: readonly number[]): string => shape.join(' × ');

/** e.g. `Conv 3 × 3`. */
export function opText({ op, formula }: LayerView): string {
  const [rows, columns] = ['window rows', 'window columns'].map((name) => formula.factors.find(({ what }) => what === name)?.value);
  return rows === undefined ? OPS[op] : `${OPS[op]} ${rows}×${columns}`;
}

/** Layers that run patch by patch are simulated as one: what they take together. */
interface Stage {
  readonly name: string;
  readonly latencyMs: number;
}

export interface LayerCosts {
  readonly latencyMs: number;
  readonly simulated: boolean;
  /** Where its time is a share, by the estimates, of what a stage is simulated to take; else null. */
  readonly stage: Stage | null;
  /** What patches compute again included. */
  readonly macs: number;
  /** In flash: weights, biases, scales, tables. */
  readonly weightBytes: number;
  /** What it gives. */
  readonly activationBytes: number;
  /** In the arena while it runs. */
  readonly sramBytes: number;
}

/**
 * Times are simulated where this very network ran on the simulated board: a layer's own where it is a row of its own
 * there, a share of the stage's where it runs patch by patch. So they never mix two kinds in one sum.
 */
export function costsOf({ layers, tensors }: ModelView, analysis: Analysis, simulated: SimulateResult | null): LayerCosts[] {
  const rows = simulated?.simulated ? simulated.layers : [];
  const ran = new Map(rows.map(({ name, latencyMs }) => [name, latencyMs]));
  const estimate = (index: number): number => analysis.layers[index]?.latencyMs ?? 0;
  const patched = rows[0]?.op === 'patches' ? rows[0] : null;
  const inStage = patched === null ? 0 : rows[1]?.index ?? layers.length;
  const whole = layers.slice(0, inStage).reduce((sum, { index }) => sum + estimate(index), 0);
  return layers.map(({ index, name, output, formula }) => {
    const stage = index < inStage ? patched : null;
    return {
      latencyMs: stage ? (stage.latencyMs * estimate(index)) / Math.max(whole, Number.MIN_VALUE) : ran.get(name) ?? estimate(index),
      simulated: stage === null && ran.has(name),
      stage: stage && { name: stage.name, latencyMs: stage.latencyMs },
      macs: analysis.layers[index]?.macs ?? formula.macs,
      weightBytes: analysis.layers[index]?.weightBytes ?? 0,
      activationBytes: tensors[output].bytes,
      sramBytes: analysis.layers[index]?.sramBytes ?? 0,
    };
  });
}

export const MEASURES = {
  time: { label: 'time', of: ({ latencyMs }: LayerCosts): number => latencyMs, format: ms },
  macs: { label: 'MACs', of: ({ macs: work }: LayerCosts): number => work, format: count },
  flash: { label: 'flash', of: ({ weightBytes }: LayerCosts): number => weightBytes, format: kib },
  sram: { label: 'bytes out', of: ({ activationBytes }: LayerCosts): number => activationBytes, format: kib },
} as const;
export type Measure = keyof typeof MEASURES;

/** The graph's boxes: inputs, layers in execution order, outputs. */
export function nodesOf({ layers, tensors, inputs, outputs }: ModelView, costs: readonly LayerCosts[], measure: Measure): GraphNode[] {
  const { of, format } = MEASURES[measure];
  const dearest = Math.max(...costs.map(of), Number.MIN_VALUE);
  const writer = new Map<number, number>();
  inputs.forEach((id, at) => writer.set(id, at));
  for (const { index, output } of layers) writer.set(output, inputs.length + index);
  const reads = (ids: readonly number[]): number[] => ids.flatMap((id) => writer.get(id) ?? []);
  const end = (id: number, op: string, read: readonly number[]): GraphNode => {
    const { name, shape, bytes } = tensors[id];
    return { inputs: read, name, op, shape: shapeText(shape), role: 'end', share: null, cost: kib(bytes), said: `${op} ${name}, ${shapeText(shape)}, ${kib(bytes)}` };
  };
  return [
    ...inputs.map((id) => end(id, 'Input', [])),
    ...layers.map((layer): GraphNode => {
      const cost = costs[layer.index];
      return {
        inputs: reads(layer.inputs), name: layer.name, op: opText(layer), shape: shapeText(tensors[layer.output].shape),
        role: hasWeights(layer) ? 'weighted' : 'plain', share: of(cost) / dearest, cost: of(cost) > 0 ? format(of(cost)) : '', said: said(layer, tensors[layer.output].shape, cost),
      };
    }),
    ...outputs.map((id) => end(id, 'Output', reads([id]))),
  ];
}

const hasWeights = ({ op }: LayerView): boolean => op === 'conv2d' || op === 'depthwiseConv2d' || op === 'dense';

const kindOf = ({ simulated, stage }: LayerCosts): string => (simulated ? 'simulated' : stage ? `of the ${ms(stage.latencyMs)} that ${stage.name} are simulated to take, shared by the estimates` : 'estimated');

const said = (layer: LayerView, shape: readonly number[], cost: LayerCosts): string =>
  `${layer.index + 1}. ${layer.name}, ${opText(layer)}: gives ${shapeText(shape)}, ${kib(cost.activationBytes)}; ${kib(cost.weightBytes)} of flash, ${macs(cost.macs)}, ${ms(cost.latencyMs)} ${kindOf(cost)}`;

export function tableOf({ layers, tensors }: ModelView, costs: readonly LayerCosts[]): Table {
  return {
    columns: ['layer', 'name', 'op', 'reads', 'input shape', 'output shape', 'MACs', 'flash bytes', 'activation bytes', 'arena bytes', 'ms', 'ms are'],
    rows: layers.map((layer) => {
      const { macs: work, weightBytes, activationBytes, sramBytes, latencyMs } = costs[layer.index];
      return [
        layer.index + 1, layer.name, opText(layer), layer.inputs.map((id) => tensors[id].name).join(' '), layer.inputs.map((id) => shapeText(tensors[id].shape)).join(' and '), shapeText(tensors[layer.output].shape),
        work, weightBytes, activationBytes, sramBytes, Number(latencyMs.toFixed(4)), kindOf(costs[layer.index]),
      ];
    }),
  };
}

/** Where the layers' times are from, taken together: shares of a simulated stage add up to what is simulated. */
export function timeKind(costs: readonly LayerCosts[]): string {
  const ran = (cost: LayerCosts): boolean => cost.simulated || cost.stage !== null;
  return costs.every(ran) ? 'simulated' : costs.some(ran) ? 'in part simulated' : 'estimated';
}

/** e.g. "25 layers, 3 of which join branches; conv2d_2 takes the most time, 18 % of 12.3 ms, simulated." */
export function graphFinding({ layers }: ModelView, costs: readonly LayerCosts[], measure: Measure): string {
  if (layers.length === 0) return 'This network has no layers.';
  const { of, format, label } = MEASURES[measure];
  const joins = layers.filter(({ inputs }) => new Set(inputs).size > 1).length;
  const total = costs.reduce((sum, cost) => sum + of(cost), 0);
  const dearest = layers.reduce((a, b) => (of(costs[b.index]) > of(costs[a.index]) ? b : a));
  const shape = joins === 0 ? `A chain of ${plural(layers.length, 'layer')}` : `${plural(layers.length, 'layer')}, ${joins} of which join${joins === 1 ? 's' : ''} branches`;
  if (measure === 'sram') return `${shape}; ${dearest.name} gives the largest tensor, ${format(of(costs[dearest.index]))}.`;
  const part = (cost: number): string => `${percent(cost / Math.max(total, Number.MIN_VALUE), 0)} of ${format(total)}`;
  if (measure !== 'time') return `${shape}; ${dearest.name} takes the most ${label}, ${part(of(costs[dearest.index]))}.`;
  const stage = costs.find((cost) => cost.stage !== null)?.stage ?? null;
  const alone = layers.filter(({ index }) => costs[index].stage === null);
  const slowest = alone.reduce<LayerView | null>((a, b) => (a !== null && of(costs[a.index]) >= of(costs[b.index]) ? a : b), null);
  const time = slowest === null ? 0 : of(costs[slowest.index]);
  const most = stage !== null && stage.latencyMs >= time ? `${stage.name}, take the most time, ${part(stage.latencyMs)}` : `${slowest?.name} takes the most time, ${part(time)}`;
  return `${shape}; ${most}, ${timeKind(costs)}.`;
}

/** Layers that hold every word of a search, in name, operator or shape; null where nothing is searched. */
export function matching({ layers, tensors }: ModelView, text: string): readonly number[] | null {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return null;
  return layers.filter((layer) => {
    const all = `${layer.index + 1} ${layer.name} ${layer.op} ${opText(layer)} ${tensors[layer.output].shape.join('x')} ${layer.kernels.join(' ')}`.toLowerCase();
    return words.every((word) => all.includes(word));
  }).map(({ index }) => index);
}
