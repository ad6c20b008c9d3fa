/** A network as the model view shows it, made from what the compiler made; see modelView.ts for what each field is. */
import { kernelFiles, KERNELS, kernelsUsed, lower, modelSourceParts, sourceOf, type Compiled } from '../core/codegen/index.ts';
import { elements, type Net, type Node } from '../core/net/index.ts';
import type { Int8Net } from '../core/quant/index.ts';
import { arithmeticOf } from './arithmetic.ts';
import { formulaOf } from './formulas.ts';
import type { CodeView, LayerView, ModelView, WeightsView } from './modelView.ts';

/** Numbers written of each constant in the listing of model.c. */
const SHOWN_NUMBERS = 24;

/** How many values there are of each int8, from -128 on. */
export function countsOf(values: Int8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value + 128]++;
  return counts;
}

/** A network without weights: shapes, formulas, connections. */
export function netView(net: Net): ModelView {
  return {
    name: net.name,
    tensors: net.tensors.map(({ name, shape }) => ({ name, shape, quant: null, bytes: elements(shape) })),
    layers: net.nodes.map((node, index) => layerView(net, node, index)),
    inputs: net.inputs, outputs: net.outputs, code: null,
  };
}

/** A compiled network: weights, parameters and code too. */
export function modelView({ int8Net, plan }: Compiled): ModelView {
  const { net, tensors, lookups } = int8Net;
  const bare = netView(net);
  const lowered = lower(int8Net, plan);
  const kernels = new Map<string, string[]>();
  for (const { node, kernel } of lowered.ops) kernels.set(node.name, [...(kernels.get(node.name) ?? []), KERNELS[kernel].symbol]);
  return {
    ...bare,
    tensors: bare.tensors.map((tensor, id) => ({ ...tensor, quant: { scale: tensors[id].scale, zeroPoint: tensors[id].zeroPoint } })),
    layers: bare.layers.map((layer, index) => ({
      ...layer, weights: weightsView(int8Net, net.nodes[index]), table: lookups.get(layer.name) ?? null, arithmetic: arithmeticOf(int8Net, net.nodes[index]), kernels: kernels.get(layer.name) ?? [],
    })),
    code: codeView(net, lowered),
  };
}

function layerView(net: Net, node: Node, index: number): LayerView {
  const shapes = { inputs: node.inputs.map((id) => net.tensors[id].shape), output: net.tensors[node.output].shape };
  return { index, name: node.name, op: node.kind, inputs: node.inputs, output: node.output, facts: factsOf(node), formula: formulaOf(node, shapes), weights: null, table: null, arithmetic: null, kernels: [] };
}

function factsOf(node: Node): LayerView['facts'] {
  const facts: { label: string; value: string }[] = [];
  const add = (label: string, value: string): void => void facts.push({ label, value });
  if ('kernel' in node) {
    const [height, width] = ('dilation' in node ? node.dilation : undefined) ?? [1, 1];
    add('window', `${node.kernel.join(' × ')}, stride ${node.stride.join(' × ')}${height > 1 || width > 1 ? `, gaps of ${height} × ${width}` : ''}`);
  }
  if ('padding' in node) {
    const { top, bottom, left, right } = node.padding;
    add('padding', top + bottom + left + right === 0 ? 'none' : `top ${top}, bottom ${bottom}, left ${left}, right ${right}`);
  }
  if (node.kind === 'depthwiseConv2d' && (node.multiplier ?? 1) > 1) add('multiplier', `${node.multiplier} outputs of each input channel`);
  if ('activation' in node && node.activation !== undefined) add('activation', node.activation === 'none' ? 'none' : node.activation === 'relu' ? 'ReLU: nothing below 0' : 'ReLU6: nothing below 0 or above 6');
  return facts;
}

function weightsView({ net, layers }: Int8Net, node: Node): WeightsView | null {
  const layer = layers.get(node.name);
  if (layer === undefined) return null;
  const { weights: values, weightScales: scales, bias } = layer;
  const common = { values, scales, bias, counts: countsOf(values) };
  const channels = bias.length;
  if (node.kind === 'conv2d') return { ...common, shape: [channels, ...node.kernel, values.length / (channels * node.kernel[0] * node.kernel[1])], axes: ['channel out', 'row', 'column', 'channel in'], channelAxis: 0 };
  if (node.kind === 'depthwiseConv2d') return { ...common, shape: [...node.kernel, channels], axes: ['row', 'column', 'channel'], channelAxis: 2 };
  return { ...common, shape: [channels, elements(net.tensors[node.inputs[0]].shape)], axes: ['output', 'input'], channelAxis: 0 };
}

function codeView(net: Net, lowered: ReturnType<typeof lower>): CodeView {
  const numbers = new Map(net.nodes.map(({ name }, index) => [name, index]));
  const lines = modelSourceParts(lowered, net.name, SHOWN_NUMBERS).flatMap(({ text, nodes }) => {
    const layers = nodes.flatMap((name) => numbers.get(name) ?? []);
    return text.replace(/\n$/, '').split('\n').map((line) => ({ text: line, layers }));
  });
  const used = kernelsUsed(lowered);
  const texts = new Map(kernelFiles(used).sources.map(({ name, text }) => [name, text]));
  return { lines, kernels: used.map((kernel) => ({ symbol: KERNELS[kernel].symbol, file: sourceOf(kernel), text: texts.get(sourceOf(kernel)) ?? '' })) };
}
