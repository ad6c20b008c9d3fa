/**
 * The order of nodes that needs the least memory, exactly: a dynamic programme over sets of nodes already run, for
 * what is alive depends on that set alone. A step costs what it needs at its best arrangement, overlaps included, as
 * in the plan. Only orders better than the given one are followed, so that straight networks cost nothing.
 * Source: Liberis and Lane, operator reordering (arXiv 1910.05110), as in µNAS; there without overlaps.
 */
import type { Net } from '../net/index.ts';
import type { PlanOptions } from './options.ts';
import { leastBytes, mostShared, placingProblem, type StepKernel } from './problem.ts';

export interface Order {
  /** Node indices of the given network. */
  readonly order: readonly number[];
  /** What the busiest step of that order needs. */
  readonly bytes: number;
  /** False where there were too many sets to look at: then the order is the given one. */
  readonly exact: boolean;
}

interface Reached {
  readonly peak: number;
  readonly last: { readonly node: number; readonly before: Reached } | null;
}

/** Sets of nodes looked at before the given order is kept. */
const MOST_SETS = 10_000;

/** The network with its nodes in the order of least memory; the given network where none is better. */
export function reorder(net: Net, options: PlanOptions = {}): Net {
  const { order } = bestOrder(net, options);
  return order.every((node, i) => node === i) ? net : { ...net, nodes: order.map((node) => net.nodes[node]) };
}

export function bestOrder(net: Net, { patch: _, ...options }: PlanOptions = {}): Order {
  const given = { order: net.nodes.map((_node, i) => i), bytes: leastBytes(placingProblem(net, options)) };
  const need = stepNeeds(net, options);
  const writers = new Map(net.nodes.map(({ output }, i) => [output, 1n << BigInt(i)]));
  const waitsFor = net.nodes.map(({ inputs }) => inputs.reduce((set, id) => set | (writers.get(id) ?? 0n), 0n));
  let level = new Map<bigint, Reached>([[0n, { peak: 0, last: null }]]);
  let sets = 0;
  for (let done = 0; done < net.nodes.length; done++) {
    const next = new Map<bigint, Reached>();
    for (const [set, reached] of level) {
      const needOf = need(set);
      waitsFor.forEach((before, node) => {
        const bit = 1n << BigInt(node);
        if ((set & bit) !== 0n || (before & ~set) !== 0n) return;
        const peak = Math.max(reached.peak, needOf(node));
        const known = next.get(set | bit);
        if (peak < given.bytes && (known === undefined || peak < known.peak)) next.set(set | bit, { peak, last: { node, before: reached } });
      });
    }
    sets += next.size;
    if (sets > MOST_SETS) return { ...given, exact: false };
    level = next;
  }
  const [best] = [...level.values()];
  if (best === undefined) return { ...given, exact: true };
  const order: number[] = [];
  for (let at = best.last; at !== null; at = at.before.last) order.push(at.node);
  return { order: order.reverse(), bytes: best.peak, exact: true };
}

/** What a node needs when the nodes of a set have run before it. */
function stepNeeds(net: Net, options: PlanOptions): (set: bigint) => (node: number) => number {
  const { sizes } = placingProblem(net, options);
  const readers = net.tensors.map((_tensor, id) => net.nodes.reduce((set, { inputs }, i) => (inputs.includes(id) ? set | (1n << BigInt(i)) : set), 0n));
  const writers = new Map(net.nodes.map(({ output }, i) => [output, 1n << BigInt(i)]));
  const outputs = new Set(net.outputs);
  const external = new Set(options.inputExternal === true ? net.inputs : []);
  // alone in a network, all inputs of a node die with it
  const kernels: (readonly StepKernel[])[] = net.nodes.map((node) => placingProblem({ ...net, nodes: [node], inputs: [], outputs: [] }, { ...options, inputExternal: false }).steps[0].kernels);
  return (set) => {
    const held = sizes.reduce((sum, size, id) => {
      const written = ((writers.get(id) ?? 0n) & ~set) === 0n;
      const unread = set === 0n && readers[id] === 0n && net.inputs.includes(id); // stands there at the first step alone
      return written && (outputs.has(id) || unread || (readers[id] & ~set) !== 0n) ? sum + size : sum;
    }, 0);
    return (node) => {
      const { output } = net.nodes[node];
      const after = set | (1n << BigInt(node));
      const dies = (id: number): boolean => !outputs.has(id) && !external.has(id) && (readers[id] & ~after) === 0n;
      return Math.min(...kernels[node].map(({ scratch, nears }) =>
        held + sizes[output] + scratch - Math.max(0, ...nears.filter(({ input }) => dies(input)).map((near) => mostShared(near, sizes[output], sizes[near.input])))));
    };
  };
}
