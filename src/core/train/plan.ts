/**
 * Where every tensor of one pass lies. Training keeps each layer's value before and after batch norm for the backward
 * pass and lets gradients share memory as they are spent; the two forward passes reuse activations too.
 *   train       batch statistics, everything kept, gradients placed
 *   statistics  batch statistics, batch norm in place (recalibration)
 *   folded      batch norm already in weights and bias
 * Planned once per network and batch, before its first kernel runs.
 */
import { InputError } from '../lib/index.ts';
import { elements, fanIn, isConvolution, type Net, type Node, type Shape, type TensorId } from '../net/index.ts';
import { FLOAT_BYTES, Pool, type Address } from '../tensor/index.ts';
import { roundUp4 } from './layout.ts';
import { isTrained, trained, TRAINED, type TrainedNode } from './trained.ts';

export type PassKind = 'train' | 'statistics' | 'folded';

/** Address 0 where the pass has no such thing. */
export interface Step {
  readonly node: TrainedNode;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** batch * output height * output width */
  readonly rows: number;
  /** Output channels, padded to 4. */
  readonly channels: number;
  readonly inputs: readonly Address[];
  /** The step whose values before batch norm are the only input, to be normalised and activated as they are read. */
  readonly source: Step | null;
  readonly columns: Address;
  readonly before: Address;
  /** 0 where the only reader takes the values before batch norm. */
  readonly output: Address;
  readonly mean: Address;
  readonly variance: Address;
  readonly inverse: Address;
  /** Scale and offset, then four rows that the backward pass keeps; 6 * channels floats. */
  readonly affine: Address;
}

/** Of one step: the gradient it reads, and those it writes or adds to, per input (address 0: nobody asks for it). */
export interface BackStep {
  readonly step: Step;
  readonly dOutput: Address;
  readonly dInputs: readonly { readonly at: Address; readonly accumulate: 0 | 1 }[];
  /** The normalised step that reads what this one completes, and for which it sums the slopes while it writes. */
  readonly below: Step | null;
  /** Whether a step before it has done so for this one. */
  readonly summed: boolean;
}

export interface Plan {
  readonly batch: number;
  readonly classes: number;
  readonly steps: readonly Step[];
  /** In the order in which they run. */
  readonly backSteps: readonly BackStep[];
  readonly input: Address;
  readonly labels: Address;
  readonly logits: Address;
  readonly dLogits: Address;
  /** Transposed weights of the largest product. */
  readonly scratch: Address;
  /** What the kernels keep of a block of rows or of an image while they work. */
  readonly block: Address;
  /** First address after the plan. */
  readonly end: Address;
}

const isUnit = (node: Node): boolean =>
  node.kind === 'conv2d' && node.kernel[0] * node.kernel[1] * node.stride[0] * node.stride[1] === 1;
export const needsColumns = (node: Node): boolean => node.kind === 'conv2d' && !isUnit(node);

/** @throws InputError for a network whose channels the kernels cannot walk, or whose pooling is not global */
export function planPass(net: Net, batch: number, kind: PassKind, base: Address): Plan {
  const pool = new Pool(base);
  const trains = kind === 'train';
  const take = (floats: number): Address => pool.take(floats * FLOAT_BYTES);
  const shapeOf = (id: TensorId): Shape => net.tensors[id].shape;
  const floatsOf = (id: TensorId): number => batch * shapeOf(id)[0] * shapeOf(id)[1] * roundUp4(shapeOf(id)[2]);
  checkNet(net);

  const input = take(batch * elements(shapeOf(net.inputs[0])));
  const labels = take(batch);
  const scratch = take(scratchFloats(net));
  const block = take(blockFloats(net));
  const lastUse = new Map<TensorId, number>();
  net.nodes.forEach((node, i) => node.inputs.forEach((id) => lastUse.set(id, i)));

  const at = new Map<TensorId, Address>([[net.inputs[0], input]]);
  const address = (id: TensorId): Address => at.get(id) ?? input;
  const sources = new Map<TensorId, Step>();
  const steps = net.nodes.map((node, i): Step => {
    const outputShape = shapeOf(node.output);
    const channels = roundUp4(outputShape[2]);
    const rows = batch * outputShape[0] * outputShape[1];
    const normalised = kind !== 'folded' && isConvolution(node);
    const columns = needsColumns(node) && node.kind === 'conv2d'
      ? take(rows * node.kernel[0] * node.kernel[1] * shapeOf(node.inputs[0])[2])
      : 0;
    const deferred = normalised && readsBefore(net, node.output);
    const before = normalised ? take(floatsOf(node.output)) : 0;
    const output = deferred ? 0 : normalised && !trains ? before : take(floatsOf(node.output));
    const [mean, variance, inverse] = normalised ? [take(channels), take(channels), take(channels)] : [0, 0, 0];
    const affine = normalised ? take(6 * channels) : 0;
    const step: Step = {
      node: trained(node), inputShape: shapeOf(node.inputs[0]), outputShape, rows, channels,
      inputs: node.inputs.map(address), source: sources.get(node.inputs[0]) ?? null, columns, before, output, mean, variance, inverse, affine,
    };
    if (deferred) sources.set(node.output, step);
    at.set(node.output, output || before);
    if (!trains) {
      if (columns) pool.give(columns);
      for (const id of new Set(node.inputs)) if (id !== net.inputs[0] && lastUse.get(id) === i) pool.give(address(id));
    }
    return step;
  });

  const gradients = new Map<TensorId, Address>();
  const holders = new Map<Address, number>();
  const hold = (id: TensorId, at: Address): Address => {
    gradients.set(id, at);
    holders.set(at, (holders.get(at) ?? 0) + 1);
    return at;
  };
  const spend = (at: Address): void => {
    const left = (holders.get(at) ?? 0) - 1;
    holders.set(at, left);
    if (left === 0) pool.give(at);
  };
  const dLogits = trains ? hold(net.outputs[0], take(floatsOf(net.outputs[0]))) : 0;
  const backSteps = !trains ? [] : withSlopes([...steps].reverse().map((step, i): BackStep => {
    const { node } = step;
    const dOutput = gradients.get(node.output) ?? 0;
    const next = steps.at(-2 - i)?.node;
    const dInputs = node.inputs.map((id, which) => {
      if (id === net.inputs[0]) return { at: 0, accumulate: 0 as const };
      const existing = gradients.get(id);
      if (existing !== undefined) return { at: existing, accumulate: 1 as const };
      return { at: hold(id, node.kind === 'add' && handsOn(node, which, next) ? dOutput : take(floatsOf(id))), accumulate: 0 as const };
    });
    spend(dOutput);
    return { step, dOutput, dInputs, below: null, summed: false };
  }));
  return { batch, classes: shapeOf(net.outputs[0])[2], steps, backSteps, input, labels, logits: address(net.outputs[0]), dLogits, scratch, block, end: pool.end };
}

