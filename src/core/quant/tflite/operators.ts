/**
 * One translation per operator of TensorFlow Lite. Each appends a node, or none where the operator only relabels, or
 * throws `Unsupported` with the reason. Exact by construction: what has no exact counterpart is refused.
 */
import { elements, type Padding, type TfliteOperator } from '../../net/index.ts';
import { constantsOf, filterOf } from './constants.ts';
import { Unsupported, type Assembly } from './graph.ts';
import { activationless, activationOf, windowOf } from './window.ts';

/** @param index of the operator in the file; part of the node's name */
type Translate = (assembly: Assembly, operator: TfliteOperator, index: number) => void;

const conv2d: Translate = (assembly, operator, index) => {
  const input = assembly.value(operator.inputs[0]);
  assembly.checkShape(input);
  const { shape: [channels, height, width, depth], weights, scales } = filterOf(assembly, operator, 4, 0);
  if (depth !== input.shape[2]) throw new Unsupported(`is grouped: its filters see ${depth} of ${input.shape[2]} channels; all, or one by DEPTHWISE_CONV_2D, are supported`);
  const [output] = operator.outputs;
  const window = windowOf(operator, [height, width], input, assembly.shapeOf(output));
  assembly.append(`conv2d_${index}`, [input], output, { kind: 'conv2d', ...window, activation: activationOf(operator) }, constantsOf(assembly.graph, operator, weights, scales, channels));
};

/** One input channel under many filters is a convolution, and becomes one: [window][filter] turns to [filter][window]. */
const depthwiseConv2d: Translate = (assembly, operator, index) => {
  const input = assembly.value(operator.inputs[0]);
  assembly.checkShape(input);
  const { shape: [, height, width, channels], weights, scales } = filterOf(assembly, operator, 4, 3);
  const [output] = operator.outputs;
  const parts = { ...windowOf(operator, [height, width], input, assembly.shapeOf(output)), activation: activationOf(operator) };
  if (channels === input.shape[2]) {
    assembly.append(`depthwise_${index}`, [input], output, { kind: 'depthwiseConv2d', ...parts }, constantsOf(assembly.graph, operator, weights, scales, channels));
    return;
  }
  if (input.shape[2] !== 1) throw new Unsupported(`has multiplier ${channels / input.shape[2]} on ${input.shape[2]} channels; more than 1 is supported on one channel`);
  const window = height * width;
  const turned = Int8Array.from(weights, (_, i) => weights[(i % window) * channels + Math.floor(i / window)]);
  assembly.append(`conv2d_${index}`, [input], output, { kind: 'conv2d', ...parts }, constantsOf(assembly.graph, operator, turned, scales, channels));
};

const fullyConnected: Translate = (assembly, operator, index) => {
  const input = assembly.value(operator.inputs[0]);
  if (input.border !== null) throw new Unsupported('reads a padded tensor; padding is supported before convolutions');
  if (operator.options.weightsFormat !== 0) throw new Unsupported('has shuffled weights; plain ones are supported');
  const { shape: [channels, depth], weights, scales } = filterOf(assembly, operator, 2, 0);
  if (depth !== elements(input.shape)) throw new Unsupported(`takes ${depth} values of ${elements(input.shape)}; one row at a time is supported`);
  const [output] = operator.outputs;
  if (assembly.shapeOf(output).join() !== [1, 1, channels].join()) throw new Unsupported(`makes ${assembly.shapeOf(output).join('x')}; one row of ${channels} is what its weights give`);
  assembly.append(`dense_${index}`, [input], output, { kind: 'dense', activation: activationOf(operator) }, constantsOf(assembly.graph, operator, weights, scales, channels));
};

const add: Translate = (assembly, operator, index) => {
  const [first, second] = [assembly.plain(operator.inputs[0]), assembly.plain(operator.inputs[1])];
  if (first.shape.join() !== second.shape.join()) throw new Unsupported(`adds ${first.shape.join('x')} and ${second.shape.join('x')}; equal shapes are supported`);
  assembly.append(`add_${index}`, [first, second], operator.outputs[0], { kind: 'add', activation: activationOf(operator) });
};

const pool = (kind: 'averagePool2d' | 'maxPool2d'): Translate => (assembly, operator, index) => {
  const input = assembly.plain(operator.inputs[0]);
  const [output] = operator.outputs;
  activationless(operator, assembly.params[input.id]);
  const { filterHeight, filterWidth } = operator.options;
  assembly.append(`pool_${index}`, [input], output, { kind, ...windowOf(operator, [filterHeight, filterWidth], input, assembly.shapeOf(output)) });
};

const softmax: Translate = (assembly, operator, index) => {
  const input = assembly.plain(operator.inputs[0]);
  assembly.append(`softmax_${index}`, [input], operator.outputs[0], { kind: 'softmax', beta: operator.options.beta });
};

/** Zero padding in front of a convolution becomes part of its window; TFLite pads with the zero point, as windows do. */
const pad: Translate = (assembly, operator) => {
  const [from, amounts] = operator.inputs;
  const [output] = operator.outputs;
  const input = assembly.plain(from);
  const tensor = assembly.graph.tensors[amounts ?? -1];
  if (tensor?.type !== 'INT32' || tensor.data === null || tensor.data.length !== 32) throw new Unsupported('has amounts that are not constant int32 for 4 dimensions');
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, 32);
  const [batch, batchEnd, top, bottom, left, right, depth, depthEnd] = Array.from({ length: 8 }, (_, i) => view.getInt32(4 * i, true));
  if (batch !== 0 || batchEnd !== 0 || depth !== 0 || depthEnd !== 0) throw new Unsupported('pads batch or channels; height and width are supported');
  if (Math.min(top, bottom, left, right) < 0) throw new Unsupported(`pads by ${top},${bottom},${left},${right}`);
  const params = assembly.graph.tensors[output];
  const { scale, zeroPoint } = assembly.params[input.id];
  if (params.scales[0] !== scale || params.zeroPoints[0] !== zeroPoint) throw new Unsupported('changes scale or zero point');
  const border: Padding = { top, bottom, left, right };
  assembly.label(output, { ...input, border });
};

const relabel: Translate = (assembly, { inputs: [from], outputs: [to] }) => assembly.relabel(from, to);

/** The operators there are translations for, by the schema's names. */
export const TRANSLATIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['CONV_2D', conv2d],
  ['DEPTHWISE_CONV_2D', depthwiseConv2d],
  ['FULLY_CONNECTED', fullyConnected],
  ['ADD', add],
  ['AVERAGE_POOL_2D', pool('averagePool2d')],
  ['MAX_POOL_2D', pool('maxPool2d')],
  ['SOFTMAX', softmax],
  ['PAD', pad],
  ['RESHAPE', relabel],
  ['SQUEEZE', relabel],
  ['EXPAND_DIMS', relabel],
]);

/** Operators whose first input alone is data; the others say how. */
export const FIRST_INPUT_ONLY: ReadonlySet<string> = new Set(['RESHAPE', 'SQUEEZE', 'EXPAND_DIMS', 'PAD']);
