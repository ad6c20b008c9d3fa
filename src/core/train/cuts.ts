/**
 * Where a network comes apart into a head and a tail: between two blocks, where one narrow tensor is all that the rest
 * reads. Two networks of a space with equal keys there compute equal bits up to there, so the head need run but once.
 */
import { isConvolution, type Net, type TensorId } from '../net/index.ts';

export interface Cut {
  /** Nodes of the head. */
  readonly nodes: number;
  /** What the tail reads. */
  readonly tensor: TensorId;
  /** Every node of the head with its shape, and the input's. */
  readonly key: string;
}

/** `stage1.block0` of `stage1.block0.expand`; a node outside blocks stands for itself. */
const blockOf = (name: string): string => name.slice(0, name.includes('.') ? name.lastIndexOf('.') : name.length);

/** Shallowest first; none behind the last convolution, where there is nothing left to share. */
export function cutsOf(net: Net): Cut[] {
  const lastConvolution = net.nodes.findLastIndex(isConvolution);
  let key = JSON.stringify(net.tensors[net.inputs[0]].shape);
  return net.nodes.slice(0, lastConvolution).flatMap((node, i): Cut[] => {
    key += JSON.stringify([node, net.tensors[node.output].shape]);
    const made = new Set([...net.inputs, ...net.nodes.slice(0, i).map(({ output }) => output)]);
    const alone = net.nodes.slice(i + 1).every(({ inputs }) => !inputs.some((id) => made.has(id)));
    return alone && blockOf(node.name) !== blockOf(net.nodes[i + 1].name) ? [{ nodes: i + 1, tensor: node.output, key }] : [];
  });
}

/** The rest of the network, which reads what the head wrote. */
export const tailOf = (net: Net, { nodes, tensor }: Cut): Net => ({ ...net, nodes: net.nodes.slice(nodes), inputs: [tensor] });