/**
 * Whether a summand takes over the sum's gradient as it is, in place. The second one does; so does the first where the
 * step that runs next reads the second's and leaves it as it is, since whatever is then added is the first one's.
 */
function handsOn(sum: Node, which: number, next: Node | undefined): boolean {
  if (which === 1) return true;
  return sum.inputs[0] !== sum.inputs[1] && next !== undefined && next.output === sum.inputs[1] && isConvolution(next) && next.activation === 'none';
}

/**
 * Finds for each normalised step the product or window that completes its gradient. A sum hands its gradient on as it
 * is, so its second summand's is complete when its own is; an activation there would spoil what the first one reads.
 */
function withSlopes(backSteps: readonly BackStep[]): BackStep[] {
  const completed = (tensor: TensorId, before: number): number => {
    const readers = backSteps.flatMap(({ step }, i) => (i < before && step.node.inputs.includes(tensor) ? [i] : []));
    const last = readers.at(-1) ?? -1;
    const node = backSteps[last]?.step.node;
    return readers.length === 1 && node.kind === 'add' && node.inputs[1] === tensor ? completed(node.output, last) : last;
  };
  const below = new Map<number, Step>();
  const summed = backSteps.map(({ step }, i): boolean => {
    if (!isConvolution(step.node)) return false;
    const writer = completed(step.node.output, i);
    const direct = backSteps[writer]?.step.node.inputs[0] === step.node.output;
    const reachable = direct || step.node.activation === 'none';
    if (writer < 0 || !isConvolution(backSteps[writer].step.node) || !reachable) return false;
    below.set(writer, step);
    return true;
  });
  return backSteps.map((back, i) => ({ ...back, below: below.get(i) ?? null, summed: summed[i] }));
}

/** Whether a tensor's only reader normalises and activates what it reads by itself. */
function readsBefore(net: Net, tensor: TensorId): boolean {
  const readers = net.nodes.filter((node) => node.inputs.includes(tensor));
  return readers.length === 1 && isConvolution(readers[0]) && !needsColumns(readers[0]);
}

/** Rows of the blocks that products go by. */
const BLOCK_ROWS = 128;
/** Floats by which kernels may hold the rows of an image of scratch apart. */
const ROW_GAP = 16;

/** Of the greediest node: a block of rows of a product's input and output, or an image of a window's. */
function blockFloats(net: Net): number {
  return Math.max(...net.nodes.filter(isConvolution).map((node) => {
    const [[inH, inW, inputs], [outH, outW, outputs]] = [net.tensors[node.inputs[0]].shape, net.tensors[node.output].shape];
    if (node.kind === 'depthwiseConv2d') return inH * (inW * roundUp4(inputs) + ROW_GAP) + outH * (outW * roundUp4(outputs) + ROW_GAP);
    return BLOCK_ROWS * (fanIn(node, net.tensors[node.inputs[0]].shape) + roundUp4(outputs));
  }), 0);
}

function scratchFloats(net: Net): number {
  return net.nodes.reduce((most, node) => {
    const channels = roundUp4(net.tensors[node.output].shape[2]);
    return Math.max(most, channels * net.tensors[node.inputs[0]].shape[2]);
  }, 0);
}

function checkNet(net: Net): void {
  for (const node of net.nodes) {
    const [height, width, channels] = net.tensors[node.inputs[0]].shape;
    const output = net.tensors[node.output].shape;
    if (!isTrained(node)) throw new InputError(`the float core does not train ${node.kind}; it does ${TRAINED.join(', ')}`, node.name);
    if ('dilation' in node || 'multiplier' in node) throw new InputError('the float core trains no dilation and no channel multiplier', node.name);
    if (channels % 4 !== 0 && !needsColumns(node)) {
      throw new InputError(`${channels} input channels; the float kernels take multiples of 4`, node.name);
    }
    if (output[2] % 4 !== 0 && node.output !== net.outputs[0]) {
      throw new InputError(`${output[2]} output channels; the float kernels take multiples of 4`, node.name);
    }
    if (node.kind === 'averagePool2d' && (node.kernel[0] !== height || node.kernel[1] !== width)) {
      throw new InputError(`a ${node.kernel.join('x')} pool of a ${height}x${width} map; the float core pools whole maps`, node.name);
    }
    if (node.kind === 'depthwiseConv2d' && (node.kernel[0] !== node.kernel[1] || node.kernel[0] % 2 === 0 || node.kernel[0] > 7)) {
      throw new InputError(`a ${node.kernel.join('x')} depthwise window; the float core has 3x3, 5x5 and 7x7`, node.name);
    }
  }
}
