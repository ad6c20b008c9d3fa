/**
 * What graph passes work on: the facts of an int8 network without what is derived from them. A pass is a chain of
 * small steps, each of which changes one thing or finds nothing to do; the network is derived anew once, at the end.
 */
import type { QuantParams } from '../../data/index.ts';
import type { Net, Node, Tensor, TensorId } from '../../net/index.ts';
import { assembleInt8Net, type Int8Constants, type Int8Net } from '../int8Net.ts';

export interface Draft {
  readonly net: Net;
  readonly params: readonly QuantParams[];
  readonly constants: ReadonlyMap<string, Int8Constants>;
  readonly tables: ReadonlyMap<string, Int8Array>;
}

/** One change, and what it did in words that begin with the node's name. */
export interface Step {
  readonly draft: Draft;
  readonly did: string;
}

export interface PassResult {
  readonly int8Net: Int8Net;
  /** One entry per change; empty where the network came back as it went in. */
  readonly did: readonly string[];
}

/** Same outputs for every input, byte for byte; the network need not be validated again. */
export type Pass = (int8Net: Int8Net) => PassResult;

/** A pass that takes steps until there is none left. */
export function passOf(step: (draft: Draft) => Step | null): Pass {
  return (int8Net) => {
    const did: string[] = [];
    let draft: Draft = { net: int8Net.net, params: int8Net.tensors, constants: int8Net.layers, tables: int8Net.lookups };
    for (let next = step(draft); next !== null; next = step(draft)) {
      did.push(next.did);
      draft = next.draft;
    }
    return { int8Net: did.length === 0 ? int8Net : finish(draft, int8Net.rounding), did };
  };
}

/** Drops the tensors that no node writes any more, numbers the others anew and derives the network. */
function finish({ net, params, constants, tables }: Draft, rounding: Int8Net['rounding']): Int8Net {
  const alive = new Set([...net.inputs, ...net.nodes.map(({ output }) => output)]);
  const ids = net.tensors.flatMap((_, id) => (alive.has(id) ? [id] : []));
  const renumbered = new Map(ids.map((id, at): [TensorId, TensorId] => [id, at]));
  const at = (id: TensorId): TensorId => renumbered.get(id) ?? id;
  const nodes = net.nodes.map((node): Node => ({ ...node, inputs: node.inputs.map(at), output: at(node.output) }));
  const tensors: Tensor[] = ids.map((id) => net.tensors[id]);
  return assembleInt8Net({ name: net.name, tensors, nodes, inputs: net.inputs.map(at), outputs: net.outputs.map(at) }, ids.map((id) => params[id]), constants, rounding, tables);
}

export const readers = ({ nodes }: Net, id: TensorId): Node[] => nodes.filter(({ inputs }) => inputs.includes(id));

export const writer = ({ nodes }: Net, id: TensorId): Node | undefined => nodes.find(({ output }) => output === id);

/** The node that writes a tensor which `reader` alone reads, once, and which is no output. */
export function soleWriter(net: Net, reader: Node, id: TensorId): Node | null {
  if (net.outputs.includes(id) || net.nodes.some((node) => node !== reader && node.inputs.includes(id))) return null;
  return reader.inputs.filter((input) => input === id).length === 1 ? (writer(net, id) ?? null) : null;
}

/** The net with some nodes replaced; null removes one. */
export function replaceNodes(net: Net, replaced: ReadonlyMap<Node, Node | null>): Net {
  return { ...net, nodes: net.nodes.flatMap((node) => { const other = replaced.get(node); return other === undefined ? [node] : other === null ? [] : [other]; }) };
}

export const sameParams = (params: readonly QuantParams[], a: TensorId, b: TensorId): boolean =>
  params[a].scale === params[b].scale && params[a].zeroPoint === params[b].zeroPoint;
