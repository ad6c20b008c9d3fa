/**
 * Peak SRAM by the three formulas in print, which answer different questions about one network. Each reproduces a
 * published column; none counts stack. Inputs and outputs of a step are alive together; what a shortcut holds is a
 * bystander.
 * A: the analytic activation figure of MCUNet's profiler. Depthwise needs input and output; bystanders count there only.
 * B: MCUNetV2's. As A with depthwise in place, max(input, output), save where a shortcut reads the input again.
 * C: TinyEngine's measured SRAM. As B with bystanders everywhere, sizes rounded up to four, plus the largest
 *    column buffer (convolution: two columns of 16 bits; depthwise: a double padded channel) and the largest
 *    16-bit copy of the weights of a standard convolution wider than 1 x 1.
 * Sources: mit-han-lab/mcunet utils/pytorch_utils.py; MCUNetV2 (arXiv 2110.15352); mit-han-lab/tinyengine
 * GeneralMemoryScheduler, conv2d and depthwiseConv2d.
 */
import { elements, isWeighted, type DepthwiseConv2d, type Net, type Node } from '../net/index.ts';
import { aligned, bystanders, lifetimes } from './lifetimes.ts';

export type MemoryModel = 'A' | 'B' | 'C';

export interface StepSram {
  readonly step: number;
  readonly name: string;
  /** Bytes of tensors this step needs alive by the formula; 0 for additions under A and B, which do not look at them. */
  readonly arena: number;
  /** Bytes of column and kernel buffers of this step; 0 under A and B. */
  readonly scratch: number;
}

export interface PeakSram {
  readonly total: number;
  readonly arena: number;
  /** Shared by all steps: largest column buffer plus largest kernel buffer, which may belong to different steps. */
  readonly scratch: number;
  readonly perStep: readonly StepSram[];
  /** Index of the step that needs the most arena. */
  readonly peakStep: number;
}

/** Bytes at one byte per element. */
export function peakSram(net: Net, model: MemoryModel = 'C'): PeakSram {
  const lives = lifetimes(net);
  const round = model === 'C' ? aligned : (bytes: number): number => bytes;
  const size = (id: number): number => round(elements(net.tensors[id].shape));
  let columns = 0;
  let kernels = 0;
  let peakStep = 0;
  const perStep: StepSram[] = [];
  net.nodes.forEach((node, step) => {
    const buffers = model === 'C' ? tinyEngineBuffers(net, node) : { column: 0, kernel: 0 };
    columns = Math.max(columns, buffers.column);
    kernels = Math.max(kernels, buffers.kernel);
    const held = bystanders(node, step, lives).reduce((bytes, id) => bytes + size(id), 0);
    const readAgain = node.inputs.some((id) => lives[id].last > step);
    const arena = stepArena(node, node.inputs.map(size), size(node.output), held, readAgain, model);
    perStep.push({ step, name: node.name, arena, scratch: buffers.column + buffers.kernel });
    if (arena > perStep[peakStep].arena) peakStep = step;
  });
  const { arena } = perStep[peakStep];
  return { total: arena + columns + kernels, arena, scratch: columns + kernels, perStep, peakStep };
}

/** @param readAgain a later step reads an input too, so that nothing may be written over it */
function stepArena(node: Node, inputs: readonly number[], output: number, held: number, readAgain: boolean, model: MemoryModel): number {
  switch (node.kind) {
    case 'depthwiseConv2d':
      return held + (model === 'A' || readAgain ? inputs[0] + output : Math.max(inputs[0], output));
    case 'add':
    case 'sub':
    case 'mul':
      return model === 'C' ? inputs[0] + inputs[1] + output + held : 0;
    case 'concat':
      return inputs.reduce((sum, bytes) => sum + bytes, 0) + output + (model === 'C' ? held : 0);
    case 'conv2d':
    case 'dense':
    case 'averagePool2d':
    case 'maxPool2d':
    case 'mean':
    case 'softmax':
    case 'lookup':
    case 'slice':
    case 'pad':
    case 'resizeNearest':
      return inputs[0] + output + (model === 'C' ? held : 0);
    default:
      return node satisfies never;
  }
}

/** Bytes of TinyEngine's column buffer and of its 16-bit kernel copy. A dense layer is emitted as a 1 x 1 convolution. */
function tinyEngineBuffers(net: Net, node: Node): { column: number; kernel: number } {
  if (!isWeighted(node)) return { column: 0, kernel: 0 };
  switch (node.kind) {
    case 'conv2d': {
      const taps = node.kernel[0] * node.kernel[1] * net.tensors[node.inputs[0]].shape[2];
      const outChannels = net.tensors[node.output].shape[2];
      return { column: taps * 2 * 2, kernel: node.kernel[0] * node.kernel[1] > 1 ? taps * outChannels * 2 : 0 };
    }
    case 'depthwiseConv2d':
      return { column: 2 * paddedChannel(net, node), kernel: 0 };
    case 'dense':
      return { column: elements(net.tensors[node.inputs[0]].shape) * 2 * 2, kernel: 0 };
    default:
      return node satisfies never;
  }
}

/** Elements of one input channel with its zero padding round it: what TinyEngine's in-place depthwise layer sets aside. */
function paddedChannel(net: Net, { inputs, padding }: DepthwiseConv2d): number {
  const [height, width] = net.tensors[inputs[0]].shape;
  return (height + padding.top + padding.bottom) * (width + padding.left + padding.right);
}
