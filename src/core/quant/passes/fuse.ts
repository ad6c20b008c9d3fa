/**
 * Fusing: a border goes into the convolutions that read it, a table that only cuts values off goes into the activation
 * of the op before it. A convolution fills its padding with the zero point, which is what a border is made of; pools
 * do not count padded places, so theirs stays. A table is a clamp only if it equals one on every value that can come.
 * What rescales (a requantising table after a convolution) rounds twice, and is never taken for one rounding.
 */
import { isConvolution, type Activation, type Add, type AveragePool2d, type Convolution, type Lookup, type MaxPool2d, type Mul, type Node, type Pad, type Sub, type Weighted } from '../../net/index.ts';
import { activationRange } from '../derive.ts';
import { passOf, readers, replaceNodes, sameParams, soleWriter, type Draft, type Step } from './draft.ts';

type Clamping = Weighted | Add | Sub | Mul | AveragePool2d | MaxPool2d;

export const fuse = passOf((draft) => {
  for (const node of draft.net.nodes) {
    const step = node.kind === 'pad' ? fusePad(draft, node) : node.kind === 'lookup' ? fuseClamp(draft, node) : null;
    if (step !== null) return step;
  }
  return null;
});

function withPadding(node: Convolution, { inputs, padding }: Pad): Convolution | null {
  const sum = {
    top: node.padding.top + padding.top, bottom: node.padding.bottom + padding.bottom,
    left: node.padding.left + padding.left, right: node.padding.right + padding.right,
  };
  const [reachY, reachX] = [0, 1].map((axis) => (node.kernel[axis] - 1) * (node.dilation?.[axis] ?? 1) + 1);
  if (Math.max(sum.top, sum.bottom) >= reachY || Math.max(sum.left, sum.right) >= reachX) return null;
  return { ...node, inputs, padding: sum };
}

/** All readers take the border over, or none. */
function fusePad({ net, ...rest }: Draft, pad: Pad): Step | null {
  const reading = readers(net, pad.output);
  if (net.outputs.includes(pad.output) || reading.length === 0) return null;
  const replaced = new Map<Node, Node | null>([[pad, null]]);
  for (const node of reading) {
    const wider = isConvolution(node) ? withPadding(node, pad) : null;
    if (wider === null) return null;
    replaced.set(node, wider);
  }
  return { draft: { ...rest, net: replaceNodes(net, replaced) }, did: `${pad.name}: the border is padding of ${reading.map(({ name }) => name).join(', ')}` };
}

function clamps(node: Node): node is Clamping {
  return 'activation' in node || node.kind === 'averagePool2d' || node.kind === 'maxPool2d';
}

function fuseClamp(draft: Draft, lookup: Lookup): Step | null {
  const { net, params, tables } = draft;
  const before = soleWriter(net, lookup, lookup.inputs[0]);
  const table = tables.get(lookup.name);
  if (before === null || table === undefined || !clamps(before) || !sameParams(params, before.output, lookup.output)) return null;
  const [lowest, highest] = activationRange(before.activation ?? 'none', params[before.output]);
  const activation = (['none', 'relu', 'relu6'] as const).find((candidate: Activation) => {
    const [low, high] = activationRange(candidate, params[before.output]);
    if (low < lowest || high > highest) return false;
    for (let q = lowest; q <= highest; q++) if (table[q + 128] !== Math.min(high, Math.max(low, q))) return false;
    return true;
  });
  if (activation === undefined) return null;
  const fused: Node = { ...before, activation, output: lookup.output };
  return { draft: { ...draft, net: replaceNodes(net, new Map<Node, Node | null>([[before, fused], [lookup, null]])) }, did: `${lookup.name}: the activation of ${before.name}` };
}
