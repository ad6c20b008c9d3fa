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

export interface LayerCosts {
  readonly latencyMs: number;
  readonly simulated: boolean;
  readonly macs: number;
  /** In flash: weights, biases, scales, tables. */
  readonly weightBytes: number;
  /** What it gives. */
  readonly activationBytes: number;
  /** In the arena while it runs. */
  readonly sramBytes: number;
}

/** Times are simulated where this very network ran on the simulated board and the layer is a row of its own there. */
export function costsOf({ layers, tensors }: ModelView, analysis: Analysis, simulated: SimulateResult | null): LayerCosts[] {
  const ran = new Map((simulated?.simulated ? simulated.layers : []).map(({ name, latencyMs }) => [name, latencyMs]));
  return layers.map(({ index, name, output, formula }) => ({
    latencyMs: ran.get(name) ?? analysis.layers[index]?.latencyMs ?? 0,
    simulated: ran.has(name),
    macs: formula.macs,
    weightBytes: analysis.layers[index]?.weightBytes ?? 0,
    activationBytes: tensors[output].bytes,
    sramBytes: analysis.layers[index]?.sramBytes ?? 0,
  }));
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

const said = (layer: LayerView, shape: readonly number[], cost: LayerCosts): string =>
  `${layer.index + 1}. ${layer.name}, ${opText(layer)}: gives ${shapeText(shape)}, ${kib(cost.activationBytes)}; ${kib(cost.weightBytes)} of flash, ${macs(cost.macs)}, ${ms(cost.latencyMs)} ${cost.simulated ? 'simulated' : 'estimated'}`;

export function tableOf({ layers, tensors }: ModelView, costs: readonly LayerCosts[]): Table {
  return {
    columns: ['layer', 'name', 'op', 'reads', 'input shape', 'output shape', 'MACs', 'flash bytes', 'activation bytes', 'arena bytes', 'ms', 'ms are'],
    rows: layers.map((layer) => {
      const { macs: work, weightBytes, activationBytes, sramBytes, latencyMs, simulated } = costs[layer.index];
      return [
        layer.index + 1, layer.name, opText(layer), layer.inputs.map((id) => tensors[id].name).join(' '), layer.inputs.map((id) => shapeText(tensors[id].shape)).join(' and '), shapeText(tensors[layer.output].shape),
        work, weightBytes, activationBytes, sramBytes, Number(latencyMs.toFixed(4)), simulated ? 'simulated' : 'estimated',
      ];
    }),
  };
}

/** Where every layer's time is from. */
export const timeKind = (costs: readonly LayerCosts[]): string =>
  costs.every(({ simulated }) => simulated) ? 'simulated' : costs.some(({ simulated }) => simulated) ? 'in part simulated' : 'estimated';

/** e.g. "25 layers, 3 of which join branches; conv2d_2 takes the most time, 18 % of 12.3 ms, simulated." */
export function graphFinding({ layers }: ModelView, costs: readonly LayerCosts[], measure: Measure): string {
  if (layers.length === 0) return 'This network has no layers.';
  const { of, format, label } = MEASURES[measure];
  const joins = layers.filter(({ inputs }) => new Set(inputs).size > 1).length;
  const total = costs.reduce((sum, cost) => sum + of(cost), 0);
  const dearest = layers.reduce((a, b) => (of(costs[b.index]) > of(costs[a.index]) ? b : a));
  const shape = joins === 0 ? `A chain of ${plural(layers.length, 'layer')}` : `${plural(layers.length, 'layer')}, ${joins} of which join${joins === 1 ? 's' : ''} branches`;
  if (measure === 'sram') return `${shape}; ${dearest.name} gives the largest tensor, ${format(of(costs[dearest.index]))}.`;
  const kind = measure === 'time' ? `, ${timeKind(costs)}` : '';
  return `${shape}; ${dearest.name} takes the most ${label}, ${percent(of(costs[dearest.index]) / Math.max(total, Number.MIN_VALUE), 0)} of ${format(total)}${kind}.`;
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
