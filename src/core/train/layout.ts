/**
 * Where the supernet's parameters lie in one run of floats, laid out for the largest network, and which slice of them
 * a smaller network uses: first channels for width and expansion, centre of the 7x7 for the kernel, first blocks for
 * depth (Once-for-All, arXiv 1908.09791, section 3; MCUNet supplement D). Products are stored [in][out], depthwise
 * [ky][kx][channel], so that every slice is an offset and a pitch. Convolution and dense weights come first and decay;
 * batch norm and biases follow and do not.
 */
import { fanIn, isWeighted, type Net, type Node } from '../net/index.ts';
import { FLOAT_BYTES, type Address } from '../tensor/index.ts';

export const roundUp4 = (n: number): number => Math.ceil(n / 4) * 4;

/** A smaller kernel of a depthwise layer whose window comes of a larger one by a matrix (transform.ts). Offsets in floats. */
export interface Smaller {
  readonly kernel: number;
  /** kernel^2 rows of as many floats. */
  readonly matrix: number;
  /** As the weights lie. */
  readonly window: number;
}

/** Offsets and sizes in floats. Offset -1: the node has none. */
export interface Entry {
  readonly weights: number;
  /** Floats of the weights. */
  readonly count: number;
  /** Inputs that one output sums over. */
  readonly fanIn: number;
  readonly kernel: number;
  /** Output channels, padded to 4. */
  readonly pitch: number;
  readonly gamma: number;
  readonly beta: number;
  readonly bias: number;
  /** Falling; empty where smaller kernels are the centre of the window as it is. */
  readonly smaller: readonly Smaller[];
}

export interface Layout {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Floats in all, a multiple of 4. */
  readonly count: number;
  /** The first floats, which weight decay pulls on; a multiple of 4. */
  readonly decayed: number;
}

/** Addresses of one node's parameters and the pitches of its weights in floats. */
export interface Slice {
  readonly weights: Address;
  /** Of a product: from one input to the next. Of a depthwise window: from one kernel row to the next. */
  readonly row: number;
  /** Of a depthwise window: from one kernel column to the next. */
  readonly tap: number;
  readonly gamma: Address;
  readonly beta: Address;
  readonly bias: Address;
}

export type Slices = ReadonlyMap<string, Slice>;

/** Inputs that one output of a node sums over; 0 for nodes without weights. */
export const rowsOf = (net: Net, node: Node): number => (isWeighted(node) ? fanIn(node, net.tensors[node.inputs[0]].shape) : 0);

/**
 * @param net the largest network that shares these parameters
 * @param transforms whether smaller kernels come of larger ones by matrices
 */
export function layoutOf(net: Net, transforms = false): Layout {
  const weighted = net.nodes
    .map((node) => ({ node, rows: rowsOf(net, node), pitch: roundUp4(net.tensors[node.output].shape[2]) }))
    .filter(({ rows }) => rows > 0);
  let next = 0;
  const take = (count: number): number => (next += count) - count;
  const weights = weighted.map(({ rows, pitch }) => take(rows * pitch));
  const decayed = next;
  const entries = new Map<string, Entry>();
  weighted.forEach(({ node, rows, pitch }, i) => {
    const normalised = node.kind !== 'dense';
    entries.set(node.name, {
      weights: weights[i],
      count: rows * pitch,
      fanIn: rows,
      kernel: node.kind === 'depthwiseConv2d' ? node.kernel[0] : 1,
      pitch,
      gamma: normalised ? take(pitch) : -1,
      beta: normalised ? take(pitch) : -1,
      bias: normalised ? -1 : take(pitch),
      smaller: transforms && node.kind === 'depthwiseConv2d' ? smallerKernels(node.kernel[0]).map((kernel) => ({ kernel, matrix: take(roundUp4(kernel ** 4)), window: take(kernel ** 2 * pitch) })) : [],
    });
  });
  return { entries, count: next, decayed };
}

/** Down to 3. */
const smallerKernels = (kernel: number): number[] => Array.from({ length: Math.max(0, (kernel - 3) / 2) }, (_, i) => kernel - 2 * (i + 1));

/**
 * The slices that a network of the space uses.
 * @param base address of the run of floats
 */
export function slicesOf(layout: Layout, net: Net, base: Address): Slices {
  const at = (offset: number): Address => (offset < 0 ? 0 : base + offset * FLOAT_BYTES);
  const slices = new Map<string, Slice>();
  for (const node of net.nodes) {
    const entry = layout.entries.get(node.name);
    if (!entry) continue;
    const depthwise = node.kind === 'depthwiseConv2d';
    const own = depthwise ? entry.smaller.find(({ kernel }) => kernel === node.kernel[0]) : undefined;
    const margin = depthwise && !own ? (entry.kernel - node.kernel[0]) / 2 : 0;
    slices.set(node.name, {
      weights: at(own?.window ?? entry.weights + margin * (entry.kernel + 1) * entry.pitch),
      row: depthwise ? (own ?? entry).kernel * entry.pitch : entry.pitch,
      tap: entry.pitch,
      gamma: at(entry.gamma),
      beta: at(entry.beta),
      bias: at(entry.bias),
    });
  }
  return slices;
}
