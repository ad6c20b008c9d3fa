/**
 * Parameters tensor by tensor where ops that only move or compare values tie some together: a pool, a slice, a border
 * and their like answer in their input's scale, and whatever is concatenated must have one. Tied tensors form a group;
 * its range is that of those members that compute something, its parameters are prescribed where a member's are.
 */
import type { QuantParams } from '../data/index.ts';
import { InputError } from '../lib/index.ts';
import type { Net, TensorId } from '../net/index.ts';
import { affineParams, type Range } from './calibrate.ts';
import { keepsParams } from './int8Net.ts';

/**
 * @param ranges by tensor id @param prescribed parameters that cannot be chosen, by tensor id
 * @throws InputError when tied tensors have different prescribed parameters
 */
export function shareParams(net: Net, ranges: readonly Range[], prescribed: ReadonlyMap<TensorId, QuantParams>): QuantParams[] {
  const groups = tiedTensors(net);
  const moved = new Set(net.nodes.flatMap((node) => (keepsParams(node) ? [node.output] : [])));
  const tensors: QuantParams[] = ranges.map(affineParams);
  for (const group of groups) {
    const fixed = group.flatMap((id) => prescribed.get(id) ?? []);
    const odd = fixed.find(({ scale, zeroPoint }) => scale !== fixed[0].scale || zeroPoint !== fixed[0].zeroPoint);
    if (odd !== undefined) {
      throw new InputError(`is tied by concatenation to tensors of other parameters: scales ${fixed[0].scale} and ${odd.scale}, zero points ${fixed[0].zeroPoint} and ${odd.zeroPoint}`, net.tensors[group[0]].name);
    }
    const sources = group.filter((id) => !moved.has(id)).map((id) => ranges[id]);
    const params = fixed[0] ?? affineParams({ min: Math.min(...sources.map(({ min }) => min)), max: Math.max(...sources.map(({ max }) => max)) });
    for (const id of group) tensors[id] = params;
  }
  return tensors;
}

/** Every tensor in exactly one group. */
function tiedTensors(net: Net): TensorId[][] {
  const groupOf = net.tensors.map((_, id): TensorId[] => [id]);
  for (const node of net.nodes) {
    if (!keepsParams(node)) continue;
    for (const id of node.inputs) {
      const [from, into] = [groupOf[id], groupOf[node.output]];
      if (from === into) continue;
      into.push(...from);
      for (const member of from) groupOf[member] = into;
    }
  }
  return [...new Set(groupOf)];
}
