/** CONV_2D and DEPTHWISE_CONV_2D. */
import type { Shape, TfliteOperator } from '../../../net/index.ts';
import { constantsOf, filterOf, summandsOf } from '../filter.ts';
import type { Assembly } from '../graph.ts';
import { Unsupported } from '../unsupported.ts';
import { fusedOf, geometryOf, ownActivation, turnFilter, windowOf, type Window } from '../window.ts';
import type { Translate } from './translate.ts';
import type { NodeParts, Value } from '../value.ts';

export const conv2d: Translate = (assembly, operator, index) => {
  const { zeroPoint } = assembly.paramsOf(operator.inputs[0]);
  const { shape: [channels, height, width, depth], weights, scales } = filterOf(assembly, operator, 4, 0);
  const window = windowOf(assembly, operator, [height, width], zeroPoint);
  const seen = window.input.shape[2];
  if (depth !== seen) throw new Unsupported(`is grouped: its filters see ${depth} of ${seen} channels; all, or one by DEPTHWISE_CONV_2D, are supported`);
  const turned = window.turned ? turnFilter(weights, [height, width], channels, depth) : weights;
  append(assembly, operator, index, window, turned, scales, { kind: 'conv2d', channels, depth });
};

/** One input channel under many filters is a convolution, and becomes one: [window][filter] turns to [filter][window]. */
export const depthwiseConv2d: Translate = (assembly, operator, index) => {
  const { zeroPoint } = assembly.paramsOf(operator.inputs[0]);
  const { shape: [one, height, width, channels], weights, scales } = filterOf(assembly, operator, 4, 3);
  if (one !== 1) throw new Unsupported(`has ${one} sets of filters; one is what it has`);
  const window = windowOf(assembly, operator, [height, width], zeroPoint);
  const depth = window.input.shape[2];
  if (channels % depth !== 0) throw new Unsupported(`has ${channels} filters for ${depth} channels; a multiple is needed`);
  const turned = window.turned ? turnFilter(weights, [height, width], 1, channels) : weights;
  if (depth === 1 && channels > 1) {
    const places = height * width;
    append(assembly, operator, index, window, turned.map((_, i) => turned[(i % places) * channels + Math.floor(i / places)]), scales, { kind: 'conv2d', channels, depth });
  } else {
    append(assembly, operator, index, window, turned, scales, { kind: 'depthwiseConv2d', channels, depth });
  }
};

interface Layer {
  readonly kind: 'conv2d' | 'depthwiseConv2d';
  readonly channels: number;
  readonly depth: number;
}

function append(assembly: Assembly, operator: TfliteOperator, index: number, window: Window, weights: Int16Array, scales: readonly number[], { kind, channels, depth }: Layer): void {
  const [output] = operator.outputs;
  const fused = fusedOf(operator);
  const summands = summandsOf(weights);
  const input = summands.length === 1 ? window.input : repeatRows(assembly, window, summands.length, index);
  const rows = kind === 'conv2d' ? channels * window.kernel[0] : window.kernel[0];
  const ends = { input: assembly.params[input.id], output: assembly.paramsOf(output), single: assembly.isUnsigned(operator.inputs[1]) };
  const constants = constantsOf(assembly, operator, interleave(summands, rows), scales, channels, ends);
  const geometry = geometryOf(window);
  const activation = ownActivation(fused);
  const many = summands.length;
  const stretched = many === 1 ? geometry : {
    ...geometry,
    kernel: [geometry.kernel[0] * many, geometry.kernel[1]] as const,
    stride: [geometry.stride[0] * many, geometry.stride[1]] as const,
    padding: { ...geometry.padding, top: geometry.padding.top * many, bottom: geometry.padding.bottom * many },
  };
  const parts: NodeParts = kind === 'conv2d' ? { kind, ...stretched, activation } : { kind, ...stretched, activation, ...(channels === depth ? {} : { multiplier: channels / depth }) };
  const name = kind === 'conv2d' ? `conv2d_${index}` : `depthwise_${index}`;
  assembly.append(name, [input], output, parts, { constants, fused, free: [1, 1, channels] });
}

/** Each row of the input as often as the weights have summands, so that a taller window adds them up. */
function repeatRows(assembly: Assembly, { input, dilation }: Window, times: number, index: number): Value {
  if (dilation !== undefined && dilation[0] !== 1) throw new Unsupported('has weights that differ from their zero point by more than int8 holds, and dilation; one of them is supported');
  const [height, width, channels] = assembly.ownShape(input);
  const free: Shape = [height * times, width, channels];
  const id = assembly.emit(`repeat_${index}`, [input], assembly.params[input.id], { kind: 'resizeNearest', alignCorners: false, halfPixelCenters: false }, { free });
  return { id, shape: free, border: null, order: null };
}

/** Rows of the summands in turn. */
function interleave(summands: readonly Int8Array[], rows: number): Int8Array {
  const [first] = summands;
  if (summands.length === 1) return first;
  const row = first.length / rows;
  const result = new Int8Array(first.length * summands.length);
  for (let y = 0; y < rows; y++) summands.forEach((part, k) => result.set(part.subarray(y * row, (y + 1) * row), (y * summands.length + k) * row));
  return result;
}
