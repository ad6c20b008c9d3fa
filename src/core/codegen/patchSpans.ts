/**
 * What each op of a stage sees in each patch, as a table the runner walks: rows of patches first, columns after them,
 * op by op. A patch of a tensor inside the stage is dense and begins at its planned address; the stage's input and
 * output are whole, and a patch of them is a view. Padding stands where a region touches the tensor's border alone.
 * One span is 6 numbers along the rows and 9 along the columns: first place of input, second input and output in what
 * is in memory, extents of input and output, padding before, and for columns the places from one row to the next.
 */
import { InputError } from '../lib/index.ts';
import { neededSpan, type ArenaPlan, type Span } from '../memory/index.ts';
import type { Net, TensorId } from '../net/index.ts';

export interface PatchTable {
  readonly rows: number;
  readonly cols: number;
  readonly table: Int16Array;
}

/** @throws InputError when the plan has no stage of patches */
export function patchSpans(net: Net, { patch }: ArenaPlan): PatchTable {
  if (patch === null) throw new InputError('the plan has no stage of patches', net.name);
  const stage = net.nodes.slice(0, patch.steps);
  const inner = new Set(stage.slice(0, -1).map(({ output }) => output));
  const spansOf = (id: TensorId, axis: 0 | 1, at: number): Span => {
    const span = (axis === 0 ? patch.rowSpans : patch.colSpans).get(id)?.[at];
    if (span === undefined) throw new InputError('is in the stage, but the plan has no patches of it', net.tensors[id].name);
    return span;
  };
  /** The part of a tensor that is in memory during a patch. */
  const held = (id: TensorId, axis: 0 | 1, at: number): Span => (inner.has(id) ? spansOf(id, axis, at) : { from: 0, to: net.tensors[id].shape[axis] });
  const along = (axis: 0 | 1, at: number): number[] =>
    stage.flatMap((node) => {
      const [first, second = first] = node.inputs;
      const output = spansOf(node.output, axis, at);
      const need = neededSpan(node, output, axis, net.tensors[first].shape[axis]);
      const ends = [held(first, axis, at), held(second, axis, at), held(node.output, axis, at)];
      const numbers = [need.from - ends[0].from, need.from - ends[1].from, output.from - ends[2].from, Math.max(0, need.to - need.from), output.to - output.from, need.padding];
      return axis === 0 ? numbers : [...numbers, ...ends.map(({ from, to }) => to - from)];
    });
  const list = (axis: 0 | 1, count: number): number[] => Array.from({ length: count }, (_, at) => along(axis, at)).flat();
  const table = Int16Array.from([...list(0, patch.rows), ...list(1, patch.cols)]);
  return { rows: patch.rows, cols: patch.cols, table };
}
