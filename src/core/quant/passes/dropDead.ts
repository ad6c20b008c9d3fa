/**
 * Dropping what no output depends on: nodes that nobody reads, channels that nobody weighs, and filters of zeros. The
 * latter answer with one value everywhere; a convolution or dense layer that reads it adds weight * (value - zero
 * point) to every sum alike, which goes into its bias, and the channel with all that leads to it goes. At a border the
 * sum would lack it, so a padded convolution takes only a value equal to its zero point. Exact to the byte.
 */
import type { Net, Node, TensorId } from '../../net/index.ts';
import type { Int8Constants, Int8Net } from '../int8Net.ts';
import { channelGroups, type Member } from './channelGroups.ts';
import { constantChannels, everyProduct, isPadded, type Channels } from './constantChannels.ts';
import { passOf, type Draft, type PassResult } from './draft.ts';

/** Removes one node that nobody reads. */
const dropUnread = passOf((draft) => {
  const { net } = draft;
  const node = net.nodes.find(({ output }) => !net.outputs.includes(output) && net.nodes.every(({ inputs }) => !inputs.includes(output)));
  if (node === undefined) return null;
  return { draft: { ...draft, net: { ...net, nodes: net.nodes.filter((other) => other !== node) } }, did: `${node.name}: nothing reads it` };
});

export function dropDead(given: Int8Net): PassResult {
  const read = dropUnread(given);
  const { int8Net } = read;
  const { net } = int8Net;
  if (net.nodes.every(({ name }) => !int8Net.layers.has(name))) return read;
  const constants = constantChannels(int8Net);
  const dropped = chosen(net, channelGroups(net).filter((group) => group.every((member) => canGo(int8Net, constants, member))));
  if (dropped.size === 0) return read;
  const cut = passOf((draft) => (draft.net === net ? { draft: withoutChannels(draft, dropped, constants), did: describe(net, dropped) } : null))(int8Net);
  return { int8Net: cut.int8Net, did: [...read.did, ...cut.did] };
}

/** By tensor: the channels that go. */
type Dropped = ReadonlyMap<TensorId, ReadonlySet<number>>;

/** Every tensor keeps a channel. */
function chosen(net: Net, groups: readonly (readonly Member[])[]): Dropped {
  const left = net.tensors.map(({ shape }) => shape[2]);
  const dropped = new Map<TensorId, Set<number>>();
  for (const group of groups) {
    for (const { tensor } of group) left[tensor]--;
    if (group.some(({ tensor }) => left[tensor] < 1)) {
      for (const { tensor } of group) left[tensor]++;
      continue;
    }
    for (const { tensor, channel } of group) dropped.set(tensor, (dropped.get(tensor) ?? new Set()).add(channel));
  }
  return dropped;
}

/** Whether every reader that mixes channels does without this one, or can hold it in its bias. */
function canGo({ net, tensors, layers }: Int8Net, constants: readonly Channels[], { tensor, channel }: Member): boolean {
  const value = constants[tensor][channel];
  return net.nodes.every((node) => {
    if ((node.kind !== 'conv2d' && node.kind !== 'dense') || !node.inputs.includes(tensor)) return true;
    const padded = node.kind === 'conv2d' && isPadded(node);
    if (value !== null && (!padded || value === tensors[tensor].zeroPoint)) return true;
    const weights = layers.get(node.name)?.weights ?? new Int8Array();
    for (let i = channel; i < weights.length; i += constants[tensor].length) if (weights[i] !== 0) return false;
    return true;
  });
}

function withoutChannels(draft: Draft, dropped: Dropped, values: readonly Channels[]): Draft {
  const { net, params } = draft;
  const gone = (tensor: TensorId, channel: number): boolean => dropped.get(tensor)?.has(channel) ?? false;
  const constants = new Map(draft.constants);
  for (const node of net.nodes) {
    const layer = constants.get(node.name);
    if (layer !== undefined) constants.set(node.name, cutLayer(net, node, layer, gone, values[node.inputs[0]], params[node.inputs[0]].zeroPoint));
  }
  const tensors = net.tensors.map(({ name, shape: [height, width, channels] }, id) => ({ name, shape: [height, width, channels - (dropped.get(id)?.size ?? 0)] as const }));
  return { ...draft, net: { ...net, tensors }, constants };
}

function cutLayer(net: Net, node: Node, { weights, weightScales, bias }: Int8Constants, gone: (tensor: TensorId, channel: number) => boolean, values: Channels, zeroPoint: number): Int8Constants {
  const [input] = node.inputs;
  const channels = net.tensors[input].shape[2];
  const stays = (_: unknown, o: number): boolean => !gone(node.output, o);
  const scales = weightScales.length === 1 ? weightScales : weightScales.filter(stays);
  if (node.kind === 'depthwiseConv2d') return { weights: weights.filter((_, i) => stays(_, i % bias.length)), weightScales: scales, bias: bias.filter(stays) };
  const per = weights.length / bias.length;
  const held = bias.map((sum, o) => {
    everyProduct(node, weights, channels, bias.length, o, (c, weight) => {
      const value = values[c];
      if (gone(input, c) && value !== null) sum += (value - zeroPoint) * weight;
      return true;
    });
    return sum;
  });
  return {
    weights: weights.filter((_, i) => stays(_, Math.floor(i / per)) && !gone(input, i % channels)),
    weightScales: scales,
    bias: held.filter(stays),
  };
}

function describe(net: Net, dropped: Dropped): string {
  const filters = net.nodes.flatMap(({ kind, name, output }) => (kind === 'conv2d' && dropped.has(output) ? [`${name}: ${dropped.get(output)?.size} of ${net.tensors[output].shape[2]} filters`] : []));
  return `${filters.join('; ')} do nothing and are gone`;
}
