/**
 * Architecture to network: each block becomes expand, depthwise, project and, with a shortcut, add. Depthwise windows
 * are padded by kernel / 2 on every side as in PyTorch, whence the published networks come.
 */
import type { Architecture, Block } from '../space/index.ts';
import type { Activation, Net, Node, Padding, Shape, Tensor, TensorId } from './ir.ts';
import { outputShape } from './shapes.ts';
import { validateNet } from './validate.ts';

type WithoutEnds<N> = N extends Node ? Omit<N, 'inputs' | 'output'> : never;

const NO_PADDING: Padding = { top: 0, bottom: 0, left: 0, right: 0 };
const UNIT = [1, 1] as const;

/**
 * Node names: `stem`, `<block>.expand`, `<block>.depthwise`, `<block>.project`, `<block>.add`, `mix`, `pool`, `classifier`.
 * Tensors bear the name of the node that writes them, the input is `input`.
 * @throws InputError when the shapes do not work out, e.g. an input smaller than a window
 */
export function buildNet(architecture: Architecture): Net {
  const tensors: Tensor[] = [{ name: 'input', shape: architecture.input }];
  const nodes: Node[] = [];

  const append = (parts: WithoutEnds<Node>, inputs: readonly TensorId[], channels: number): TensorId => {
    const output = tensors.length;
    const node: Node = { ...parts, inputs, output };
    const shape: Shape = outputShape(node, inputs.map((id) => tensors[id].shape), [1, 1, channels]);
    tensors.push({ name: node.name, shape });
    nodes.push(node);
    return output;
  };
  const pointwise = (name: string, activation: Activation, input: TensorId, channels: number): TensorId =>
    append({ kind: 'conv2d', name, kernel: UNIT, stride: UNIT, padding: NO_PADDING, activation }, [input], channels);

  const appendBlock = (block: Block, input: TensorId): TensorId => {
    const pad = block.kernel >> 1;
    const wide = block.expand ? pointwise(`${block.name}.expand`, 'relu6', input, block.midChannels) : input;
    const filtered = append(
      {
        kind: 'depthwiseConv2d',
        name: `${block.name}.depthwise`,
        kernel: [block.kernel, block.kernel],
        stride: block.stride,
        padding: { top: pad, bottom: pad, left: pad, right: pad },
        activation: 'relu6',
      },
      [wide],
      block.midChannels,
    );
    const narrow = pointwise(`${block.name}.project`, 'none', filtered, block.outChannels);
    return block.shortcut ? append({ kind: 'add', name: `${block.name}.add`, activation: 'none' }, [input, narrow], block.outChannels) : narrow;
  };

  const { kernel, stride, outChannels, padding: [top, bottom, left, right] } = architecture.stem;
  const stem = append(
    { kind: 'conv2d', name: 'stem', kernel, stride, padding: { top, bottom, left, right }, activation: 'relu6' },
    [0],
    outChannels,
  );
  const trunk = architecture.blocks.reduce((input, block) => appendBlock(block, input), stem);
  const mixed = architecture.mixChannels === null ? trunk : pointwise('mix', 'relu6', trunk, architecture.mixChannels);
  const [height, width, channels] = tensors[mixed].shape;
  const pooled = append(
    { kind: 'averagePool2d', name: 'pool', kernel: [height, width], stride: UNIT, padding: NO_PADDING },
    [mixed],
    channels,
  );
  const output = append({ kind: 'dense', name: 'classifier', activation: 'none' }, [pooled], architecture.classes);
  const net: Net = { name: architecture.name, tensors, nodes, inputs: [0], outputs: [output] };
  validateNet(net);
  return net;
}
