/**
 * Folding: nodes that change nothing go, and two that follow each other become one. A table of identity, a window or a
 * resize of one place, a slice of everything and a border of nothing are what exporters leave behind.
 */
import type { Concat, Lookup, Node, Pad, Slice, TensorId } from '../../net/index.ts';
import { passOf, replaceNodes, sameParams, soleWriter, type Draft, type Step } from './draft.ts';

export const fold = passOf((draft) => {
  for (const node of draft.net.nodes) {
    const step = bypassed(draft, node) ?? joined(draft, node);
    if (step !== null) return step;
  }
  return null;
});

/** Whether the output is the input, byte for byte, with the same meaning. */
function isIdentity({ net, params, tables }: Draft, node: Node): boolean {
  const sameShape = net.tensors[node.output].shape.every((extent, axis) => extent === net.tensors[node.inputs[0]].shape[axis]);
  if (!sameShape || !sameParams(params, node.inputs[0], node.output)) return false;
  switch (node.kind) {
    case 'lookup':
      return (tables.get(node.name) ?? []).every((value, i) => value === i - 128);
    case 'averagePool2d':
    case 'maxPool2d':
      return node.kernel[0] === 1 && node.kernel[1] === 1 && (node.activation ?? 'none') === 'none';
    case 'slice':
    case 'pad':
    case 'resizeNearest':
      return true;
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
    case 'add':
    case 'sub':
    case 'mul':
    case 'mean':
    case 'softmax':
    case 'concat':
      return false;
    default:
      return node satisfies never;
  }
}

/** Readers of an identity read its input instead. An input of the network cannot become its output. */
function bypassed(draft: Draft, node: Node): Step | null {
  const { net } = draft;
  const [input] = node.inputs;
  const ends = net.outputs.includes(node.output) && (net.inputs.includes(input) || net.outputs.includes(input));
  if (ends || net.nodes.length === 1 || !isIdentity(draft, node)) return null;
  const instead = (id: TensorId): TensorId => (id === node.output ? input : id);
  const nodes = net.nodes.filter((other) => other !== node).map((other): Node => ({ ...other, inputs: other.inputs.map(instead) }));
  return { draft: { ...draft, net: { ...net, nodes, outputs: net.outputs.map(instead) } }, did: `${node.name}: a ${node.kind} that changes nothing is gone` };
}

/** Two of a kind in a row as one. */
function joined(draft: Draft, node: Node): Step | null {
  const { net } = draft;
  for (const id of node.inputs) {
    const before = soleWriter(net, node, id);
    if (before === null) continue;
    const did = `${node.name}: one ${node.kind} with ${before.name} before it`;
    const joint = (other: Node, tables = draft.tables): Step => ({ draft: { ...draft, net: replaceNodes(net, new Map<Node, Node | null>([[before, null], [node, other]])), tables }, did });
    if (node.kind === 'lookup' && before.kind === 'lookup') {
      const [outer, inner] = [draft.tables.get(node.name), draft.tables.get(before.name)];
      if (outer !== undefined && inner !== undefined) return joint(lookups(before, node), new Map([...draft.tables, [node.name, inner.map((q) => outer[q + 128])]]));
    }
    if (node.kind === 'slice' && before.kind === 'slice') return joint(slices(before, node));
    if (node.kind === 'pad' && before.kind === 'pad') return joint(pads(before, node));
    if (node.kind === 'concat' && before.kind === 'concat' && node.axis === before.axis) return joint(concats(before, node));
  }
  return null;
}

const lookups = (before: Lookup, node: Lookup): Lookup => ({ ...node, inputs: before.inputs, fn: `${before.fn}, then ${node.fn}` });

const slices = (before: Slice, node: Slice): Slice => ({
  ...node,
  inputs: before.inputs,
  begin: [0, 1, 2].map((axis) => before.begin[axis] + node.begin[axis] * before.stride[axis]) as unknown as Slice['begin'],
  stride: [0, 1, 2].map((axis) => before.stride[axis] * node.stride[axis]) as unknown as Slice['stride'],
});

const pads = (before: Pad, node: Pad): Pad => ({
  ...node,
  inputs: before.inputs,
  padding: {
    top: before.padding.top + node.padding.top, bottom: before.padding.bottom + node.padding.bottom,
    left: before.padding.left + node.padding.left, right: before.padding.right + node.padding.right,
  },
});

const concats = (before: Concat, node: Concat): Concat => ({ ...node, inputs: node.inputs.flatMap((id) => (id === before.output ? before.inputs : [id])) });
