/**
 * The loops of a function as nested runs of blocks in address order. Every branch backwards makes one, from its target
 * to itself; runs that overlap are stretched until they nest. Each becomes a WebAssembly loop. A run may be entered in
 * its middle (compilers enter loops at their test), which a dispatch at its head serves.
 */
export interface LoopNest {
  /** Indices of the first and last block. */
  readonly first: number;
  last: number;
  readonly isLoop: boolean;
  /** Blocks, and the loops among them, in order. */
  readonly children: (number | LoopNest)[];
  /** Entered elsewhere than at its first block. */
  dispatches: boolean;
}

export interface Loops {
  /** All blocks; no loop itself. */
  readonly nest: LoopNest;
  /** Of each block the runs it lies in, from `nest` to the innermost. */
  readonly around: readonly (readonly LoopNest[])[];
}

/** @param successors indices of the blocks that may follow each block; entries: blocks entered from outside */
export function nestLoops(successors: readonly (readonly number[])[], entries: ReadonlySet<number>): Loops {
  const count = successors.length;
  const lasts = new Map<number, number>();
  successors.forEach((targets, from) => targets.forEach((to) => {
    if (to <= from) lasts.set(to, Math.max(lasts.get(to) ?? 0, from));
  }));
  const firsts = [...lasts.keys()].sort((a, b) => a - b);
  // an inner run that ends later than the run it begins in stretches it; the later ones have their length already
  for (let i = firsts.length - 1; i >= 0; i--) {
    let last = lasts.get(firsts[i]) ?? 0;
    for (let j = i + 1; j < firsts.length && firsts[j] <= last; j++) last = Math.max(last, lasts.get(firsts[j]) ?? 0);
    lasts.set(firsts[i], last);
  }
  const root: LoopNest = { first: 0, last: count - 1, isLoop: false, children: [], dispatches: false };
  const open = [root];
  const around: (readonly LoopNest[])[] = [];
  let inside: readonly LoopNest[] = [root];
  for (let block = 0; block < count; block++) {
    const depth = open.length;
    while (open[open.length - 1].last < block) open.pop();
    const last = lasts.get(block);
    if (last !== undefined) {
      const loop: LoopNest = { first: block, last, isLoop: true, children: [], dispatches: false };
      open[open.length - 1].children.push(loop);
      open.push(loop);
    }
    open[open.length - 1].children.push(block);
    if (open.length !== depth || last !== undefined) inside = [...open];
    around.push(inside);
  }
  /** Entered at a block, from another or (-1) from outside. */
  const enter = (block: number, from: number): void => {
    for (let i = 0; i < around[block].length; i++) {
      const nest = around[block][i];
      if (block !== nest.first && !(from >= nest.first && from <= nest.last)) nest.dispatches = true;
    }
  };
  entries.forEach((block) => enter(block, -1));
  // out of fuel, control comes back at the head of a loop
  firsts.forEach((block) => enter(block, -1));
  successors.forEach((targets, from) => targets.forEach((to) => enter(to, from)));
  return { nest: root, around };
}

/** Whether a block is this child of a nest, or lies in it. */
export function childHolds(child: number | LoopNest, block: number): boolean {
  return typeof child === 'number' ? child === block : block >= child.first && block <= child.last;
}
