/**
 * One layer twice: as a standard convolution, and as a depthwise one followed by a 1 x 1 convolution. Both are built as
 * networks and counted like any other. In work the second is 1 / N + 1 / k² of the first, for N output channels and a
 * k x k window. Source: MobileNets (arXiv 1704.04861), section 3.1.
 */
import { flash, latency, macs } from '../core/cost/index.ts';
import { InputError } from '../core/lib/index.ts';
import { peakSram } from '../core/memory/index.ts';
import { outputShape, validateNet, type Net, type Node, type Tensor } from '../core/net/index.ts';
import type { Recipe } from './recipe.ts';
import { resolve } from './setup.ts';

/** A square map of `side`, `inputs` channels in, `outputs` channels out, a `kernel` x `kernel` window at stride 1. */
export interface TwinShape {
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
}

export interface TwinCosts {
  readonly macs: number;
  /** int8, without bias and scales. */
  readonly weightBytes: number;
  /** By the recipe's formula. */
  readonly sramBytes: number;
  /** Estimated for the recipe's board. */
  readonly latencyMs: number;
}

export interface Twins extends TwinShape {
  readonly standard: TwinCosts;
  readonly separable: TwinCosts;
}

const LIMITS: Record<keyof TwinShape, readonly [least: number, most: number]> = { side: [1, 256], inputs: [1, 2048], outputs: [1, 2048], kernel: [1, 15] };

/** @throws InputError for shapes beyond any microcontroller's, or a window of even side */
export function twins(recipe: Recipe, shape: TwinShape): Twins {
  for (const [name, [least, most]] of Object.entries(LIMITS)) {
    const value = shape[name as keyof TwinShape];
    if (!Number.isInteger(value) || value < least || value > most) throw new InputError(`${value} is not a whole number from ${least} to ${most}`, name);
  }
  if (shape.kernel % 2 === 0) throw new InputError(`a window of ${shape.kernel} has no middle; it must be odd`, 'kernel');
  const { board } = resolve(recipe);
  const costs = (net: Net): TwinCosts => ({
    macs: macs(net), weightBytes: flash(net).weights, sramBytes: peakSram(net, recipe.memoryModel).total, latencyMs: latency(net, board).ms.value,
  });
  return { ...shape, standard: costs(chain(shape, ['conv2d'])), separable: costs(chain(shape, ['depthwiseConv2d', 'conv2d'])) };
}

/** Layers one after another; the first has the window, those after it are 1 x 1, the last has the output's channels. */
function chain({ side, inputs, outputs, kernel }: TwinShape, kinds: readonly ('conv2d' | 'depthwiseConv2d')[]): Net {
  const tensors: Tensor[] = [{ name: 'input', shape: [side, side, inputs] }];
  const nodes = kinds.map((kind, index): Node => {
    const [window, pad] = index === 0 ? [kernel, kernel >> 1] : [1, 0];
    const node: Node = {
      kind, name: kind, kernel: [window, window], stride: [1, 1], padding: { top: pad, bottom: pad, left: pad, right: pad }, activation: 'none', inputs: [index], output: index + 1,
    };
    tensors.push({ name: kind, shape: outputShape(node, [tensors[index].shape], [1, 1, kind === 'depthwiseConv2d' ? inputs : outputs]) });
    return node;
  });
  const net: Net = { name: 'twin', tensors, nodes, inputs: [0], outputs: [nodes.length] };
  validateNet(net);
  return net;
}
