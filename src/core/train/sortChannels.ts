/**
 * Orders channels by importance, so that "the first channels" of a narrower network are the ones that matter
 * (once-for-all, dynamic_layers.py: L1 norm of the weights that read a channel). Middle channels of each block are
 * ordered on their own; channels between blocks are shared along a stage by its shortcuts, so all blocks of a stage
 * vote and move together. The function of the largest network stays the same.
 */
import { buildNet, type Net } from '../net/index.ts';
import { largest, toArchitecture } from '../space/index.ts';
import type { Entry, Layout } from './layout.ts';
import type { Supernet } from './supernet.ts';
import { trained } from './trained.ts';
import { deriveWindows } from './transform.ts';

/** Nodes whose outputs, and nodes whose inputs, are one set of channels. */
interface ChannelGroup {
  readonly channels: number;
  readonly writers: string[];
  readonly readers: string[];
}

/** Follows tensors through depthwise, add and pool, which keep channels apart. The input and the classes stay put. */
function groupsOf(net: Net): ChannelGroup[] {
  const groupOf = new Map<number, ChannelGroup>();
  const groups: ChannelGroup[] = [];
  const merge = (a: ChannelGroup, b: ChannelGroup): ChannelGroup => {
    if (a === b) return a;
    a.writers.push(...b.writers);
    a.readers.push(...b.readers);
    groups.splice(groups.indexOf(b), 1);
    for (const [id, group] of groupOf) if (group === b) groupOf.set(id, a);
    return a;
  };
  for (const node of net.nodes.map(trained)) {
    const source = groupOf.get(node.inputs[0]);
    switch (node.kind) {
      case 'conv2d':
      case 'dense': {
        source?.readers.push(node.name);
        if (node.output === net.outputs[0]) break;
        const group: ChannelGroup = { channels: net.tensors[node.output].shape[2], writers: [node.name], readers: [] };
        groups.push(group);
        groupOf.set(node.output, group);
        break;
      }
      case 'depthwiseConv2d':
      case 'averagePool2d':
        if (!source) break;
        source.writers.push(node.name);
        groupOf.set(node.output, source);
        break;
      case 'add': {
        const other = groupOf.get(node.inputs[1]);
        if (source && other) groupOf.set(node.output, merge(source, other));
        break;
      }
      default:
        node satisfies never;
    }
  }
  return groups;
}

/** Reorders supernet.values in place. */
export function sortChannels({ space, layout, values }: Supernet): void {
  for (const group of groupsOf(buildNet(toArchitecture(space, largest(space))))) {
    const importance = new Float64Array(group.channels);
    for (const { weights, pitch } of entriesOf(layout, group.readers)) {
      for (let c = 0; c < group.channels; c++) {
        for (let o = 0; o < pitch; o++) importance[c] += Math.abs(values[weights + c * pitch + o]);
      }
    }
    const order = Array.from(importance, (_, c) => c).sort((a, b) => importance[b] - importance[a] || a - b);
    for (const entry of entriesOf(layout, group.writers)) {
      for (let row = 0; row < entry.count; row += entry.pitch) reorder(values, entry.weights + row, 1, order);
      for (const run of [entry.gamma, entry.beta, entry.bias]) if (run >= 0) reorder(values, run, 1, order);
    }
    for (const { weights, pitch } of entriesOf(layout, group.readers)) reorder(values, weights, pitch, order);
  }
  deriveWindows(layout, values);
}

const entriesOf = (layout: Layout, names: readonly string[]): Entry[] => names.flatMap((name) => layout.entries.get(name) ?? []);

/** Moves runs of `size` floats: the new run i is the old run order[i]. */
function reorder(values: Float32Array, from: number, size: number, order: readonly number[]): void {
  const old = values.slice(from, from + order.length * size);
  order.forEach((source, i) => values.set(old.subarray(source * size, (source + 1) * size), from + i * size));
}
