/**
 * Patch by patch: the first nodes of a network run on one tile of their last output after the other, so that inside
 * the stage only a patch of each tensor is ever in memory. Region arithmetic walks back from the tile: each consumer
 * needs some rows and columns of its input, a tensor with several consumers their union, clipped to the tensor, so
 * that padding stays padding and stands at the borders alone. Rows and columns are independent of each other. What
 * neighbouring tiles both need is computed twice: `extraMacs`.
 * Source: MCUNetV2 (arXiv 2110.15352) section 3.1; unlike there, for any window and across shortcuts.
 */
import { InputError } from '../lib/index.ts';
import { elements, fanIn, isWeighted, type Net, type Node, type TensorId } from '../net/index.ts';
import { reach, wholeView, windowOf, type Geometry, type View } from './geometry.ts';
import type { PatchGrid } from './options.ts';

/** Rows or columns from `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface PatchPlan {
  /** Nodes 0 .. steps - 1 run patch by patch. */
  readonly steps: number;
  readonly rows: number;
  readonly cols: number;
  /** For every tensor of the stage, its input and its output too: one span per row (column) of patches. */
  readonly rowSpans: ReadonlyMap<TensorId, readonly Span[]>;
  readonly colSpans: ReadonlyMap<TensorId, readonly Span[]>;
  /** Multiply-accumulates of each of its nodes beyond those of the node run whole, and of them all. */
  readonly extraPerStep: readonly number[];
  readonly extraMacs: number;
}

/** What an op reads of its input for a span of its output, and the padding before it. */
export interface Need extends Span {
  readonly padding: number;
}

export function neededSpan(node: Node, output: Span, axis: 0 | 1, extent: number): Need {
  const window = windowOf(node);
  const before = axis === 0 ? window.padding.top : window.padding.left;
  const start = output.from * window.stride[axis] - before;
  const from = Math.max(0, start);
  return { from, to: Math.min(extent, (output.to - 1) * window.stride[axis] - before + reach(window, axis)), padding: from - start };
}

/** The stage's single input and output, or why nodes 0 .. steps - 1 are no stage. */
export function patchStage(net: Net, steps: number): { readonly input: TensorId; readonly output: TensorId } | string {
  if (!Number.isInteger(steps) || steps < 1 || steps > net.nodes.length) return `a stage of ${steps} nodes; it has ${net.nodes.length}`;
  const stage = net.nodes.slice(0, steps);
  const odd = stage.find((node) => !runsOnPatches(net, node));
  if (odd !== undefined) return `${odd.name}: ${odd.kind} does not run on patches`;
  const written = new Set(stage.map((node) => node.output));
  const inputs = [...new Set(stage.flatMap((node) => node.inputs))].filter((id) => !written.has(id));
  const leaving = new Set([...net.nodes.slice(steps).flatMap((node) => node.inputs), ...net.outputs].filter((id) => written.has(id)));
  const read = new Set(stage.flatMap((node) => node.inputs));
  const output = stage[steps - 1].output;
  if (inputs.length !== 1) return `its first ${steps} nodes read ${inputs.length} tensors from outside; a stage has one input`;
  if (leaving.size !== 1 || !leaving.has(output) || read.has(output)) return `its first ${steps} nodes leave other tensors alive than ${net.tensors[output].name}; a stage has one output, its last`;
  if (stage.some((node) => node.output !== output && !read.has(node.output))) return `its first ${steps} nodes write a tensor that nothing reads`;
  return { input: inputs[0], output };
}

/** Ops whose output at a place depends on the input round that place. */
function runsOnPatches(net: Net, node: Node): boolean {
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'averagePool2d':
    case 'maxPool2d':
    case 'lookup':
      return true;
    case 'add':
    case 'sub':
    case 'mul':
      return elements(net.tensors[node.inputs[1]].shape) === elements(net.tensors[node.output].shape);
    default:
      return false;
  }
}

/** @throws InputError when the nodes form no stage */
export function patchPlan(net: Net, grid: PatchGrid): PatchPlan {
  const stage = patchStage(net, grid.steps);
  if (typeof stage === 'string') throw new InputError(`cannot run patch by patch: ${stage}`, net.name);
  if (![grid.rows, grid.cols].every((n) => Number.isInteger(n) && n >= 1)) throw new InputError(`${grid.rows} x ${grid.cols} patches; both must be whole numbers from 1`, net.name);
  return patchesOf(net, grid.steps, stageSpans(net, grid.steps, grid.rows, 0), stageSpans(net, grid.steps, grid.cols, 1));
}

