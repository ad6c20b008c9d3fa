/** Where the elements of a transposed tensor come from. */

/** @returns the new shape and, per element, its place before; null where the order is no permutation of the dimensions */
export function transposed(shape: readonly number[], order: readonly number[]): { readonly shape: number[]; readonly from: Int32Array } | null {
  const axes = order.map((axis) => (axis < 0 ? axis + shape.length : axis));
  if (axes.length !== shape.length || new Set(axes).size !== axes.length || axes.some((axis) => shape[axis] === undefined)) return null;
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  const turned = axes.map((axis) => shape[axis]);
  let from = Int32Array.of(0);
  for (const axis of axes) {
    const next = new Int32Array(from.length * shape[axis]);
    from.forEach((base, i) => {
      for (let k = 0; k < shape[axis]; k++) next[i * shape[axis] + k] = base + k * steps[axis];
    });
    from = next;
  }
  return { shape: turned, from };
}

/** Whether only extents of 1 move, so that every element stays where it is. */
export function movesNothing(shape: readonly number[], order: readonly number[]): boolean {
  const moved = order.map((axis) => (axis < 0 ? axis + shape.length : axis)).filter((axis) => shape[axis] !== 1);
  return moved.every((axis, i) => i === 0 || axis > moved[i - 1]);
}
