/**
 * Where an op reads and writes, in elements from the start of its tensors: the window it slides and the views it
 * works on. A whole layer sees whole tensors; a patch sees part of a larger tensor, so a view has a start and a row
 * length of its own. All of the planner's distances come from walking these.
 */
import type { Net, Node, Padding, Shape } from '../net/index.ts';

export interface View {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Elements from the tensor's address to the view's first element. */
  readonly start: number;
  /** Elements from one row of the view to the next. */
  readonly row: number;
}

/** One op between one of its inputs and its output. */
export interface Geometry {
  readonly input: View;
  readonly output: View;
  readonly window: Window;
  /** Padding before the first row and column of the input view. */
  readonly padTop: number;
  readonly padLeft: number;
}

export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly padding: Padding;
}

const POINT: Window = { kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } };

/** The window of convolutions and pools; one place for all others. */
export function windowOf(node: Node): Window {
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return { kernel: node.kernel, stride: node.stride, dilation: node.dilation ?? [1, 1], padding: node.padding };
    case 'averagePool2d':
    case 'maxPool2d':
      return { kernel: node.kernel, stride: node.stride, dilation: [1, 1], padding: node.padding };
    default:
      return POINT;
  }
}

/** Rows (axis 0) or columns (axis 1) between the first and the last place of the window, both included. */
export const reach = ({ kernel, dilation }: Window, axis: 0 | 1): number => (kernel[axis] - 1) * dilation[axis] + 1;

export const wholeView = ([height, width, channels]: Shape): View => ({ height, width, channels, start: 0, row: width * channels });

/** A whole layer between its input of this index and its output. */
export function wholeGeometry(net: Net, node: Node, index: number): Geometry {
  const window = windowOf(node);
  const { top, left } = window.padding;
  return { input: wholeView(net.tensors[node.inputs[index]].shape), output: wholeView(net.tensors[node.output].shape), window, padTop: top, padLeft: left };
}

/** First and last row or column of the input that a place of the output reads, inside the input; null: padding alone. */
export function readRange(place: number, before: number, extent: number, { kernel, stride, dilation }: Window, axis: 0 | 1): readonly [first: number, last: number] | null {
  const at = place * stride[axis] - before;
  const skipped = at < 0 ? Math.ceil(-at / dilation[axis]) : 0;
  const fitting = Math.min(kernel[axis] - 1, Math.floor((extent - 1 - at) / dilation[axis]));
  return fitting < skipped ? null : [at + skipped * dilation[axis], at + fitting * dilation[axis]];
}
