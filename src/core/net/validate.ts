/** Is a network whole? Every room may rely on what is checked here; files and links are checked before they go on. */
import { InputError } from '../lib/index.ts';
import type { Net, Node } from './ir.ts';
import { elements, inputShapes, OP_KINDS, outputShape } from './shapes.ts';

/** Beyond any microcontroller; keeps sums of sizes exact and loops bounded. */
const MOST_NODES = 4096;
const MOST_ELEMENTS = 2 ** 28;

/**
 * Names are unique, tensors have whole positive shapes, each is written once before it is read, the output is
 * written, and each node's output has the shape its op gives.
 * @throws InputError that names the node or tensor, what is wrong and what would be right
 */
export function validateNet(net: Net): void {
  if (net.nodes.length === 0 || net.nodes.length > MOST_NODES) {
    throw new InputError(`${net.nodes.length} nodes; a network has 1 to ${MOST_NODES}`, net.name);
  }
  if (net.tensors.length > net.nodes.length + net.inputs.length) {
    throw new InputError(`${net.tensors.length} tensors for ${net.nodes.length} nodes; each node writes one, each input is one more`, net.name);
  }
  for (const { name, shape } of net.tensors) {
    if (shape.length !== 3 || shape.some((extent) => !Number.isInteger(extent) || extent < 1) || elements(shape) > MOST_ELEMENTS) {
      throw new InputError(`shape ${shape.join('x')} is not height x width x channels of whole numbers from 1`, `tensor ${name}`);
    }
  }
  checkList(net.inputs, 'input', net);
  checkList(net.outputs, 'output', net);
  const written = new Set(net.inputs);
  const names = new Set<string>();
  for (const node of net.nodes) {
    if (names.has(node.name)) throw new InputError('two nodes bear this name; names must be unique', node.name);
    names.add(node.name);
    if (!OP_KINDS.includes(node.kind)) throw new InputError(`"${node.kind}" is no op; known are ${OP_KINDS.join(', ')}`, node.name);
    checkEnds(net, node, written);
    const declared = net.tensors[node.output].shape;
    const inferred = outputShape(node, inputShapes(net, node), declared);
    if (inferred.some((extent, i) => extent !== declared[i])) {
      throw new InputError(`output is declared ${declared.join('x')}, but ${node.kind} gives ${inferred.join('x')}`, node.name);
    }
    written.add(node.output);
  }
  for (const id of net.outputs) if (!written.has(id) || net.inputs.includes(id)) throw new InputError(`output tensor ${id} is written by no node`, net.name);
}

function checkList(ids: readonly number[], what: string, net: Net): void {
  if (ids.length === 0) throw new InputError(`has no ${what}; one or more are needed`, net.name);
  if (new Set(ids).size !== ids.length) throw new InputError(`names an ${what} twice`, net.name);
  for (const id of ids) if (net.tensors[id] === undefined) throw new InputError(`${what} tensor ${id} does not exist`, net.name);
}

function checkEnds(net: Net, node: Node, written: ReadonlySet<number>): void {
  for (const id of node.inputs) {
    if (!written.has(id)) throw new InputError(`reads tensor ${id} before any node has written it`, node.name);
  }
  if (net.tensors[node.output] === undefined) throw new InputError(`writes tensor ${node.output}, which does not exist`, node.name);
  if (written.has(node.output)) throw new InputError(`writes tensor ${node.output} a second time`, node.name);
}
