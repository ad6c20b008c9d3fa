/**
 * Which kernels can run a node, fastest first, and what the planner may rely on: how much scratch each takes and in
 * which order it reads and writes. kernels/int8 keeps these promises; the tests of plans act them out byte by byte.
 */
import type { Net, Node } from '../net/index.ts';
import { reach, wholeGeometry, type Geometry } from './geometry.ts';
import { aligned } from './lifetimes.ts';

/** gemm, lean: the two convolutions. ring: depthwise through a ring of rows. direct: the one kernel of any other op. */
export type KernelName = 'gemm' | 'lean' | 'ring' | 'direct';

/**
 * pixels: output pixels in order; the reads of up to `interleaved` pixels may mix with their writes, 0 where a pixel
 * is read before it is written. elements: element i of the output from element i of the inputs, in order. ring: channel
 * by channel, rows read just before the first output row that needs them (or so by columns, where shapes and addresses
 * are equal). whole: any order.
 */
export type Access = { readonly order: 'pixels'; readonly interleaved: number; readonly reversible: boolean } | { readonly order: 'elements' | 'ring' | 'whole' };

export interface Kernel {
  readonly name: KernelName;
  /** Bytes set aside while the step runs. */
  readonly scratch: number;
  readonly access: Access;
}

/** Pixels whose columns a convolution gathers at once, as 16-bit values. */
const GEMM_PIXELS = 4;
/** Pixels the convolution without scratch works on at once. */
const LEAN_PIXELS = 2;

/** @param geometry of the node's first input: a whole layer by default, a patch where it runs on patches */
export function kernelsOf(net: Net, node: Node, geometry: Geometry = wholeGeometry(net, node, 0)): readonly Kernel[] {
  switch (node.kind) {
    case 'conv2d': {
      const taps = node.kernel[0] * node.kernel[1] * geometry.input.channels;
      return [
        { name: 'gemm', scratch: GEMM_PIXELS * 2 * aligned(taps), access: { order: 'pixels', interleaved: 0, reversible: true } },
        { name: 'lean', scratch: 0, access: { order: 'pixels', interleaved: LEAN_PIXELS, reversible: true } },
      ];
    }
    case 'depthwiseConv2d':
      return [{ name: 'ring', scratch: ringBytes(geometry), access: { order: 'ring' } }];
    case 'add':
    case 'sub':
    case 'mul':
    case 'lookup':
      return [{ name: 'direct', scratch: 0, access: { order: 'elements' } }];
    case 'averagePool2d':
    case 'maxPool2d':
      return [{ name: 'direct', scratch: 0, access: { order: 'pixels', interleaved: 1, reversible: false } }];
    case 'dense':
    case 'mean':
    case 'softmax':
    case 'concat':
    case 'slice':
    case 'pad':
    case 'resizeNearest':
      return [{ name: 'direct', scratch: 0, access: { order: 'whole' } }];
    default:
      return node satisfies never;
  }
}

/** Outputs that the depthwise kernel sums at once. */
const RING_OUTPUTS = 4;

/** Spread weights and a ring of lines; the kernel may run along columns where they are longer than rows. */
function ringBytes(geometry: Geometry): number {
  const rows = ringAlong(geometry, 1);
  return geometry.output.height > geometry.output.width ? Math.max(rows, ringAlong(geometry, 0)) : rows;
}

/** The formula at the head of kernels/int8/depthwise_conv2d.c, for lines along columns (axis 0) or rows (axis 1). */
function ringAlong({ output, window }: Geometry, axis: 0 | 1): number {
  const across = axis === 0 ? 1 : 0;
  const stride = window.stride[axis];
  const pairs = Math.floor((reach(window, axis) + 2) / 2);
  const outputs = RING_OUTPUTS * Math.ceil((axis === 0 ? output.height : output.width) / RING_OUTPUTS);
  const values = stride * (outputs - RING_OUTPUTS) + 2 * (Math.floor((3 * stride) / 2) + pairs);
  return window.kernel[across] * (16 * pairs + 2 * values * window.dilation[across]);
}
