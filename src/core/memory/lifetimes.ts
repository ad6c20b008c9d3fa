/**
 * From when to when each tensor must stay in memory. Steps are node indices; a tensor is alive from the step that
 * writes it to the last that reads it, both included.
 */
import type { Net, Node, TensorId } from '../net/index.ts';

export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

/** Indexed by tensor id. Inputs are alive from step 0, outputs to the last step. */
export function lifetimes(net: Net): Lifetime[] {
  const first = new Array<number>(net.tensors.length).fill(0);
  const last = new Array<number>(net.tensors.length).fill(0);
  net.nodes.forEach((node, step) => {
    first[node.output] = step;
    last[node.output] = Math.max(last[node.output], step);
    for (const id of node.inputs) last[id] = step;
  });
  for (const id of net.outputs) last[id] = net.nodes.length - 1;
  return net.tensors.map((_, id) => ({ first: first[id], last: last[id] }));
}

/** Tensors alive at a step that the step itself neither reads nor writes, e.g. what a shortcut holds. */
export const bystanders = (node: Node, step: number, lives: readonly Lifetime[]): TensorId[] =>
  lives.flatMap(({ first, last }, id) => (first < step && last > step && !node.inputs.includes(id) ? [id] : []));

/** Next multiple of four: every address in the arena is word-aligned. */
export const aligned = (bytes: number): number => (bytes + 3) & ~3;
