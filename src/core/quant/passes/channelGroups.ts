/**
 * Channels that stay or go together: an op that works channel by channel has as many channels out as in, so dropping
 * one here drops it there. Groups end at convolutions and dense layers, which mix all channels, and at the ends of
 * the network. What cannot lose a channel is pinned.
 */
import type { Net, Node, TensorId } from '../../net/index.ts';

export interface Member {
  readonly tensor: TensorId;
  readonly channel: number;
}

/** Groups that nothing pins. */
export function channelGroups(net: Net): Member[][] {
  const start: number[] = [];
  let total = 0;
  for (const { shape } of net.tensors) {
    start.push(total);
    total += shape[2];
  }
  const parent = Int32Array.from({ length: total }, (_, i) => i);
  const pinned = new Uint8Array(total);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const channels = (id: TensorId): number => net.tensors[id].shape[2];
  const pin = (id: TensorId): void => void pinned.fill(1, start[id], start[id] + channels(id));
  /** Channel c of `a` with channel from + c of `b`. */
  const tie = (a: TensorId, b: TensorId, from = 0): void => {
    for (let c = 0; c < channels(a); c++) parent[root(start[a] + c)] = root(start[b] + from + c);
  };

  for (const id of [...net.inputs, ...net.outputs]) pin(id);
  for (const node of net.nodes) tieNode(net, node, tie, pin, (input, output) => {
    const multiplier = channels(output) / channels(input);
    for (let o = 0; o < channels(output); o++) parent[root(start[output] + o)] = root(start[input] + Math.floor(o / multiplier));
  });

  const groups = new Map<number, Member[]>();
  const held = new Set<number>();
  for (let i = 0; i < total; i++) if (pinned[i] === 1) held.add(root(i));
  net.tensors.forEach((_, tensor) => {
    for (let channel = 0; channel < channels(tensor); channel++) {
      const at = root(start[tensor] + channel);
      if (held.has(at)) continue;
      const group = groups.get(at);
      if (group === undefined) groups.set(at, [{ tensor, channel }]);
      else group.push({ tensor, channel });
    }
  });
  return [...groups.values()];
}

function tieNode(net: Net, node: Node, tie: (a: TensorId, b: TensorId, from?: number) => void, pin: (id: TensorId) => void, spread: (input: TensorId, output: TensorId) => void): void {
  const [input, second] = node.inputs;
  const { output } = node;
  const channels = (id: TensorId): number => net.tensors[id].shape[2];
  switch (node.kind) {
    case 'conv2d':
      return;
    case 'dense': // of several scales, one left over would be rounded otherwise
      return pin(output);
    case 'softmax':
      pin(input);
      return pin(output);
    case 'depthwiseConv2d':
      return spread(input, output);
    case 'add':
    case 'sub':
    case 'mul':
      tie(input, output);
      return channels(second) === channels(output) ? tie(second, output) : pin(second);
    case 'averagePool2d':
    case 'maxPool2d':
    case 'mean':
    case 'lookup':
    case 'pad':
    case 'resizeNearest':
      return tie(input, output);
    case 'slice':
      if (channels(input) === channels(output)) return tie(input, output);
      pin(input);
      return pin(output);
    case 'concat': {
      let from = 0;
      for (const id of node.inputs) {
        tie(id, output, from);
        if (node.axis === 2) from += channels(id);
      }
      return;
    }
    default:
      node satisfies never;
  }
}