/** The patches of a stage from what they are along the two axes. */
export function patchesOf(net: Net, steps: number, rowSpans: PatchPlan['rowSpans'], colSpans: PatchPlan['colSpans']): PatchPlan {
  const stage = net.nodes.slice(0, steps);
  const { output } = stage[steps - 1];
  const extraPerStep = stage.map((node) => {
    const [height, width] = net.tensors[node.output].shape;
    return macsPerPixel(net, node) * (total(rowSpans.get(node.output)) * total(colSpans.get(node.output)) - height * width);
  });
  const extraMacs = extraPerStep.reduce((sum, extra) => sum + extra, 0);
  return { steps, rows: rowSpans.get(output)?.length ?? 0, cols: colSpans.get(output)?.length ?? 0, rowSpans, colSpans, extraPerStep, extraMacs };
}

const total = (list: readonly Span[] = []): number => list.reduce((sum, { from, to }) => sum + to - from, 0);

/** Along one axis: tiles of the output of equal size but the last, and what they need of every tensor of the stage. */
export function stageSpans(net: Net, steps: number, tiles: number, axis: 0 | 1): Map<TensorId, Span[]> {
  const { output } = net.nodes[steps - 1];
  const extent = net.tensors[output].shape[axis];
  const size = Math.ceil(extent / tiles);
  const count = Math.ceil(extent / size);
  const found = new Map<TensorId, Span[]>([[output, Array.from({ length: count }, (_, i) => ({ from: i * size, to: Math.min(extent, (i + 1) * size) }))]]);
  for (const node of net.nodes.slice(0, steps).reverse()) {
    for (const id of node.inputs) {
      const needs = (found.get(node.output) ?? []).map((span) => neededSpan(node, span, axis, net.tensors[id].shape[axis]));
      const known = found.get(id);
      found.set(id, needs.map(({ from, to }, i) => (known === undefined ? { from, to } : { from: Math.min(from, known[i].from), to: Math.max(to, known[i].to) })));
    }
  }
  return found;
}

export const macsPerPixel = (net: Net, node: Node): number =>
  isWeighted(node) ? fanIn(node, net.tensors[node.inputs[0]].shape) * net.tensors[node.output].shape[2] : 0;

const largest = (list: readonly Span[] = []): number => Math.max(0, ...list.map(({ from, to }) => to - from));

/** Elements of the largest patch of a tensor inside the stage. */
export const patchElements = (net: Net, patch: PatchPlan, id: TensorId): number =>
  largest(patch.rowSpans.get(id)) * largest(patch.colSpans.get(id)) * net.tensors[id].shape[2];

/** What one op of the stage sees in each of the patches, between one of its inputs and its output. */
export function patchGeometries(net: Net, patch: PatchPlan, step: number, index: number): Geometry[] {
  const node = net.nodes[step];
  const id = node.inputs[index];
  const outside = (tensor: TensorId): boolean => tensor === net.nodes[patch.steps - 1].output || !net.nodes.slice(0, patch.steps).some(({ output }) => output === tensor);
  /** Part of a tensor that is whole in memory, or of the patch of it that is. */
  const view = (tensor: TensorId, rows: Span, cols: Span, row: number, col: number): View => {
    const { channels, ...full } = wholeView(net.tensors[tensor].shape);
    const held = outside(tensor) ? { top: 0, left: 0, width: full.width } : heldPart(patch, tensor, row, col);
    const stride = held.width * channels;
    return { height: rows.to - rows.from, width: cols.to - cols.from, channels, row: stride, start: (rows.from - held.top) * stride + (cols.from - held.left) * channels };
  };
  const [height, width] = net.tensors[id].shape;
  const list: Geometry[] = [];
  (patch.rowSpans.get(node.output) ?? []).forEach((rows, row) =>
    (patch.colSpans.get(node.output) ?? []).forEach((cols, col) => {
      const [needRows, needCols] = [neededSpan(node, rows, 0, height), neededSpan(node, cols, 1, width)];
      list.push({
        input: view(id, needRows, needCols, row, col), output: view(node.output, rows, cols, row, col),
        window: windowOf(node), padTop: needRows.padding, padLeft: needCols.padding,
      });
    }),
  );
  return list;
}

function heldPart(patch: PatchPlan, tensor: TensorId, row: number, col: number): { readonly top: number; readonly left: number; readonly width: number } {
  const rows = patch.rowSpans.get(tensor)?.[row] ?? { from: 0, to: 0 };
  const cols = patch.colSpans.get(tensor)?.[col] ?? { from: 0, to: 0 };
  return { top: rows.from, left: cols.from, width: cols.to - cols.from };
}
